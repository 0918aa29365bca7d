// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/jobs/run_feed.h"

#include <memory>

namespace heddle::jobs {

/// A listener's place in a feed, with the log behind it.
class FeedSubscription : public Subscription {
 public:
  FeedSubscription(boost::asio::any_io_executor executor, std::shared_ptr<RunFeed> feed,
                   StreamCursor::Start start);
  ~FeedSubscription() override;
  core::Task<StreamItem> next(std::chrono::milliseconds patience) override;

 private:
  static core::Task<void> readLog(std::shared_ptr<RunFeed> feed, std::shared_ptr<RunFeed::Listener> listener);

  std::shared_ptr<RunFeed> feed_;
  std::shared_ptr<RunFeed::Listener> listener_;
};

/// Events known beforehand, then end: a run that had finished. What is missing between them, or after
/// `after`, shows as a gap.
class StoredSubscription : public Subscription {
 public:
  StoredSubscription(std::vector<StreamEvent> events, std::optional<EventId> after, StreamCounts& counts);
  core::Task<StreamItem> next(std::chrono::milliseconds patience) override;

 private:
  StreamCursor cursor_;
  StreamCounts& counts_;
};

/// Events of log entries, oldest first; broken entries are left out.
std::vector<StreamEvent> eventsOfLog(const std::vector<core::LogEntry>& entries, std::optional<EventId>* end);

}  // namespace heddle::jobs
