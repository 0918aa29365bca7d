// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/queue.h"
#include "backend/storage/rows.h"

#include <string_view>
#include <vector>

namespace heddle::storage {

/// From `[{"run_id", "owner"?}]` as the queue's SQL functions answer it.
std::vector<core::CancelledRun> cancelledRuns(std::string_view json, std::optional<core::ThreadId> thread,
                                              core::CancelAction action);

/// One row of the claim statement (queue_sql.h).
core::ClaimedRun claimedRun(const Rows& rows, int row);

core::Uuid uuidAt(const Rows& rows, int row, int column);

}  // namespace heddle::storage
