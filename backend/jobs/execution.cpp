// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/execution.h"

#include "backend/observe/log.h"
#include "backend/schedule/time_text.h"
#include "backend/wire/frame_bodies.h"

#include <algorithm>

namespace heddle::jobs {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Cause = CancelLadder::Cause;
using wire::FrameKind;

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

void Execution::countStart() {
  ++ports_.counts.started;
  const auto created = schedule::timeFromText(run_.createdAt);
  if (!created) return;
  const auto waited =
      std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()) - *created;
  (run_.attempt > 1 ? ports_.counts.laterWait : ports_.counts.firstWait).add(waited);
}

}  // namespace heddle::jobs
