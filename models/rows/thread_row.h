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
  QString assistantId;
  qint64 createdUs = 0;
  qint64 updatedUs = 0;  // last activity: of the row or of its state, whichever is later

  bool operator==(const ThreadRow&) const = default;
  const QString& key() const { return id; }
};

}  // namespace heddle::models
