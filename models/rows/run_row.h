// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/states.h"

#include <optional>

#include <QString>

namespace heddle::models {

/// One run as a list shows it. Times are microseconds since 1970, UTC; absent when not known or not yet
/// reached.
struct RunRow {
  QString id;
  QString threadId;
  QString assistantId;
  QString assistantName;
  core::RunStatus status = core::RunStatus::pending;
  qint64 createdUs = 0;
  std::optional<qint64> startedUs;
  std::optional<qint64> endedUs;
  std::optional<int> attempt;
  QString multitask;
  QString error;  // one line, already cut by the query

  bool operator==(const RunRow&) const = default;
  const QString& key() const { return id; }
};

}  // namespace heddle::models
