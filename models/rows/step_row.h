// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QString>

namespace heddle::models {

/// One super-step of a run, derived from its checkpoints: the time is the checkpoint's, the span is the
/// distance to the one before, so it holds whatever ran between the two.
struct StepRow {
  QString checkpointId;
  QString ns;
  std::optional<int> step;
  QString source;
  qint64 endedUs = 0;
  std::optional<qint64> tookUs;
  int tasks = 0;  // that wrote on it
  QString marks;  // interrupts and errors in words

  bool operator==(const StepRow&) const = default;
  QString key() const { return ns.isEmpty() ? checkpointId : QString(ns + QLatin1Char('/') + checkpointId); }
};

}  // namespace heddle::models
