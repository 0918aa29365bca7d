// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/jobs/run_service.h"

#include <deque>
#include <optional>
#include <vector>

namespace heddle::jobs {

/// The order of one listener's events: a pure machine that splices what comes live with what the log still
/// has (engine.md §6, gap-free join). It yields each event at most once, in order, or says that some are
/// missing.
class StreamCursor {
 public:
  struct Start {
    /// Everything after this is wanted; empty: whatever comes from now on.
    std::optional<EventId> after;
    /// The run keeps a log. Without one, holes may still be filled from what its owner remembers.
    bool resumable = false;
    std::size_t limitBytes = 1024 * 1024;
  };

  explicit StreamCursor(Start start);

  /// Also an older event of the same attempt, sent again: it takes its place among those that wait.
  void pushLive(const StreamEvent& event);
  /// Everything after `id` will come. For whoever wants what comes from now on: a hole shows from the start.
  void setBaseline(EventId id);
  /// The run has ended. `id` is that of the end, one above the last event; zero when nobody knows it.
  void pushEnd(EventId id);
  /// Events of the log, or of the owner's memory, after position(), oldest first; `more` when the page was
  /// cut.
  void pushLog(std::vector<StreamEvent> events, bool more);
  /// Live events may have been missed (the subscription was new or came back).
  void pushDoubt();

  /// A page of the log, or the owner's memory, is needed before anything else can be told.
  bool wantsLog() const { return wantsLog_; }
  bool isResumable() const { return start_.resumable; }
  EventId position() const { return position_.value_or(EventId{}); }
  /// The next item, or nothing for now. After `end` nothing follows.
  std::optional<StreamItem> pop();
  bool ended() const { return ended_; }

 private:
  enum class Fit { next, seen, hole };
  Fit fitOf(EventId id) const;
  std::optional<StreamItem> popEvent();
  std::optional<StreamItem> popEnd();
  void overflow();
  bool mayFill() const { return fromLog_ == 0 && !logIsDry_; }

  Start start_;
  std::optional<EventId> position_;
  std::deque<StreamEvent> queue_;
  std::size_t queuedBytes_ = 0, fromLog_ = 0;  // the first fromLog_ entries came from the log
  std::optional<EventId> end_;
  bool wantsLog_ = false, logIsDry_ = false, ended_ = false, missed_ = false;
};

}  // namespace heddle::jobs
