// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/run_feed.h"

#include "backend/observe/log.h"
#include "backend/wire/json_fields.h"

#include <algorithm>

namespace heddle::jobs {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstLook = 250ms, kLookWithoutRedis = 2000ms, kLookWithRedis = 5000ms;
/// The end follows its commit at once; only after this long it counts as lost.
constexpr auto kEndGrace = 500ms;

}  // namespace

std::string eventName(std::string_view mode, std::string_view ns) {
  std::string name(mode);
  if (!ns.empty()) name.append("|").append(ns);
  return name;
}

std::vector<StreamEvent> streamEvents(wire::Envelope envelope) {
  std::vector<StreamEvent> events;
  if (envelope.end) return events;
  events.reserve(envelope.events.size());
  auto n = envelope.firstN;
  for (auto& event : envelope.events) {
    auto data = std::make_shared<const std::string>(std::move(event.json));
    events.push_back({EventId{envelope.fence, n++}, eventName(event.mode, event.ns), std::move(data)});
  }
  return events;
}

std::vector<StreamEvent> storedResult(std::string_view modes, const core::RunOutcome& outcome, EventId last) {
  std::vector<StreamEvent> events;
  const auto add = [&](std::string name, const std::string& json) {
    ++last.n;
    events.push_back({last, std::move(name), std::make_shared<const std::string>(json)});
  };
  const auto each = wire::arrayItems(modes);
  const bool wantsValues =
      !each || each->empty() || std::find(each->begin(), each->end(), "\"values\"") != each->end();
  if (wantsValues && outcome.values && !outcome.values->isNull()) add("values", outcome.values->text);
  if (outcome.error && !outcome.error->isNull()) add("error", outcome.error->text);
  return events;
}

RunFeed::RunFeed(const boost::asio::any_io_executor& executor, core::ThreadId thread, core::RunId run,
                 FeedPorts ports)
    : thread_(thread), run_(run), ports_(std::move(ports)), refilled_(executor) {}

RunFeed::~RunFeed() = default;

std::shared_ptr<RunFeed::Listener> RunFeed::attach(const boost::asio::any_io_executor& executor,
                                                   StreamCursor::Start start) {
  auto listener = std::make_shared<Listener>(executor, start);
  if (start.resumable && start.after && unflushed)
    for (const auto& event : unflushed())
      listener->cursor.pushLive(event);
  if (endId_) listener->cursor.pushEnd(*endId_);
  listeners_.push_back(listener);
  return listener;
}

void RunFeed::detach(const std::shared_ptr<Listener>& listener) {
  listeners_.remove(listener);
  if (listeners_.empty()) listening_.reset();
}

void RunFeed::beginLocal() {
  local_ = true;
  listening_.reset();
}

void RunFeed::endLocal() {
  local_ = false;
  unflushed = nullptr;
  recent = nullptr;
  if (!ended_ && hasListeners()) startListening();
}

void RunFeed::startListening() {
  if (local_ || ended_) return;
  if (!listening_) {
    core::LiveCallbacks callbacks;
    callbacks.onMessage = [this](std::string_view bytes) { onEnvelope(bytes); };
    callbacks.onEstablished = [this] {
      for (const auto& listener : listeners_)
        listener->cursor.pushDoubt();
      notifyAll();
    };
    listening_ = ports_.live.listenRun(run_, std::move(callbacks));
  }
  if (std::exchange(watched_, true)) return;
  ports_.tasks.spawn(watchDatabase(weak_from_this()));
}

core::Task<void> RunFeed::listenRemotely(std::chrono::milliseconds patience) {
  const auto self = shared_from_this();
  startListening();
  if (!listening_ || !ports_.live.up()) co_return;
  co_await listening_->established(patience);
}

core::Task<void> RunFeed::askRefill(std::optional<EventId> after, std::chrono::milliseconds patience) {
  const auto self = shared_from_this();
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const int before = refills_;
  if (local_ || ended_ || !ports_.live.up()) co_return;
  const auto row = co_await ports_.runs.get(thread_, run_);
  if (!row || !row->owner || local_) co_return;
  ++ports_.counts.refillsAsked;
  std::string message = "{\"type\":\"refill\",\"run_id\":\"" + run_.text() +
                        "\",\"after\":" + (after ? "\"" + after->text() + "\"" : std::string("null")) +
                        ",\"replica\":" + std::to_string(ports_.replica()) + "}";
  ports_.live.tell(*row->owner, std::move(message));
  while (refills_ == before && !local_ && !ended_) {
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= left.zero()) co_return;
    co_await refilled_.waitFor(left);
  }
}

void RunFeed::refilled(EventId newest) {
  ++refills_;
  for (const auto& listener : listeners_)
    listener->cursor.setBaseline(newest);
  refilled_.notifyAll();
}

void RunFeed::deliver(const StreamEvent& event) {
  if (ended_) return;
  last_ = std::max(last_, event.id);
  for (const auto& listener : listeners_)
    listener->cursor.pushLive(event);
  notifyAll();
}

void RunFeed::deliverEnd(EventId id) {
  if (std::exchange(ended_, true)) return;
  endId_ = id;
  for (const auto& listener : listeners_)
    listener->cursor.pushEnd(id);
  refilled_.notifyAll();
  notifyAll();
}

void RunFeed::notifyAll() {
  for (const auto& listener : listeners_)
    listener->changed.notifyAll();
}

void RunFeed::onEnvelope(std::string_view bytes) {
  const auto self = shared_from_this();
  lastHeard_ = std::chrono::steady_clock::now();
  auto read = envelopes_.read(bytes);
  if (!read)
    return observe::warning("an event envelope is broken",
                            {{"run_id", run_.text()}, {"error", read.error().message}});
  if (local_ || !read->has_value()) return;  // our own echo, or a chunk
  auto& envelope = **read;
  if (envelope.run != run_) return;
  if (envelope.end) return deliverEnd(EventId{envelope.fence, envelope.lastN});
  for (const auto& event : streamEvents(std::move(envelope)))
    deliver(event);
}

core::Task<void> RunFeed::watchDatabase(std::weak_ptr<RunFeed> feed) {
  std::chrono::milliseconds pause = kFirstLook;
  while (true) {
    co_await async::sleepFor(pause);
    const auto self = feed.lock();
    if (!self || self->ended_) co_return;
    if (self->local_ || !self->hasListeners()) {
      self->watched_ = false;
      co_return;
    }
    const bool heard = std::chrono::steady_clock::now() - self->lastHeard_ < pause;
    const auto longest = self->ports_.live.up() ? kLookWithRedis : kLookWithoutRedis;
    pause = heard ? std::chrono::milliseconds(kFirstLook)
                  : std::min<std::chrono::milliseconds>(pause * 2, longest);
    if (!heard) co_await self->endFromDatabase();
  }
}

core::Task<void> RunFeed::endFromDatabase() {
  try {
    if (!stored_) co_return;
    const auto row = co_await ports_.runs.get(thread_, run_);
    if (row && !core::isTerminal(row->status)) co_return;
    if (ports_.live.up()) co_await async::sleepFor(kEndGrace);
    if (ended_ || local_) co_return;
    // A stateless run has no row any more, but what it ended with is kept for a while.
    const auto outcome = co_await ports_.runs.outcome(run_);
    if (ended_ || local_) co_return;
    if (outcome) deliverStored(*outcome);
    deliverEnd(EventId{});
  } catch (const std::exception& failure) {
    if (ports_.tasks.cancelled()) throw;
    observe::warning("a stream could not look up its run",
                     {{"run_id", run_.text()}, {"error", failure.what()}});
  }
}

/// Whatever the run said after the last event that came is lost: the numbers leave room for it, so that
/// listeners see a gap in front of the result.
void RunFeed::deliverStored(const core::RunOutcome& outcome) {
  auto after = last_;
  ++after.n;
  for (const auto& event : storedResult(modes_, outcome, after))
    deliver(event);
}

FeedRegistry::FeedRegistry(boost::asio::any_io_executor executor, core::Live& live, core::Runs& runs,
                           std::function<core::ReplicaId()> replica)
    : executor_(executor), tasks_(executor), ports_{live, runs, tasks_, std::move(replica), counts_} {}

core::Task<void> FeedRegistry::stop() {
  tasks_.cancel();
  co_await tasks_.join();
}

std::shared_ptr<RunFeed> FeedRegistry::open(core::ThreadId thread, core::RunId run) {
  if (auto feed = find(run)) return feed;
  std::shared_ptr<RunFeed> feed(new RunFeed(executor_, thread, run, ports_), [this, run](RunFeed* gone) {
    const auto found = feeds_.find(run);
    if (found != feeds_.end() && found->second.expired()) feeds_.erase(found);
    delete gone;
  });
  feeds_[run] = feed;
  return feed;
}

std::shared_ptr<RunFeed> FeedRegistry::find(core::RunId run) const {
  const auto found = feeds_.find(run);
  return found == feeds_.end() ? nullptr : found->second.lock();
}

}  // namespace heddle::jobs
