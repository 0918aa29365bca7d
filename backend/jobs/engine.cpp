// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/engine.h"

#include "backend/observe/log.h"
#include "backend/wire/json_fields.h"

#include <algorithm>
#include <charconv>

namespace heddle::jobs {
namespace {

using namespace std::chrono_literals;

/// A create does not wait longer for Redis (DESIGN §4a.20).
constexpr auto kSubscribePatience = 200ms;
constexpr auto kRefillPatience = 300ms;

core::Error noSuchRun() {
  return {core::ErrorCode::notFound, "Run not found"};
}

}  // namespace

Engine::Engine(boost::asio::any_io_executor executor, EnginePorts ports, EngineOptions options)
    : executor_(executor),
      ports_(ports),
      options_(std::move(options)),
      fleet_(executor, ports.spawner, saverPorts(), options_.runners),
      reader_(fleet_),
      feeds_(executor, ports.live, ports.runs, [this] { return lease_.replica(); }),
      executions_(executor, executionPorts()),
      lease_(executor, ports.queue, options_.replicaInfo, leaseEvents(), options_.lease),
      hopeless_(ports.queue, fleet_, executions_, options_.unknownGraphPatience),
      claimer_(executor, Claimer::Ports{ports.queue, ports.live, fleet_, executions_, hopeless_,
                                        [this]() -> std::optional<core::ReplicaId> {
                                          if (!mayClaim()) return std::nullopt;
                                          return lease_.replica();
                                        }}),
      sweeper_(executor, ports.queue, options_.sweepEvery, [this](const core::SweepReport& report) {
        if (report.anyReady || !report.requeued.empty()) wakeClaimer();
      }) {}

Engine::~Engine() = default;

SaverPorts Engine::saverPorts() {
  return {ports_.checkpoints, ports_.items, ports_.queue, [this] { return lease_.replica(); },
          [this] { wakeClaimer(); }};
}

ExecutionPorts Engine::executionPorts() {
  return {ports_.queue, ports_.runs, fleet_, feeds_, counts_, options_.limits, [this] { wakeClaimer(); }};
}

Lease::Events Engine::leaseEvents() {
  Lease::Events events;
  events.onCancel = [this](const core::CancelledRun& run) { executions_.cancel(run.runId, run.action); };
  events.onLost = [this] {
    executions_.fenceAll();
    fleet_.killAll("this replica lost its lease");
    control_.reset();
  };
  events.onJoined = [this](core::ReplicaId replica) {
    observe::info("joined", {{"replica", replica}});
    listenForControl(replica);
    claimer_.poke();
  };
  events.onClockRight = [this] { claimer_.poke(); };
  return events;
}

core::Task<void> Engine::start() {
  fleet_.start();  // loading graphs takes longest
  co_await lease_.start();
  claiming_ = true;
  claimer_.start();
  sweeper_.start();
}

core::Task<void> Engine::stop() {
  claiming_ = false;
  co_await claimer_.stop();
  co_await executions_.drain(options_.shutdownGrace);
  co_await sweeper_.stop();
  co_await executions_.stop();
  control_.reset();
  co_await lease_.stop();
  co_await fleet_.stop();
  co_await feeds_.stop();
}

ReplicaState Engine::state() const {
  return {lease_.clock().offset(), lease_.clock().isOff(), feeds_.counts(), counts_};
}

void Engine::wakeClaimer() {
  ports_.live.wake(1);
  claimer_.poke();
}

void Engine::listenForControl(core::ReplicaId replica) {
  core::LiveCallbacks callbacks;
  callbacks.onMessage = [this](std::string_view message) { onControl(message); };
  control_ = ports_.live.listenControl(replica, std::move(callbacks));
}

void Engine::onControl(std::string_view message) {
  const auto text = [message](std::string_view key) {
    return wire::stringFromJson(wire::fieldText(message, key));
  };
  const auto type = text("type");
  const auto run = core::RunId::parse(text("run_id"));
  if (!run) return;
  if (type == "refill") return onRefill(*run, message);
  if (type == "refilled") {
    const auto feed = feeds_.find(*run);
    if (const auto newest = EventId::parse(text("newest")); feed && newest) feed->refilled(*newest);
  }
  if (type != "cancel") return;
  if (const auto action = core::parseCancelAction(text("action"))) executions_.cancel(*run, *action);
}

void Engine::onRefill(core::RunId run, std::string_view message) {
  const auto replica = wire::fieldText(message, "replica");
  core::ReplicaId asker = 0;
  const auto read = std::from_chars(replica.data(), replica.data() + replica.size(), asker);
  if (read.ec != std::errc()) return;
  executions_.refill(run, EventId::parse(wire::stringFromJson(wire::fieldText(message, "after"))), asker);
}

/// Older ready runs go first: with a backlog, newcomers queue up.
bool Engine::mayStartAtOnce(const core::EnqueueRequest& request) const {
  if (!mayClaim() || claimer_.hasBacklog() || request.after > 0ms || executions_.freePlaces() == 0)
    return false;
  return fleet_.canStart(request.graphId);
}

core::Task<core::Result<CreatedRun>> Engine::create(core::EnqueueRequest request, CreateOptions options) {
  std::optional<Executor::Reservation> place;
  if (mayStartAtOnce(request)) {
    place.emplace(executions_);
    request.eagerOwner = lease_.replica();
  }
  const auto run = request.runId;
  const auto thread = request.threadId;
  std::unique_ptr<Subscription> subscription;
  std::shared_ptr<RunFeed> feed;
  if (options.subscribe) {
    feed = feeds_.open(thread, run);
    feed->setStored(false);
    feed->setModes(streamModesOf(request.kwargs));
    StreamCursor::Start start;
    start.after = EventId{};
    start.resumable = isResumable(request.kwargs);
    subscription = std::make_unique<FeedSubscription>(executor_, feed, start);
    // A new thread's first run that starts here at once cannot be taken by anybody else.
    const bool certainlyHere = request.eagerOwner && request.temporaryThread;
    if (!certainlyHere) co_await feed->listenRemotely(kSubscribePatience);
  }
  auto enqueued = co_await ports_.queue.enqueue(std::move(request));
  if (!enqueued) co_return enqueued.error();
  if (feed) feed->setStored(true);
  const bool here = enqueued->claimed.has_value();
  if (here) executions_.start(std::move(*enqueued->claimed));
  place.reset();
  if (!here) {
    if (feed) co_await feed->listenRemotely(0ms);
    wakeClaimer();
  }
  if (!enqueued->superseded.empty()) co_await announce(std::move(enqueued->superseded));
  CreatedRun created;
  created.run = std::move(enqueued->run);
  created.subscription = std::move(subscription);
  co_return created;
}

core::Task<core::Result<std::unique_ptr<Subscription>>> Engine::join(core::ThreadId thread, core::RunId run,
                                                                     std::optional<EventId> after) {
  return joinAs(thread, run, after, false);
}

core::Task<core::Result<std::unique_ptr<Subscription>>> Engine::follow(core::ThreadId thread, core::RunId run,
                                                                       std::optional<EventId> after) {
  return joinAs(thread, run, after, true);
}

core::Task<core::Result<std::unique_ptr<Subscription>>> Engine::joinAs(core::ThreadId thread, core::RunId run,
                                                                       std::optional<EventId> after,
                                                                       bool logged) {
  auto row = co_await ports_.runs.get(thread, run);
  if (!row) co_return row.error();
  logged = logged || isResumable(row->kwargs);
  if (!core::isTerminal(row->status)) {
    const auto feed = feeds_.open(thread, run);
    feed->setModes(streamModesOf(row->kwargs));
    StreamCursor::Start start;
    start.resumable = logged;
    start.after = after;
    if (row->status == core::RunStatus::pending && !after) start.after = EventId{};
    auto subscription = std::make_unique<FeedSubscription>(executor_, feed, start);
    if (feed->isLocal() || feed->ended()) co_return std::unique_ptr<Subscription>(std::move(subscription));
    co_await feed->listenRemotely(kSubscribePatience);
    // Ended between the first look and the subscription: then nobody will tell us.
    row = co_await ports_.runs.get(thread, run);
    if (!row) co_return row.error();
    if (!core::isTerminal(row->status) || feed->ended()) {
      // Without a log its owner publishes only while it knows of somebody who listens.
      if (!start.resumable && row->owner) co_await feed->askRefill(start.after, kRefillPatience);
      co_return std::unique_ptr<Subscription>(std::move(subscription));
    }
  }
  co_return co_await joinFinished(std::move(*row), after, logged);
}

/// A resumable run's log while it lasts, otherwise what Postgres keeps.
core::Task<std::unique_ptr<Subscription>> Engine::joinFinished(core::RunRow row, std::optional<EventId> after,
                                                               bool logged) {
  constexpr std::size_t kWholeLog = 64 * 1024 * 1024;
  if (after && logged) {
    const auto entries = co_await ports_.live.readLog(row.runId, after->fence, after->n, kWholeLog);
    if (entries && !entries->empty()) {
      auto events = eventsOfLog(*entries, nullptr);
      std::erase_if(events, [&](const auto& event) { return event.id <= *after; });
      co_return std::make_unique<StoredSubscription>(std::move(events), after, feeds_.counts());
    }
  }
  std::vector<StreamEvent> events;
  const auto outcome = co_await ports_.runs.outcome(row.runId);
  if (outcome) events = storedResult(streamModesOf(row.kwargs), *outcome, after.value_or(EventId{}));
  co_return std::make_unique<StoredSubscription>(std::move(events), std::nullopt, feeds_.counts());
}

core::Task<core::Result<void>> Engine::cancel(core::ThreadId thread, core::RunId run,
                                              core::CancelAction action) {
  const auto answer = co_await ports_.queue.cancel(thread, run, action);
  if (answer.nextReady) wakeClaimer();
  if (answer.outcome == core::CancelOutcome::notFound || answer.outcome == core::CancelOutcome::notLive)
    co_return noSuchRun();
  if (answer.run) {
    std::vector<core::CancelledRun> cancelled{*answer.run};
    co_await announce(std::move(cancelled));
  }
  co_return core::Result<void>();
}

core::Task<void> Engine::announce(std::vector<core::CancelledRun> cancelled) {
  for (const auto& run : cancelled) {
    if (!run.owner) {
      co_await endStream(run.threadId, run.runId, "interrupted");
      continue;
    }
    if (executions_.cancel(run.runId, run.action)) continue;
    ports_.live.tell(*run.owner, "{\"type\":\"cancel\",\"run_id\":\"" + run.runId.text() +
                                     "\",\"thread_id\":\"" + run.threadId.text() + "\",\"action\":\"" +
                                     std::string(core::word(run.action)) + "\"}");
  }
}

core::Task<void> Engine::endStream(core::ThreadId thread, core::RunId run, std::string status) {
  if (const auto feed = feeds_.find(run)) feed->deliverEnd(EventId{});
  co_await publishUnnumberedEnd(ports_.live, thread, run, std::move(status));
}

core::Task<bool> Engine::waitTerminal(core::ThreadId thread, core::RunId run,
                                      std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  auto subscription = co_await join(thread, run, std::nullopt);
  if (!subscription) co_return true;  // gone: rolled back, or its thread deleted
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    const auto item = co_await (*subscription)->next(std::max(left, 0ms));
    if (item.kind == StreamItem::Kind::end) co_return true;
    if (item.kind == StreamItem::Kind::idle) co_return false;
  }
}

}  // namespace heddle::jobs
