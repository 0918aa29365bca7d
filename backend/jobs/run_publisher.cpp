// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/run_publisher.h"

#include "backend/wire/json_fields.h"

#include <algorithm>
#include <utility>

namespace heddle::jobs {
namespace {

using namespace std::chrono_literals;

constexpr auto kProbeEvery = 1s;
constexpr std::size_t kRememberedBytes = 256 * 1024;
/// While it runs, a log outlives quiet stretches; its real lifetime begins at the end.
constexpr auto kLogTtlWhileLive = std::chrono::hours(24);

std::chrono::microseconds wallClock() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::system_clock::now().time_since_epoch());
}

std::string pointer(core::RunId run, std::string_view event, std::string_view status) {
  return "{\"run_id\":\"" + run.text() + "\",\"event\":\"" + std::string(event) + "\",\"status\":\"" +
         std::string(status) + "\"}";
}

}  // namespace

RunPublisher::RunPublisher(boost::asio::any_io_executor executor, std::shared_ptr<RunFeed> feed, Run run,
                           OnTaken onTaken)
    : feed_(std::move(feed)), run_(run), onTaken_(std::move(onTaken)), changed_(executor), tasks_(executor) {}

RunPublisher::~RunPublisher() = default;

void RunPublisher::start() {
  feed_->beginLocal();
  feed_->unflushed = [this] { return unflushed(); };
  feed_->recent = [this](EventId after) { return remembered(after); };
  tasks_.spawn(flushAlways(shared_from_this()));
}

void RunPublisher::begin() {
  event("metadata", "",
        "{\"run_id\":\"" + run_.run.text() + "\",\"attempt\":" + std::to_string(run_.attempt) +
            ",\"thread_id\":\"" + run_.thread.text() + "\"}",
        0);
}

/// Whoever follows the thread learns of the run only now and wants it from its first event: the log keeps it.
core::Task<void> RunPublisher::announceStart() {
  const auto followers =
      co_await feed_->ports().live.announce(run_.thread, pointer(run_.run, "start", "running"));
  if (followers > 0) run_.resumable = true;
  announced_ = true;  // only now: when the run's end cuts in before the answer, it is asked again
}

bool RunPublisher::goesOut() const {
  return run_.resumable || remote_ || !firstSent_ || sending_ ||
         std::chrono::steady_clock::now() - probedAt_ >= kProbeEvery;
}

void RunPublisher::event(std::string_view mode, std::string_view ns, std::string_view json,
                         std::size_t cost) {
  auto data = std::make_shared<const std::string>(json);
  ++n_;
  feed_->deliver(StreamEvent{EventId{run_.fence, n_}, eventName(mode, ns), data});
  Waiting made{{std::string(mode), std::string(ns), wallClock(), {}}, n_, cost, std::move(data)};
  if (!run_.resumable) remember(made);
  if (!goesOut()) return onTaken_(cost);
  waiting_.push_back(std::move(made));
  waitingBytes_ += json.size();
  changed_.notifyAll();
}

StreamEvent RunPublisher::streamEvent(const Waiting& one) const {
  return {EventId{run_.fence, one.n}, eventName(one.event.mode, one.event.ns), one.data};
}

std::vector<StreamEvent> RunPublisher::unflushed() const {
  std::vector<StreamEvent> events;
  for (const auto& waiting : waiting_)
    events.push_back(streamEvent(waiting));
  return events;
}

std::vector<StreamEvent> RunPublisher::remembered(EventId after) const {
  std::vector<StreamEvent> events;
  for (const auto& one : recent_)
    if (EventId{run_.fence, one.n} > after) events.push_back(streamEvent(one));
  return events;
}

void RunPublisher::remember(const Waiting& event) {
  recent_.push_back(event);
  recentBytes_ += event.data->size() + sizeof event;
  while (recentBytes_ > kRememberedBytes) {
    recentBytes_ -= recent_.front().data->size() + sizeof event;
    recent_.pop_front();
  }
}

void RunPublisher::refill(std::optional<EventId> after, core::ReplicaId replica) {
  remote_ = true;
  probedAt_ = std::chrono::steady_clock::now();
  std::vector<wire::Envelope> envelopes;
  std::size_t bytes = FlushPolicy::kEnough;
  // What waits goes out in any case.
  const auto end = waiting_.empty() ? n_ + 1 : waiting_.front().n;
  for (const auto& one : recent_) {
    if (!after || EventId{run_.fence, one.n} <= *after || one.n >= end) continue;
    if (bytes >= FlushPolicy::kEnough) {
      envelopes.push_back({run_.thread, run_.run, run_.fence, run_.attempt, one.n, 0, false, {}});
      bytes = 0;
    }
    auto event = one.event;
    event.json = *one.data;
    bytes += event.json.size();
    envelopes.back().lastN = one.n;
    envelopes.back().events.push_back(std::move(event));
  }
  tasks_.spawn(sendAgain(shared_from_this(), std::move(envelopes), replica));
}

core::Task<void> RunPublisher::sendAgain(std::shared_ptr<RunPublisher> self,
                                         std::vector<wire::Envelope> envelopes, core::ReplicaId replica) {
  auto& live = self->feed_->ports().live;
  const EventId newest{self->run_.fence, self->n_};
  for (const auto& envelope : envelopes) {
    core::LivePublish publish;
    publish.run = self->run_.run;
    publish.pieces = wire::cutEnvelope(wire::encodeEnvelope(envelope));
    co_await live.publish(std::move(publish));
  }
  ++self->feed_->ports().counts.refillsServed;
  // Behind the events on the same connection, so it arrives behind them.
  live.tell(replica, "{\"type\":\"refilled\",\"run_id\":\"" + self->run_.run.text() + "\",\"newest\":\"" +
                         newest.text() + "\"}");
}

core::Task<void> RunPublisher::flushAlways(std::shared_ptr<RunPublisher> self) {
  while (true) {
    if (self->waiting_.empty()) {
      co_await self->changed_.wait();
      continue;
    }
    const auto pause = self->policy_.pause(std::chrono::steady_clock::now(), self->waitingBytes_);
    if (pause > pause.zero()) {
      co_await self->changed_.waitFor(pause);
      continue;
    }
    co_await self->flush();
  }
}

core::Task<void> RunPublisher::flush() {
  if (!announced_) co_await announceStart();
  wire::Envelope envelope{run_.thread, run_.run, run_.fence, run_.attempt, waiting_.front().n, 0, false, {}};
  std::size_t count = 0, bytes = 0, cost = 0;
  for (auto& waiting : waiting_) {
    // A hole (events nobody wanted) begins the next envelope; so does size.
    if (count > 0 && (bytes >= FlushPolicy::kEnough || waiting.n != envelope.lastN + 1)) break;
    auto event = waiting.event;
    event.json = *waiting.data;
    envelope.lastN = waiting.n;
    envelope.events.push_back(std::move(event));
    bytes += waiting.data->size();
    cost += waiting.cost;
    ++count;
  }
  co_await send(std::move(envelope));
  policy_.flushed(std::chrono::steady_clock::now());
  for (std::size_t i = 0; i < count && !waiting_.empty(); ++i)
    waiting_.pop_front();
  waitingBytes_ -= std::min(waitingBytes_, bytes);
  // What came while the answer was on its way waited for it: nobody listens elsewhere, so nobody needs it.
  if (!goesOut()) {
    for (const auto& waiting : waiting_)
      cost += waiting.cost;
    waiting_.clear();
    waitingBytes_ = 0;
  }
  onTaken_(cost);
}

core::Task<void> RunPublisher::send(wire::Envelope envelope) {
  core::LivePublish publish;
  publish.run = run_.run;
  const auto lastN = envelope.lastN;
  auto whole = wire::encodeEnvelope(envelope);
  if (run_.resumable) {
    publish.log = core::LogEntry{run_.fence, lastN, whole};
    publish.logTtl = envelope.end ? run_.logTtl : std::chrono::milliseconds(kLogTtlWhileLive);
    trim(lastN, whole.size());
    publish.trimBelow = std::exchange(trimBelow_, 0);
  }
  publish.pieces = wire::cutEnvelope(std::move(whole));
  firstSent_ = true;
  probedAt_ = std::chrono::steady_clock::now();
  sending_ = true;
  const auto published = co_await feed_->ports().live.publish(std::move(publish));
  sending_ = false;
  if (published) remote_ = published->receivers > 0;
}

/// Redis cannot cap a stream in bytes, so the owner counts.
void RunPublisher::trim(std::int64_t lastN, std::size_t bytes) {
  logged_.emplace_back(lastN, bytes);
  loggedBytes_ += bytes;
  const auto isTooMuch = [this] {
    return loggedBytes_ > run_.logLimit ||
           (run_.logEvents > 0 && n_ - logged_.front().first >= run_.logEvents);
  };
  while (logged_.size() > 1 && isTooMuch()) {
    trimBelow_ = logged_.front().first + 1;
    loggedBytes_ -= logged_.front().second;
    logged_.pop_front();
  }
}

core::Task<void> RunPublisher::end(core::RunStatus status) {
  feed_->deliverEnd(EventId{run_.fence, n_ + 1});
  tasks_.cancel();
  co_await tasks_.join();
  while (!waiting_.empty())
    co_await flush();
  wire::Envelope envelope{run_.thread, run_.run, run_.fence, run_.attempt, n_ + 1, n_ + 1, true, {}};
  const std::string word(core::word(status));
  envelope.events.push_back({"end", "", wallClock(), "{\"status\":\"" + word + "\"}"});
  co_await send(std::move(envelope));
  auto ended = pointer(run_.run, "end", word);
  co_await feed_->ports().live.announce(run_.thread, std::move(ended));
}

void RunPublisher::close() {
  tasks_.cancel();
  onTaken_ = [](std::size_t) {};
  feed_->endLocal();
}

core::Task<void> publishUnnumberedEnd(core::Live& live, core::ThreadId thread, core::RunId run,
                                      std::string status) {
  wire::Envelope envelope{thread, run, 0, 0, 1, 1, true, {}};
  envelope.events.push_back({"end", "", wallClock(), "{\"status\":\"" + status + "\"}"});
  core::LivePublish publish;
  publish.run = run;
  publish.pieces.push_back(wire::encodeEnvelope(envelope));
  co_await live.publish(std::move(publish));
  auto ended = pointer(run, "end", status);
  co_await live.announce(thread, std::move(ended));
}

}  // namespace heddle::jobs
