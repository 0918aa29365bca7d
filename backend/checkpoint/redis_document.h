// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/checkpoints.h"
#include "backend/core/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace heddle::checkpoint {

/// A checkpoint as the Redis checkpointers of either language keep it in one JSON document, for
/// readCheckpoint(): the values stand in it, in the JSON of their serializer. Errors: invalid.
core::Result<core::CheckpointTuple> tupleOfRedisDocument(std::string_view json);
/// A pending write: Python's carries its blob as base64, JavaScript's the plain value. Errors: invalid.
core::Result<core::PendingWrite> writeOfRedisDocument(std::string_view json);
/// A value that the JavaScript one keeps apart (`checkpoint_blob:…`). Errors: invalid.
core::Result<core::ChannelBlob> blobOfRedisDocument(std::string_view json);

/// What the key of a checkpoint tells, in the spelling of either language; only of the root namespace.
struct RedisCheckpointKey {
  std::string thread;
  std::string id;  // empty: a shallow saver's, which has one checkpoint per thread
  bool javaScript = false;
};
/// `prefix` is that of the checkpointer, without a colon.
std::optional<RedisCheckpointKey> parseRedisKey(std::string_view key, std::string_view prefix = "checkpoint");

}  // namespace heddle::checkpoint
