// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace heddle::jobs {

/// How often something took how long.
class LatencyCounts {
 public:
  static constexpr std::array<int, 12> kLimits{5,   10,   25,   50,    100,   250,
                                               500, 1000, 5000, 30000, 60000, 600000};  // ms

  void add(std::chrono::microseconds took);

  /// One more than there are limits: the last has no end.
  const std::array<std::int64_t, kLimits.size() + 1>& buckets() const { return buckets_; }
  double milliseconds() const { return milliseconds_; }

 private:
  std::array<std::int64_t, kLimits.size() + 1> buckets_{};
  double milliseconds_ = 0;
};

/// What became of the attempts of this replica since it started. I/O thread only.
struct RunCounts {
  LatencyCounts firstWait;  // creation, or the time it was put off to, to the runner
  LatencyCounts laterWait;  // the same, of attempts after the first
  LatencyCounts execution;  // runner to the outcome in the database
  std::int64_t started = 0;
  std::int64_t succeeded = 0, failed = 0, timedOut = 0, cancelled = 0;
  std::int64_t lost = 0;              // runner or database went away: another attempt follows
  std::int64_t lostLast = 0;          // the same, and it was the last
  std::int64_t exceeded = 0;          // claimed with no attempt left
  std::int64_t handedOff = 0;         // to another replica at shutdown
  std::int64_t finishesRepeated = 0;  // the database did not take an outcome at once
};

}  // namespace heddle::jobs
