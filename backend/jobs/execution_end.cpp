// SPDX-License-Identifier: Apache-2.0
// What becomes of an attempt: how its outcome is told to the database and to who listens.
#include "backend/async/notifier.h"
#include "backend/jobs/execution.h"
#include "backend/observe/log.h"

#include <algorithm>

namespace heddle::jobs {
namespace {

constexpr std::chrono::milliseconds kFirstRetry{200}, kLongestRetry{5000};

}  // namespace

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
  const bool finishedAnyway = ladder_.cause() == CancelLadder::Cause::handOff && end &&
                              end->finish.status != core::RunStatus::interrupted;
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
  if (ladder_.cause() == CancelLadder::Cause::handOff) co_return co_await giveBack(core::HandBack::handedOff);
  core::FinishRequest request;
  if (outcome_ == Outcome::ended) {
    auto end = readEndFrame(endBody_);
    if (end) request = std::move(end->finish);
    request.error.reset();
  }
  if (ladder_.cause() == CancelLadder::Cause::timeout) {
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

/// Of attempts that went to a runner.
void Execution::countEnd(core::RunStatus status) {
  if (sentAt_ == std::chrono::steady_clock::time_point{}) return;
  ports_.counts.execution.add(
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - sentAt_));
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
