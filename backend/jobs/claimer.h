// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/live.h"
#include "backend/jobs/executor.h"
#include "backend/jobs/hopeless_runs.h"

#include <functional>

namespace heddle::jobs {

/// Fetches ready runs for free places: woken through Redis or from here, and by looking every 250 ms that
/// double up to 2 s. I/O thread only; stop() before destruction.
class Claimer {
 public:
  struct Ports {
    core::Queue& queue;
    core::Live& live;
    RunnerFleet& fleet;
    Executor& executor;
    HopelessRuns& hopeless;
    /// Empty: this replica may not claim now.
    std::function<std::optional<core::ReplicaId>()> replica;
  };

  Claimer(boost::asio::any_io_executor executor, Ports ports);
  void start();
  core::Task<void> stop();
  /// Look soon.
  void poke();
  /// More runs were ready than places: newcomers must not overtake them.
  bool hasBacklog() const { return backlog_; }

 private:
  core::Task<void> claimAlways();
  core::Task<int> claimOnce(int places);
  core::Task<int> claimShare(RunnerFleet::Share share);
  core::Task<int> judgeGraphs(bool mayEnd);
  core::Task<void> listenForWakes();
  core::Task<void> followRunners();

  Ports ports_;
  async::Notifier poked_;
  async::TaskScope tasks_;
  bool wasPoked_ = false, backlog_ = false;
};

}  // namespace heddle::jobs
