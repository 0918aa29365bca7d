// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/state.h"
#include "backend/client/redis/redis_session.h"
#include "backend/query/redis_saver.h"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace heddle::client {

/// What delta channels hold that are stored as changes since a snapshot, by their names.
using DeltaValues = std::map<std::string, checkpoint::DecodedValue>;
/// `values` is nullptr with an error.
using SaverDeltasDone =
    std::function<void(const std::shared_ptr<const DeltaValues>& values, const SourceError* error)>;

/// Rebuilds the delta channels of `state`, the checkpoint of `row`, that no document of its own holds: walks
/// its parents in bounded steps, kMostSaverAncestors of them and kMostDeltaBytes of documents at most. Writes
/// to one channel in one step are taken in LangGraph's own order. Those of a checkpoint that says it has none
/// are left out, as the checkpointer does, and the note says so. `done` is called in the GUI thread unless
/// `context` is gone. Errors: those of the session.
void readSaverDeltas(RedisSession& redis, const query::SaverCheckpoint& row,
                     const checkpoint::CheckpointState& state, std::shared_ptr<const checkpoint::AesKey> key,
                     QObject* context, SaverDeltasDone done);

inline constexpr std::size_t kMostSaverAncestors = 2048;
inline constexpr std::size_t kMostDeltaBytes = std::size_t{64} << 20;

}  // namespace heddle::client
