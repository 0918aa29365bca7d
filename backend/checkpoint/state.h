// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/decode.h"
#include "backend/core/ports/checkpoints.h"
#include "backend/core/result.h"
#include "backend/wire/value.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::checkpoint {

/// One channel of a checkpoint, as a row of the State page.
struct ChannelState {
  std::string name, version;
  DecodedValue value;
  bool internal = false;  // LangGraph's own bookkeeping (`__start__`, `branch:to:…`, `__pregel_…`)
  bool stored = true;     // false: neither inline nor a blob: never written, or a delta channel
  bool delta = false;     // kept as changes since a snapshot; its value then is a rebuilt one, if any
};

/// One pending write of a task that has run but whose step is not closed.
struct WriteState {
  std::string taskId, channel;
  DecodedValue value;
};

struct InterruptState {
  std::string taskId, id;
  wire::Value value;
};

/// A checkpoint in readable form. Built from rows only, nothing asked of any server.
struct CheckpointState {
  std::string thread, ns, id, time, source;
  std::optional<std::string> parentId, runId;
  std::optional<std::int64_t> step;
  std::vector<ChannelState> channels;  // in the order of channel_versions
  std::vector<WriteState> writes;
  std::vector<InterruptState> interrupts;
  wire::Value metadata;

  /// Names of the delta channels whose value is in no blob of this checkpoint: see rebuildDelta().
  std::vector<std::string> missingDeltas() const;
  /// Puts a rebuilt value in its place.
  void setRebuilt(const std::string& channel, const DecodedValue& value);

  /// The channels a graph's author knows, as one object; unreadable ones as {"__unreadable__": note, type,
  /// bytes, sha256, hex}.
  wire::Value values() const;
};

/// Errors: invalid, when checkpoint or metadata are not the JSON objects they should be.
core::Result<CheckpointState> readCheckpoint(const core::CheckpointTuple& row, DecodeLimits limits = {},
                                             const AesKey* key = nullptr);

bool isInternalChannel(std::string_view name);

}  // namespace heddle::checkpoint
