// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/async/task_scope.h"
#include "backend/core/ports/crons.h"

#include <chrono>
#include <functional>

namespace heddle::jobs {

/// Fires crons (DESIGN §4a.16): records the fire and moves the cron on, then makes the run under the id that
/// was recorded. Every replica has one; they need no leader. After a downtime a cron fires once. I/O thread
/// only; stop() before destruction.
class CronClock {
 public:
  /// Makes the run of a fire. Error unavailable, or an exception: it is tried again; other errors: it cannot
  /// be.
  using Start = std::function<core::Task<core::Result<void>>(core::CronFire)>;

  CronClock(boost::asio::any_io_executor executor, core::CronFires& fires, std::chrono::milliseconds every,
            Start start);
  void start();
  core::Task<void> stop();

 private:
  core::Task<void> tickAlways();
  core::Task<void> tick();
  core::Task<void> fire(core::DueCron due);
  core::Task<void> makeRun(core::CronFire fire);

  core::CronFires& fires_;
  std::chrono::milliseconds every_;
  Start start_;
  async::TaskScope tasks_;
};

/// When a cron comes next, after `now`; nothing when it is paused, at its end, or can never come. `timing`
/// has been checked.
std::optional<core::Moment> nextRunOf(const core::CronTiming& timing, core::Moment now);

}  // namespace heddle::jobs
