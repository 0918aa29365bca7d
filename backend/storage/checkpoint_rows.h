// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/checkpoints.h"
#include "backend/storage/rows.h"

#include <string>
#include <vector>

namespace heddle::storage {

/// From the answer of tuplesSql (checkpoint_sql.h).
std::vector<core::CheckpointTuple> checkpointTuples(const Rows& rows);

/// The DELTA_DATA list of frames.md from the answer of kDeltaHistory; bytes are appended to `blobs` in its
/// order.
core::JsonText deltaChannels(const Rows& rows, const std::vector<std::string>& channels,
                             std::vector<std::string>& blobs);

}  // namespace heddle::storage
