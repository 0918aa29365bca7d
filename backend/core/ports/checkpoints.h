// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/json_text.h"
#include "backend/core/ports/slot.h"
#include "backend/core/task.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::core {

/// One channel value of one version as LangGraph's serializer made it; opaque to the server.
struct ChannelBlob {
  std::string channel, version, type;
  std::optional<std::string> bytes;  // absent: type "empty"
};

struct CheckpointPut {
  SlotRef slot;
  std::string thread;  // text as the saver gave it: outside the platform it need not be a UUID
  std::string ns, id;
  std::optional<std::string> parentId;
  JsonText checkpoint, metadata;
  std::vector<ChannelBlob> blobs;
};

struct TaskWrite {
  int index = 0;
  std::string channel, type, bytes;
};

struct WritesPut {
  SlotRef slot;
  std::string thread, ns, checkpointId, taskId, taskPath;
  std::vector<TaskWrite> writes;
};

enum class PutOutcome {
  committed,
  fenced,      // the slot's fence is another one
  outOfOrder,  // id not above its namespace's head and not a fork (DESIGN §4a.2)
};

struct PendingWrite {
  std::string taskId, channel, type, bytes;
};

struct CheckpointTuple {
  std::string thread, ns, id;
  std::optional<std::string> parentId;
  JsonText checkpoint, metadata;
  std::vector<ChannelBlob> blobs;         // those of checkpoint.channel_versions
  std::vector<PendingWrite> writes;       // ordered by task path, task id, index
  std::vector<PendingWrite> parentSends;  // checkpoint v < 4 only: the parent's __pregel_tasks writes
};

struct CheckpointListQuery {
  std::optional<std::string> thread, ns, id, before;
  JsonText metadataFilter{"{}"};  // containment
  std::optional<int> limit;
};

/// One stage of a delta channel's history, oldest last (langgraph-checkpoint: get_delta_channel_history).
struct DeltaHistoryQuery {
  std::string thread, ns, id;
  std::vector<std::string> channels;
};

/// LangGraph's own checkpoint tables (storage.md C.1, plus run_id). Writes of one thread are applied in the
/// order of the calls; they are grouped with other threads' into one transaction (DESIGN §4a.6).
class Checkpoints {
 public:
  virtual ~Checkpoints() = default;
  virtual Task<PutOutcome> put(CheckpointPut put) = 0;
  virtual Task<PutOutcome> putWrites(WritesPut put) = 0;
  /// id absent: the newest of the namespace.
  virtual Task<std::optional<CheckpointTuple>> get(std::string thread, std::string ns,
                                                   std::optional<std::string> id) = 0;
  virtual Task<std::vector<CheckpointTuple>> list(CheckpointListQuery query) = 0;
  virtual Task<JsonText> deltaHistory(DeltaHistoryQuery query, std::vector<std::string>& blobs) = 0;
  /// Those with checkpoints that these runs wrote.
  virtual Task<std::vector<std::string>> threadsOfRuns(std::vector<std::string> runIds) = 0;
  /// `slots`: those of the threads that change. One that is lost: fenced, and nothing was done.
  virtual Task<PutOutcome> copyThread(std::string from, std::string to, std::vector<SlotRef> slots) = 0;
  /// What the runs wrote in these threads.
  virtual Task<PutOutcome> deleteForRuns(std::vector<std::string> runIds, std::vector<std::string> threads,
                                         std::vector<SlotRef> slots) = 0;
  /// strategy "delete" or "keep_latest"
  virtual Task<PutOutcome> prune(std::vector<std::string> threads, std::string strategy,
                                 std::vector<SlotRef> slots) = 0;
};

}  // namespace heddle::core
