// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <limits>
#include <utility>
#include <vector>

namespace heddle::bench {

/// Milliseconds since `start`, by the clock on the wall.
inline double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

inline double median(std::vector<double> taken) {
  std::sort(taken.begin(), taken.end());
  return taken[taken.size() / 2];
}

/// A twentieth took longer. Of fewer than twenty it is the longest.
inline double p95(std::vector<double> taken) {
  std::sort(taken.begin(), taken.end());
  return taken[(taken.size() * 95 + 99) / 100 - 1];
}

/// Milliseconds that a clock of the processor has counted: of this thread, or of the whole process.
inline double computed(clockid_t clock = CLOCK_THREAD_CPUTIME_ID) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// The least milliseconds of processor that the action took; what else the machine does counts for little.
/// What it answers is destroyed outside of the time.
template <typename Action>
double leastComputed(int times, const Action& action) {
  double least = std::numeric_limits<double>::infinity();
  for (int round = 0; round < times; ++round) {
    const double start = computed();
    [[maybe_unused]] const auto answer = action();
    least = std::min(least, computed() - start);
  }
  return least;
}

}  // namespace heddle::bench
