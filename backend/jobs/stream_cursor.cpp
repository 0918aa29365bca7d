// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/stream_cursor.h"

#include <algorithm>

namespace heddle::jobs {

StreamCursor::StreamCursor(Start start)
    : start_(start), position_(start.after), wantsLog_(start.resumable && start.after.has_value()) {}

void StreamCursor::pushLive(const StreamEvent& event) {
  if (ended_) return;
  const auto firstLive = queue_.begin() + static_cast<std::ptrdiff_t>(fromLog_);
  auto at = queue_.end();
  const auto before = [&event](const StreamEvent& other) {
    return event.id.fence == other.id.fence && event.id.n <= other.id.n;
  };
  while (at != firstLive && before(*std::prev(at)))
    --at;
  if (at != queue_.end() && at->id == event.id) return;
  queue_.insert(at, event);
  queuedBytes_ += event.data->size();
  if (queuedBytes_ > start_.limitBytes) overflow();
}

/// The newest event stays, however large it is: it is what is being looked at.
void StreamCursor::overflow() {
  if (queue_.size() == 1) return;
  auto newest = std::move(queue_.back());
  queue_.clear();
  fromLog_ = 0;
  queuedBytes_ = newest.data->size();
  // Whoever wanted "from now on" has begun by now: what is dropped here counts as missed.
  if (!position_) missed_ = true;
  queue_.push_back(std::move(newest));
  logIsDry_ = !start_.resumable;  // sending it all again to one who is too slow would not help
}

void StreamCursor::setBaseline(EventId id) {
  if (!position_ && queue_.empty()) position_ = id;
}

void StreamCursor::pushEnd(EventId id) {
  if (!end_) end_ = id;
}

void StreamCursor::pushDoubt() {
  if (start_.resumable && position_) wantsLog_ = true;
  logIsDry_ = false;
}

void StreamCursor::pushLog(std::vector<StreamEvent> events, bool more) {
  wantsLog_ = false;
  std::erase_if(events, [this](const auto& event) { return position_ && event.id <= *position_; });
  logIsDry_ = events.empty() && !more;
  for (const auto& event : events)
    queuedBytes_ += event.data->size();
  queue_.insert(queue_.begin() + static_cast<std::ptrdiff_t>(fromLog_), events.begin(), events.end());
  fromLog_ += events.size();
}

StreamCursor::Fit StreamCursor::fitOf(EventId id) const {
  if (!position_) return Fit::next;
  if (id <= *position_) return Fit::seen;
  if (id.fence == position_->fence) return id.n == position_->n + 1 ? Fit::next : Fit::hole;
  return id.n == 1 ? Fit::next : Fit::hole;
}

std::optional<StreamItem> StreamCursor::pop() {
  if (ended_ || wantsLog_) return std::nullopt;
  if (missed_) {
    missed_ = false;
    return StreamItem{StreamItem::Kind::gap, {}};
  }
  if (!queue_.empty()) return popEvent();
  return popEnd();
}

std::optional<StreamItem> StreamCursor::popEvent() {
  while (!queue_.empty()) {
    const auto fit = fitOf(queue_.front().id);
    if (fit == Fit::hole) {
      if (mayFill()) {
        wantsLog_ = true;
        return std::nullopt;
      }
      const auto& id = queue_.front().id;
      position_ = EventId{id.fence, id.n - 1};
      return StreamItem{StreamItem::Kind::gap, {}};
    }
    auto event = std::move(queue_.front());
    queue_.pop_front();
    queuedBytes_ -= event.data->size();
    if (fromLog_ > 0) --fromLog_;
    if (fit == Fit::seen) continue;
    position_ = event.id;
    logIsDry_ = false;
    return StreamItem{StreamItem::Kind::event, std::move(event)};
  }
  return popEnd();
}

std::optional<StreamItem> StreamCursor::popEnd() {
  if (!end_) return std::nullopt;
  const bool numbered = end_->fence > 0;
  if (numbered && position_ && fitOf(*end_) == Fit::hole) {
    if (mayFill()) {
      wantsLog_ = true;
      return std::nullopt;
    }
    position_ = EventId{end_->fence, end_->n - 1};
    return StreamItem{StreamItem::Kind::gap, {}};
  }
  ended_ = true;
  return StreamItem{StreamItem::Kind::end, {}};
}

}  // namespace heddle::jobs
