// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/items.h"
#include "backend/core/ports/spawner.h"
#include "backend/jobs/claimer.h"
#include "backend/jobs/feed_subscription.h"
#include "backend/jobs/lease.h"
#include "backend/jobs/run_counts.h"
#include "backend/jobs/runner_reader.h"
#include "backend/jobs/sweeper.h"

#include <memory>

namespace heddle::jobs {

/// Everything outlives the engine.
struct EnginePorts {
  core::Queue& queue;
  core::Runs& runs;
  core::Checkpoints& checkpoints;
  core::Items& items;
  core::Live& live;
  core::Spawner& spawner;
};

struct EngineOptions {
  FleetOptions runners;
  ExecutionLimits limits;
  Lease::Timing lease;
  std::chrono::milliseconds sweepEvery{5000};
  std::chrono::milliseconds shutdownGrace{180'000};  // BG_JOB_SHUTDOWN_GRACE_PERIOD_SECS
  core::JsonText replicaInfo{"{}"};                  // shown to operators
  /// With runs of a graph that no living replica's langgraph.json names, before they end as an error.
  std::chrono::milliseconds unknownGraphPatience{60'000};
};

/// The queue's side of one replica: claims, executes, streams, sweeps (DESIGN §4). Owns the runners.
/// Composition starts it once storage and Redis are there and stops it before them. I/O thread only.
class Engine : public RunService {
 public:
  Engine(boost::asio::any_io_executor executor, EnginePorts ports, EngineOptions options);
  ~Engine() override;

  /// Joins the replicas, then starts runners and claims. Throws when the database does not answer.
  core::Task<void> start();
  /// No new claims; runs are finished, within the grace, or handed off; then leaves. Runners end.
  core::Task<void> stop();

  RunnerFleet& runners() { return fleet_; }
  GraphReader& reader() { return reader_; }

  core::Task<core::Result<CreatedRun>> create(core::EnqueueRequest request, CreateOptions options) override;
  core::Task<core::Result<std::unique_ptr<Subscription>>> join(core::ThreadId thread, core::RunId run,
                                                               std::optional<EventId> after) override;
  core::Task<core::Result<std::unique_ptr<Subscription>>> follow(core::ThreadId thread, core::RunId run,
                                                                 std::optional<EventId> after) override;
  core::Task<core::Result<void>> cancel(core::ThreadId thread, core::RunId run,
                                        core::CancelAction action) override;
  core::Task<void> announce(std::vector<core::CancelledRun> cancelled) override;
  core::Task<bool> waitTerminal(core::ThreadId thread, core::RunId run,
                                std::chrono::milliseconds patience) override;
  core::ReplicaId replica() const override { return lease_.replica(); }
  ReplicaState state() const override;
  void wakeClaimer() override;

 private:
  SaverPorts saverPorts();
  ExecutionPorts executionPorts();
  Lease::Events leaseEvents();
  bool mayClaim() const { return claiming_ && lease_.isHeld() && !lease_.clock().isOff(); }
  bool mayStartAtOnce(const core::EnqueueRequest& request) const;
  void listenForControl(core::ReplicaId replica);
  void onControl(std::string_view message);
  void onRefill(core::RunId run, std::string_view message);
  core::Task<void> endStream(core::ThreadId thread, core::RunId run, std::string status);
  core::Task<core::Result<std::unique_ptr<Subscription>>> joinAs(core::ThreadId thread, core::RunId run,
                                                                 std::optional<EventId> after, bool logged);
  core::Task<std::unique_ptr<Subscription>> joinFinished(core::RunRow row, std::optional<EventId> after,
                                                         bool logged);

  boost::asio::any_io_executor executor_;
  EnginePorts ports_;
  EngineOptions options_;
  RunnerFleet fleet_;
  RunnerReader reader_;
  FeedRegistry feeds_;
  RunCounts counts_;
  Executor executions_;
  Lease lease_;
  HopelessRuns hopeless_;
  Claimer claimer_;
  Sweeper sweeper_;
  std::unique_ptr<core::LiveListening> control_;
  bool claiming_ = false;
};

}  // namespace heddle::jobs
