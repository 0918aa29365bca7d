// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/states.h"

#include <optional>

#include <QString>

namespace heddle::models {

/// One thread as a list shows it. Times are microseconds since 1970, UTC.
struct ThreadRow {
  QString id;
  core::ThreadStatus status = core::ThreadStatus::idle;
  QString graph;
  QString metadata;  // compact JSON, cut by the query
  QString error;
  qint64 createdUs = 0;
  qint64 updatedUs = 0;

  bool operator==(const ThreadRow&) const = default;
  const QString& key() const { return id; }
};

}  // namespace heddle::models
