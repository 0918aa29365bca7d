// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/queue.h"
#include "backend/core/ports/resources.h"
#include "backend/jobs/cancel_ladder.h"
#include "backend/jobs/run_counts.h"
#include "backend/jobs/run_frame.h"
#include "backend/jobs/run_publisher.h"
#include "backend/jobs/runner_fleet.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace heddle::jobs {

struct ExecutionLimits {
  std::chrono::seconds timeout{86400};                 // BG_JOB_TIMEOUT_SECS
  int maxAttempts = 3;                                 // BG_JOB_MAX_RETRIES
  std::chrono::seconds resumableTtl{120};              // RESUMABLE_STREAM_TTL_SECONDS
  std::size_t resumableBytes = std::size_t{32} << 20;  // of one run's log; the oldest go first
  std::int64_t protocolEvents = 0;                     // LSD_PROTOCOL_V2_BUFFER_SIZE; 0: no such limit
  std::chrono::seconds startPatience{5};               // RUN to STARTED
};

/// What executions work with; outlives them.
struct ExecutionPorts {
  core::Queue& queue;
  core::Runs& runs;
  RunnerFleet& fleet;
  FeedRegistry& feeds;
  RunCounts& counts;
  ExecutionLimits limits;
  std::function<void()> wake;  // a run became claimable
};

/// One attempt of one run on one runner: from the claim to its finish, or to handing it back. I/O thread
/// only; owned by the Executor.
class Execution : public SessionChannel, public std::enable_shared_from_this<Execution> {
 public:
  /// `hopeless`: why no runner can execute it; then the attempt is to tell so.
  Execution(boost::asio::any_io_executor executor, core::ClaimedRun run, ExecutionPorts& ports,
            std::optional<std::string> hopeless = std::nullopt);
  ~Execution() override;

  /// The whole attempt. Completes when the database knows its outcome, or when it is no longer ours.
  core::Task<void> run();

  void cancel(core::CancelAction action);
  /// The replica lost its lease: whatever this attempt did from now on would be refused.
  void fence();
  /// The replica stops: the run goes to another one without spending the attempt, from its next step on.
  /// What it does now is not disturbed. Told once.
  void handOffAtStep();
  /// The same, but at once: what it does now is cancelled and done again.
  void handOffNow();

  /// A listener elsewhere lacks events.
  void refill(std::optional<EventId> after, core::ReplicaId replica);

  const core::ClaimedRun& claimed() const { return run_; }
  bool hasListeners() const { return feed_->hasListeners(); }
  bool isFenced() const { return outcome_ == Outcome::fenced; }

  void onMessage(wire::Message message) override;
  void onFenced() override;
  void onStorageLost() override;
  void onLost() override;
  std::optional<core::SlotRef> slot() const override { return run_.slot; }

 private:
  enum class Outcome { none, ended, runnerLost, storageLost, fenced, gaveUp, notStarted };

  core::Task<RunnerProcess*> findRunner();
  core::Task<void> attempt(RunnerProcess& runner);
  core::Task<void> untilOutcome();
  void climb();
  core::Task<void> conclude();
  core::Task<void> concludeEnd();
  core::Task<void> concludeStopped();
  core::Task<void> finish(core::FinishRequest request, bool showError);
  core::Task<core::Finished> finishSurely(core::FinishRequest request);
  core::Task<void> giveBack(core::HandBack why);
  core::Task<void> exceedAttempts();
  core::Task<void> endHopeless();
  void startPublisher();
  void countStart();
  void countEnd(core::RunStatus status);
  void setOutcome(Outcome outcome);
  void notify();
  void leaveRunner();
  bool stopped() const { return ladder_.cause() != CancelLadder::Cause::none; }

  core::ClaimedRun run_;
  ExecutionPorts& ports_;
  async::Notifier changed_;
  std::optional<std::string> hopeless_;
  std::shared_ptr<RunFeed> feed_;
  std::shared_ptr<RunPublisher> publisher_;  // shared with its own sending
  CancelLadder ladder_;
  bool handsOff_ = false;  // this replica stops: somebody else is to go on with the run
  core::CancelAction action_ = core::CancelAction::interrupt;
  RunnerProcess* runner_ = nullptr;  // empty once the process is gone or the channel closed
  std::uint32_t channel_ = 0;
  std::chrono::steady_clock::time_point sentAt_{};
  std::chrono::steady_clock::duration startPatience_{};
  bool started_ = false, toldToHandOff_ = false;
  Outcome outcome_ = Outcome::none;
  std::string endBody_;
};

}  // namespace heddle::jobs
