// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/decode.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace heddle::checkpoint {

/// What one ancestor of a checkpoint says about a delta channel.
struct DeltaAncestor {
  std::optional<DecodedValue> stored;  // a snapshot, or a plain value from before the channel kept changes
  std::vector<DecodedValue> writes;    // of its tasks to the channel, in the order LangGraph applies them
};

enum class DeltaWalk {
  complete,  // down to a stored value, or to the first checkpoint
  cut,       // the walk's bound was met first: older changes are missing
  broken,    // an ancestor is gone
};

/// The value of a delta channel from its ancestors, newest first: the nearest stored value, then the writes
/// since, oldest first. The graph's own reducer is not at hand (it is code); lists are appended to, messages
/// replaced or removed by id, objects merged, and an `Overwrite` starts anew, which is what the usual
/// reducers do. The note says from how many ancestors, and that it is a reading.
DecodedValue rebuildDelta(const std::vector<DeltaAncestor>& newestFirst, DeltaWalk walk);

}  // namespace heddle::checkpoint
