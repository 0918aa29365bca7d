// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

namespace heddle::jobs {

/// When a run's waiting events go to Redis (engine.md §6): at once when nothing was sent in the last 10 ms,
/// else when those are over or 64 KiB wait. The first token is immediate, and a run costs at most about 100
/// writes/s.
class FlushPolicy {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr auto kQuiet = std::chrono::milliseconds(10);
  static constexpr std::size_t kEnough = 64 * 1024;

  void flushed(Clock::time_point at) { last_ = at; }
  /// Zero: now.
  Clock::duration pause(Clock::time_point now, std::size_t waitingBytes) const {
    if (waitingBytes >= kEnough || now - last_ >= kQuiet) return Clock::duration::zero();
    return last_ + kQuiet - now;
  }

 private:
  Clock::time_point last_{};
};

}  // namespace heddle::jobs
