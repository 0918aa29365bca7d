// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/async/task_scope.h"
#include "backend/core/task.h"

#include <chrono>
#include <functional>
#include <string>

namespace heddle::jobs {

/// Removes what has outlived its time, portion by portion until none is left or `most` went, every so often.
/// Every replica does; portions of several skip each other's rows. I/O thread only; stop() before
/// destruction.
class ExpirySweep {
 public:
  /// Removes one portion and answers how many went.
  using Portion = std::function<core::Task<std::int64_t>()>;

  /// `what` is for the log: "store items".
  ExpirySweep(boost::asio::any_io_executor executor, std::string what, std::chrono::milliseconds every,
              std::int64_t most, Portion portion);
  void start();
  core::Task<void> stop();

 private:
  core::Task<void> sweepAlways();
  core::Task<std::int64_t> sweepOnce();

  std::string what_;
  std::chrono::milliseconds every_;
  std::int64_t most_;
  Portion portion_;
  async::TaskScope tasks_;
};

}  // namespace heddle::jobs
