// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/jobs/runner_process.h"

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace heddle::jobs {

/// A place that always has a runner in it: when one exits, the next is started, after a pause that doubles up
/// to 30 s while runners die young. One that has outgrown its memory makes room at once and ends beside its
/// successor. I/O thread only; start once, stop() before destruction.
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
  RunnerProcess* runner() { return current_ ? current_->runner.get() : nullptr; }
  const RunnerProcess* runner() const { return current_ ? current_->runner.get() : nullptr; }
  /// Runs here, also those of a runner that makes room.
  int active() const;
  /// Exits before the graphs had loaded, in a row.
  int failedStarts() const { return failedStarts_; }

  void kill(std::string_view why);
  void drain();

 private:
  struct Sitting {
    std::unique_ptr<RunnerProcess> runner;
    bool loaded = false, ended = false;
  };

  core::Task<void> keepSeated();
  core::Task<void> sit(std::shared_ptr<Sitting> sitting);
  std::vector<std::shared_ptr<Sitting>> everybody() const;

  core::Spawner& spawner_;
  SaverService& saver_;
  RunnerProcess::Settings settings_;
  async::Notifier changed_;
  async::TaskScope tasks_;
  std::shared_ptr<Sitting> current_;                // shared with its own task
  std::vector<std::shared_ptr<Sitting>> outgrown_;  // on their way out
  int failedStarts_ = 0;
  bool retiring_ = false;
};

}  // namespace heddle::jobs
