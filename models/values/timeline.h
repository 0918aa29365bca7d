// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/checkpoint_row.h"
#include "models/rows/run_row.h"
#include "models/rows/timeline_row.h"

#include <vector>

namespace heddle::models {

/// Derives when each task of a run ran from its checkpoints, in any order, and its tasks. A task lasts from
/// the checkpoint it started from to the next one of its namespace; what no checkpoint has ended yet lasts to
/// the end of the run, or to `nowUs` while it lives.
Timeline timelineOf(const RunRow& run, const std::vector<CheckpointRow>& checkpoints,
                    const std::vector<TaskRow>& tasks, qint64 nowUs);

}  // namespace heddle::models
