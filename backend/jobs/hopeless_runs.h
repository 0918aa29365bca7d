// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/queue.h"
#include "backend/jobs/executor.h"

#include <chrono>
#include <string>
#include <vector>

namespace heddle::jobs {

/// Ends runs whose graph no living replica can load: with the graph's own error when it is broken here, and
/// after a patience when langgraph.json does not name it. Tells the others what is loaded here. I/O thread
/// only.
class HopelessRuns {
 public:
  HopelessRuns(core::Queue& queue, RunnerFleet& fleet, Executor& executor,
               std::chrono::milliseconds patience);

  /// Cheap when nothing has changed.
  core::Task<void> tell(core::ReplicaId replica);
  /// Claims a few and ends them; answers how many.
  core::Task<int> end(core::ReplicaId replica);

 private:
  core::Queue& queue_;
  RunnerFleet& fleet_;
  Executor& executor_;
  std::chrono::milliseconds patience_;
  std::chrono::steady_clock::time_point nextLook_;
  core::ReplicaId toldFor_ = 0;
  std::vector<std::string> told_;
};

}  // namespace heddle::jobs
