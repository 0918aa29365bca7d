// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/state.h"
#include "backend/client/postgres/pg_connection.h"

namespace heddle::client {

/// How many ancestors are asked for a delta channel; LangGraph takes a snapshot more often.
inline constexpr int kMostAncestors = 2048;

/// Rebuilds the delta channels of `state` that no blob of its own holds, walking its parents in bounded
/// steps. Runs in the calling worker thread; throws what the connection throws.
void rebuildDeltas(PgConnection& connection, checkpoint::CheckpointState& state,
                   const checkpoint::AesKey* key);

}  // namespace heddle::client
