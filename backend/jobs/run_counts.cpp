// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/run_counts.h"

#include <algorithm>

namespace heddle::jobs {

void LatencyCounts::add(std::chrono::microseconds took) {
  const double milliseconds = std::max(0.0, static_cast<double>(took.count()) / 1000);
  milliseconds_ += milliseconds;
  std::size_t bucket = 0;
  while (bucket < kLimits.size() && milliseconds > kLimits[bucket])
    ++bucket;
  ++buckets_[bucket];
}

}  // namespace heddle::jobs
