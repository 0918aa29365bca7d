// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/jobs/runner_seat.h"

#include <memory>
#include <string_view>
#include <vector>

namespace heddle::jobs {

/// Runners for one run at a time, for runs that lost an attempt already: whatever takes its runner down then
/// spends its own attempts and not its neighbours' (engine.md §7). Runners are started when needed, a few at
/// most, and end when idle. I/O thread only; stop() before destruction.
class Quarantine {
 public:
  struct Bounds {
    int runners = 4;
    std::chrono::milliseconds idle{60'000};
  };

  Quarantine(boost::asio::any_io_executor executor, core::Spawner& spawner, SaverService& saver,
             RunnerProcess::Settings settings, Bounds bounds);

  /// A free runner that has the graph. Without one another is on its way, as far as the bound allows: ask
  /// again when the pool has changed.
  RunnerProcess* place(std::string_view graph);
  int active() const;

  void kill(std::string_view why);
  /// Takes nothing new; runners end with their runs.
  void drain();
  /// Waits for those ends; kills after `patience` (zero: never).
  core::Task<void> retire(std::chrono::milliseconds patience);
  core::Task<void> stop();

 private:
  struct Place {
    std::unique_ptr<RunnerSeat> seat;
    std::chrono::steady_clock::time_point used;
    bool leaves = false;
  };

  void addSeat();
  core::Task<void> endIdle();

  core::Spawner& spawner_;
  SaverService& saver_;
  RunnerProcess::Settings settings_;
  Bounds bounds_;
  boost::asio::any_io_executor executor_;
  async::TaskScope tasks_;
  std::vector<Place> places_;
  int made_ = 0;
  bool closed_ = false;
};

}  // namespace heddle::jobs
