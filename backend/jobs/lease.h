// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/async/notifier.h"
#include "backend/async/task_scope.h"
#include "backend/core/ports/live.h"
#include "backend/core/ports/queue.h"
#include "backend/jobs/clock_check.h"

#include <functional>
#include <optional>
#include <string>

namespace heddle::jobs {

/// This replica's right to hold runs: renewed every 5 s, given up by its own clock 3 s before others may take
/// them, joined anew as another incarnation after a loss (engine.md §3, DESIGN §4a.9). I/O thread only.
class Lease {
 public:
  struct Timing {
    std::chrono::milliseconds renewEvery{5000}, length{20000}, margin{3000}, retry{1000};
  };
  struct Events {
    std::function<void(const core::CancelledRun&)> onCancel;
    /// Nothing claimed under the old id may go on.
    std::function<void()> onLost;
    std::function<void(core::ReplicaId)> onJoined;
    /// The clock agrees with the database's again.
    std::function<void()> onClockRight;
  };

  Lease(boost::asio::any_io_executor executor, core::Queue& queue, core::JsonText info, Events events,
        Timing timing);
  /// Joins; throws when the database does not let it.
  core::Task<void> start();
  /// Stops renewing and hands back what is held.
  core::Task<void> stop();

  bool isHeld() const { return held_; }
  core::ReplicaId replica() const { return replica_; }
  const ClockCheck& clock() const { return clock_; }

 private:
  core::Task<void> join();
  core::Task<void> keep();
  core::Task<bool> renew();
  core::Task<void> guard();
  void lose();
  void takeClock(const core::ClockReading& reading);

  core::Queue& queue_;
  core::JsonText info_;
  Events events_;
  Timing timing_;
  async::Notifier changed_;
  async::TaskScope tasks_;
  ClockCheck clock_;
  core::ReplicaId replica_ = 0;
  std::chrono::steady_clock::time_point until_{};  // of the last renewal, counted from before it was sent
  bool held_ = false;
};

}  // namespace heddle::jobs
