// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/async/notifier.h"
#include "backend/async/task_scope.h"
#include "backend/core/ports/queue.h"

#include <functional>

namespace heddle::jobs {

/// Looks after the runs of dead replicas every 5 s; every replica does, one at a time works (engine.md §3).
/// I/O thread only; stop() before destruction.
class Sweeper {
 public:
  Sweeper(boost::asio::any_io_executor executor, core::Queue& queue, std::chrono::milliseconds every,
          std::function<void(const core::SweepReport&)> onReport);
  void start();
  core::Task<void> stop();

 private:
  core::Task<void> sweepAlways();

  core::Queue& queue_;
  std::chrono::milliseconds every_;
  std::function<void(const core::SweepReport&)> onReport_;
  async::TaskScope tasks_;
};

}  // namespace heddle::jobs
