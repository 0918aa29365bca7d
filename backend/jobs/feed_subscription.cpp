// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/feed_subscription.h"

#include <iterator>

namespace heddle::jobs {
namespace {

constexpr std::size_t kLogPage = 1024 * 1024;
constexpr std::chrono::milliseconds kGapPatience{500};

std::size_t bytesOf(const std::vector<core::LogEntry>& entries) {
  std::size_t bytes = 0;
  for (const auto& entry : entries)
    bytes += entry.envelope.size();
  return bytes;
}

}  // namespace

std::vector<StreamEvent> eventsOfLog(const std::vector<core::LogEntry>& entries,
                                     std::optional<EventId>* end) {
  std::vector<StreamEvent> events;
  for (const auto& entry : entries) {
    wire::EnvelopeReader reader;
    auto read = reader.read(entry.envelope);
    if (!read || !read->has_value()) continue;
    if ((*read)->end && end != nullptr) *end = EventId{(*read)->fence, (*read)->lastN};
    auto some = streamEvents(std::move(**read));
    events.insert(events.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
  return events;
}

FeedSubscription::FeedSubscription(boost::asio::any_io_executor executor, std::shared_ptr<RunFeed> feed,
                                   StreamCursor::Start start)
    : feed_(std::move(feed)), listener_(feed_->attach(executor, start)) {}

FeedSubscription::~FeedSubscription() {
  feed_->detach(listener_);
}

core::Task<StreamItem> FeedSubscription::next(std::chrono::milliseconds patience) {
  const auto feed = feed_;
  const auto listener = listener_;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    if (auto item = listener->cursor.pop()) {
      if (item->kind == StreamItem::Kind::gap) ++feed->ports().counts.gaps;
      co_return std::move(*item);
    }
    if (listener->cursor.ended()) co_return StreamItem{StreamItem::Kind::end, {}};
    if (listener->cursor.wantsLog()) {
      co_await readLog(feed, listener);
      continue;
    }
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= left.zero()) co_return StreamItem{};
    co_await listener->changed.waitFor(left);
  }
}

core::Task<void> FeedSubscription::readLog(std::shared_ptr<RunFeed> feed,
                                           std::shared_ptr<RunFeed::Listener> listener) {
  const auto from = listener->cursor.position();
  if (!listener->cursor.isResumable()) {
    std::vector<StreamEvent> remembered;
    if (feed->recent) remembered = feed->recent(from);
    if (!feed->isLocal()) co_await feed->askRefill(from, kGapPatience);
    co_return listener->cursor.pushLog(std::move(remembered), false);
  }
  const auto entries = co_await feed->ports().live.readLog(feed->run(), from.fence, from.n, kLogPage);
  std::vector<StreamEvent> events;
  const bool more = entries && bytesOf(*entries) >= kLogPage;
  if (entries) events = eventsOfLog(*entries, nullptr);
  // What the log does not have yet is still in memory when the run executes here.
  if (!more && feed->unflushed)
    for (auto& event : feed->unflushed())
      if (events.empty() || event.id > events.back().id) events.push_back(std::move(event));
  listener->cursor.pushLog(std::move(events), more);
}

StoredSubscription::StoredSubscription(std::vector<StreamEvent> events, std::optional<EventId> after,
                                       StreamCounts& counts)
    : cursor_(StreamCursor::Start{after, true}), counts_(counts) {
  cursor_.pushLog(std::move(events), false);
  cursor_.pushEnd(EventId{});
}

core::Task<StreamItem> StoredSubscription::next(std::chrono::milliseconds) {
  while (true) {
    if (auto item = cursor_.pop()) {
      if (item->kind == StreamItem::Kind::gap) ++counts_.gaps;
      co_return std::move(*item);
    }
    if (cursor_.ended()) co_return StreamItem{StreamItem::Kind::end, {}};
    cursor_.pushLog({}, false);  // there is no more than what it was given
  }
}

}  // namespace heddle::jobs
