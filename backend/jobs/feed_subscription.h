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

/// Items known beforehand, then end: a run that had finished.
class StoredSubscription : public Subscription {
 public:
  explicit StoredSubscription(std::vector<StreamEvent> events) : events_(std::move(events)) {}
  core::Task<StreamItem> next(std::chrono::milliseconds patience) override;

 private:
  std::vector<StreamEvent> events_;
  std::size_t at_ = 0;
};

/// Events of log entries, oldest first; broken entries are left out.
std::vector<StreamEvent> eventsOfLog(const std::vector<core::LogEntry>& entries, std::optional<EventId>* end);

}  // namespace heddle::jobs
