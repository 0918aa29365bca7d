// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/execution.h"

#include "backend/observe/log.h"
#include "backend/schedule/time_text.h"
#include "backend/wire/frame_bodies.h"
#include "backend/wire/json_fields.h"

#include <algorithm>

namespace heddle::jobs {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Cause = CancelLadder::Cause;
using wire::FrameKind;

constexpr auto kFirstRetry = 200ms, kLongestRetry = 5000ms;
constexpr auto kQuarantinePatience = 60s;

}  // namespace

Execution::Execution(boost::asio::any_io_executor executor, core::ClaimedRun run, ExecutionPorts& ports,
                     std::optional<std::string> hopeless)
    : run_(std::move(run)),
      ports_(ports),
      changed_(executor),
      hopeless_(std::move(hopeless)),
      feed_(ports.feeds.open(run_.slot.threadId, run_.slot.runId.value())),
      ladder_(Clock::now() + ports.limits.timeout) {}

Execution::~Execution() = default;

void Execution::setOutcome(Outcome outcome) {
  if (outcome_ != Outcome::none) return;
  outcome_ = outcome;
  changed_.notifyAll();
}

void Execution::notify() {
  changed_.notifyAll();
  if (runner_ == nullptr) ports_.fleet.changed().notifyAll();  // it may be waiting for one
}

void Execution::cancel(core::CancelAction action) {
  action_ = action;
  ladder_.request(Cause::cancel, Clock::now());
  notify();
}

void Execution::refill(std::optional<EventId> after, core::ReplicaId replica) {
  if (publisher_) publisher_->refill(after, replica);
}

void Execution::handOffAtStep() {
  handsOff_ = true;
  if (!publisher_) return handOffNow();  // it still waits for a runner
  if (runner_ == nullptr || std::exchange(toldToHandOff_, true)) return;
  runner_->session().send(FrameKind::cancel, channel_, R"({"action":"hand_off","reason":"shutdown"})");
}

void Execution::handOffNow() {
  handsOff_ = true;
  ladder_.request(Cause::handOff, Clock::now());
  notify();
}

void Execution::fence() {
  outcome_ = Outcome::fenced;  // also over an outcome that the database is still being told of
  notify();
}

void Execution::onFenced() {
  setOutcome(Outcome::fenced);
}
void Execution::onStorageLost() {
  setOutcome(Outcome::storageLost);
}

void Execution::onLost() {
  runner_ = nullptr;
  setOutcome(Outcome::runnerLost);
}

void Execution::onMessage(wire::Message message) {
  if (outcome_ != Outcome::none) return;
  if (message.kind == FrameKind::started) {
    started_ = true;
  } else if (message.kind == FrameKind::event) {
    const auto event = wire::readEventBody(message.body);
    if (event) publisher_->event(event->mode, event->ns, event->json, message.body.size());
  } else if (message.kind == FrameKind::end) {
    endBody_ = std::move(message.body);
    setOutcome(Outcome::ended);
  }
}

core::Task<void> Execution::run() {
  const auto self = shared_from_this();
  if (hopeless_) co_return co_await endHopeless();
  if (run_.attempt > ports_.limits.maxAttempts) {
    ++ports_.counts.exceeded;
    co_return co_await exceedAttempts();
  }
  auto* runner = co_await findRunner();
  const bool fenced = outcome_ == Outcome::fenced;
  if (runner != nullptr && !fenced && !stopped()) co_return co_await attempt(*runner);
  feed_->endLocal();  // whoever listens here hears of the run from the replica that takes it next
  if (stopped() && !fenced) co_return co_await concludeStopped();
  if (!fenced) co_await giveBack(core::HandBack::handedOff);
}

/// A run that lost a runner waits for one of its own, and so does any at its last attempt; after a while
/// another replica may try.
core::Task<RunnerProcess*> Execution::findRunner() {
  const bool lastTry = run_.attempt > 1 && run_.attempt >= ports_.limits.maxAttempts;
  if (!run_.lostARunner && !lastTry) co_return ports_.fleet.executorFor(run_.graphId);
  const auto deadline = Clock::now() + kQuarantinePatience;
  while (outcome_ == Outcome::none && !stopped() && Clock::now() < deadline) {
    if (auto* runner = ports_.fleet.quarantineFor(run_.graphId)) co_return runner;
    co_await ports_.fleet.changed().waitFor(1s);
  }
  co_return nullptr;
}

void Execution::startPublisher() {
  RunPublisher::Run run{run_.slot.threadId,
                        run_.slot.runId.value(),
                        run_.slot.fence,
                        run_.attempt,
                        isResumable(run_.kwargs),
                        ports_.limits.resumableTtl,
                        ports_.limits.resumableBytes,
                        speaksProtocol(run_.kwargs) ? ports_.limits.protocolEvents : 0};
  auto onTaken = [this](std::size_t bytes) {
    if (runner_ != nullptr && bytes > 0) runner_->session().credit(channel_, bytes);
  };
  publisher_ = std::make_shared<RunPublisher>(changed_.executor(), feed_, run, std::move(onTaken));
  publisher_->start();
}

core::Task<void> Execution::attempt(RunnerProcess& runner) {
  startPublisher();
  runner_ = &runner;
  sentAt_ = Clock::now();
  countStart();
  const std::string body = runFrameBody(run_);
  startPatience_ = startPatience(ports_.limits.startPatience, body.size());
  channel_ = runner.open(*this, FrameKind::run, body);
  publisher_->begin();
  struct Left {  // however this ends
    Execution& execution;
    ~Left() {
      execution.leaveRunner();
      execution.publisher_->close();
    }
  };
  const Left left{*this};
  co_await untilOutcome();
  co_await conclude();
}

core::Task<void> Execution::untilOutcome() {
  while (outcome_ == Outcome::none) {
    climb();
    if (outcome_ != Outcome::none) break;
    const auto now = Clock::now();
    if (!started_ && now - sentAt_ > startPatience_) {
      setOutcome(Outcome::notStarted);
      break;
    }
    auto pause = ladder_.pause(now);
    if (!started_) pause = std::min<Clock::duration>(pause, sentAt_ + startPatience_ - now + 1ms);
    co_await changed_.waitFor(pause);
  }
}

/// Takes the steps of the ladder that are due.
void Execution::climb() {
  const auto step = ladder_.step(Clock::now());
  if (step == CancelLadder::Step::tell && runner_ != nullptr) {
    const auto* reason = ladder_.cause() == Cause::timeout   ? "timeout"
                         : ladder_.cause() == Cause::handOff ? "shutdown"
                                                             : "requested";
    const std::string body =
        "{\"action\":\"" + std::string(core::word(action_)) + "\",\"reason\":\"" + reason + "\"}";
    runner_->session().send(FrameKind::cancel, channel_, body);
  }
  if (step == CancelLadder::Step::giveUp) setOutcome(Outcome::gaveUp);
}

/// An ended run frees its place; one that goes on over there costs the runner.
void Execution::leaveRunner() {
  if (runner_ == nullptr) return;
  auto* runner = std::exchange(runner_, nullptr);
  if (outcome_ == Outcome::ended) return runner->close(channel_);
  runner->session().send(FrameKind::cancel, channel_, "{\"action\":\"interrupt\",\"reason\":\"fenced\"}");
  if (outcome_ == Outcome::gaveUp) return runner->abandon(channel_);
  runner->close(channel_);
}

core::Task<void> Execution::conclude() {
  switch (outcome_) {
    case Outcome::ended:
      co_return co_await concludeEnd();
    case Outcome::fenced:
      observe::warning("a run is no longer ours",
                       {{"run_id", run_.slot.runId->text()}, {"fence", run_.slot.fence}});
      co_return;
    case Outcome::notStarted:
      // It costs an attempt: a run that no runner can start must not go round for ever.
      observe::warning("a runner did not start a run in time", {{"run_id", run_.slot.runId->text()}});
      break;
    default:
      break;
  }
  leaveRunner();
  if (stopped()) co_return co_await concludeStopped();
  // The runner or the database went away: another attempt, as long as there are any.
  if (run_.attempt >= ports_.limits.maxAttempts) {
    ++ports_.counts.lostLast;
    co_return co_await exceedAttempts();
  }
  const bool byRunner = outcome_ == Outcome::runnerLost || outcome_ == Outcome::notStarted;
  co_await giveBack(byRunner ? core::HandBack::runnerLost : core::HandBack::lost);
}

core::Task<void> Execution::concludeEnd() {
  if (runner_ != nullptr) co_await runner_->session().settled(channel_);
  auto end = readEndFrame(endBody_);
  leaveRunner();
  // A cancel that was accepted wins over whatever the runner made of it; a hand-off may come too late.
  const bool finishedAnyway =
      ladder_.cause() == Cause::handOff && end && end->finish.status != core::RunStatus::interrupted;
  if (stopped() && !finishedAnyway) co_return co_await concludeStopped();
  if (!end) {
    core::FinishRequest broken;
    broken.status = core::RunStatus::error;
    broken.error = errorJson("RunnerError", end.error().message);
    co_return co_await finish(std::move(broken), true);
  }
  if (end->handedOff || (!started_ && end->errorName == "ClockBehind"))
    co_return co_await giveBack(core::HandBack::handedOff);
  co_await finish(std::move(end->finish), true);
}

/// After a cancel, a timeout or a hand-off, with or without an END.
core::Task<void> Execution::concludeStopped() {
  if (ladder_.cause() == Cause::handOff) co_return co_await giveBack(core::HandBack::handedOff);
  core::FinishRequest request;
  if (outcome_ == Outcome::ended) {
    auto end = readEndFrame(endBody_);
    if (end) request = std::move(end->finish);
    request.error.reset();
  }
  if (ladder_.cause() == Cause::timeout) {
    request.status = core::RunStatus::timeout;
    request.error =
        errorJson("TimeoutError",
                  "The run took longer than " + std::to_string(ports_.limits.timeout.count()) + " seconds.");
  } else {
    request.status = core::RunStatus::interrupted;
    request.rollback = action_ == core::CancelAction::rollback;
  }
  co_await finish(std::move(request), true);
}

core::Task<void> Execution::exceedAttempts() {
  core::FinishRequest request;
  request.status = core::RunStatus::error;
  request.error =
      errorJson("MaxAttemptsExceeded", "Run " + run_.slot.runId->text() + " exceeded max attempts (" +
                                           std::to_string(ports_.limits.maxAttempts) + ").");
  co_await finish(std::move(request), true);
}

/// Listeners get the stream of a run that failed at once.
core::Task<void> Execution::endHopeless() {
  observe::warning("a run is ended because its graph cannot be loaded",
                   {{"run_id", run_.slot.runId->text()}, {"graph", run_.graphId}, {"error", *hopeless_}});
  core::FinishRequest request;
  request.status = core::RunStatus::error;
  request.error = errorJson("GraphLoadError", *hopeless_);
  startPublisher();
  publisher_->begin();
  co_await finish(std::move(request), true);
  publisher_->close();
}

void Execution::countStart() {
  ++ports_.counts.started;
  const auto created = schedule::timeFromText(run_.createdAt);
  if (!created) return;
  const auto waited =
      std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()) - *created;
  (run_.attempt > 1 ? ports_.counts.laterWait : ports_.counts.firstWait).add(waited);
}

/// Of attempts that went to a runner.
void Execution::countEnd(core::RunStatus status) {
  if (sentAt_ == Clock::time_point{}) return;
  ports_.counts.execution.add(std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - sentAt_));
  if (outcome_ == Outcome::runnerLost || outcome_ == Outcome::storageLost || outcome_ == Outcome::notStarted)
    return;
  switch (status) {
    case core::RunStatus::success:
      ++ports_.counts.succeeded;
      break;
    case core::RunStatus::timeout:
      ++ports_.counts.timedOut;
      break;
    case core::RunStatus::interrupted:
      ++ports_.counts.cancelled;
      break;
    default:
      ++ports_.counts.failed;
  }
}

core::Task<void> Execution::finish(core::FinishRequest request, bool showError) {
  request.slot = run_.slot;
  const auto status = request.status;
  const auto error = request.error;
  const auto finished = co_await finishSurely(std::move(request));
  if (finished.outcome == core::FinishOutcome::fenced) {
    observe::warning("a finish was refused",
                     {{"run_id", run_.slot.runId->text()}, {"fence", run_.slot.fence}});
    co_return;
  }
  countEnd(status);
  if (finished.nextReady) ports_.wake();
  if (!publisher_) {  // it never got to a runner
    feed_->deliverEnd(EventId{});
    const std::string word(core::word(status));
    co_return co_await publishUnnumberedEnd(feed_->ports().live, run_.slot.threadId, *run_.slot.runId, word);
  }
  if (showError && error) publisher_->event("error", "", error->text, 0);
  co_await publisher_->end(status);
}

/// Repeats a finish while the database is away. An answer that got lost shows as a refusal of the repetition.
core::Task<core::Finished> Execution::finishSurely(core::FinishRequest request) {
  auto pause = kFirstRetry;
  bool ambiguous = false;
  while (true) {
    std::string broken;
    try {
      auto finished = co_await ports_.queue.finish(request);
      if (finished.outcome == core::FinishOutcome::fenced && ambiguous) {
        const auto row = co_await ports_.runs.get(request.slot.threadId, *request.slot.runId);
        if (row && row->status == request.status) finished.outcome = core::FinishOutcome::committed;
      }
      co_return finished;
    } catch (const boost::system::system_error& failure) {
      if (failure.code() == boost::asio::error::operation_aborted) throw;
      broken = failure.what();
    } catch (const std::exception& failure) {
      broken = failure.what();
    }
    if (outcome_ == Outcome::fenced) co_return core::Finished{core::FinishOutcome::fenced, false};
    observe::error("a finish failed and is repeated",
                   {{"run_id", request.slot.runId->text()}, {"error", broken}});
    ++ports_.counts.finishesRepeated;
    ambiguous = true;
    co_await async::sleepFor(pause);
    pause = std::min(pause * 2, kLongestRetry);
  }
}

/// Repeated while the database is away: nobody else takes a run of a replica that lives. When only the answer
/// got lost, the repetition is refused, and that is as good.
core::Task<void> Execution::giveBack(core::HandBack why) {
  const bool spendAttempt = why != core::HandBack::handedOff;
  auto pause = kFirstRetry;
  while (outcome_ != Outcome::fenced) {
    std::string broken;
    try {
      const bool given = co_await ports_.queue.handBack(run_.slot, why);
      observe::info(
          given ? "a run was handed back" : "a run was no longer ours to hand back",
          {{"run_id", run_.slot.runId->text()}, {"attempt", run_.attempt}, {"attempt_spent", spendAttempt}});
      if (given && spendAttempt) ++ports_.counts.lost;
      if (given && !spendAttempt && handsOff_) ++ports_.counts.handedOff;
      if (given) ports_.wake();
      co_return;
    } catch (const boost::system::system_error& failure) {
      if (failure.code() == boost::asio::error::operation_aborted) throw;
      broken = failure.what();
    } catch (const std::exception& failure) {
      broken = failure.what();
    }
    observe::error("handing a run back failed and is repeated",
                   {{"run_id", run_.slot.runId->text()}, {"error", broken}});
    co_await async::sleepFor(pause);
    pause = std::min(pause * 2, kLongestRetry);
  }
}

}  // namespace heddle::jobs
