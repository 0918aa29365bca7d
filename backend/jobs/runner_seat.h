// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/jobs/runner_process.h"

#include <functional>
#include <memory>

namespace heddle::jobs {

/// A place that always has a runner in it: when one exits, the next is started, after 0.2 s that double up to
/// 30 s while runners die young. I/O thread only; start once, stop() before destruction.
class RunnerSeat {
 public:
  RunnerSeat(boost::asio::any_io_executor executor, core::Spawner& spawner, SaverService& saver,
             RunnerProcess::Settings settings);
  void start();
  /// Kills what sits here and waits for its exit.
  core::Task<void> stop();
  /// Lets the runner finish its work; nobody takes its place. After `patience` (zero: never) it is killed.
  core::Task<void> retire(std::chrono::milliseconds patience);

  /// Empty between two runners.
  RunnerProcess* runner() { return runner_.get(); }
  const RunnerProcess* runner() const { return runner_.get(); }
  /// Exits before the graphs had loaded, in a row.
  int failedStarts() const { return failedStarts_; }

 private:
  core::Task<void> keepSeated();

  core::Spawner& spawner_;
  SaverService& saver_;
  RunnerProcess::Settings settings_;
  async::Notifier emptied_;
  async::TaskScope tasks_;
  std::unique_ptr<RunnerProcess> runner_;
  int failedStarts_ = 0;
  bool retiring_ = false;
};

}  // namespace heddle::jobs
