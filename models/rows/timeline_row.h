// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include <QString>

namespace heddle::models {

/// A task of a run as its checkpoints name it; its times follow from the checkpoints.
struct TaskRow {
  QString ns, checkpointId;  // that it started from; may belong to the run before
  QString taskId;            // empty: known by the node alone
  QString node;              // empty when nothing names it
  bool failed = false, interrupted = false;
};

/// One bar. Times are microseconds since 1970, between two checkpoints: whatever ran between them is in it.
struct TimelineRow {
  enum class State { queued, done, failed, interrupted, running, unfinished };
  State state = State::done;
  QString node;  // what it is called
  QString ns;    // of the graph it belongs to; empty: the root
  std::optional<int> step;
  qint64 startUs = 0, endUs = 0;

  bool operator==(const TimelineRow&) const = default;
  int depth() const { return ns.isEmpty() ? 0 : static_cast<int>(ns.count(u'|')) + 1; }
};

/// A run from the first to the last of its times. The queue wait is a row of its own, before `startUs`.
struct Timeline {
  std::optional<TimelineRow> queued;
  std::vector<TimelineRow> rows;  // by start
  qint64 startUs = 0, endUs = 0;  // of the execution

  bool isEmpty() const { return rows.empty() && !queued; }
};

}  // namespace heddle::models
