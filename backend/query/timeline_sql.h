// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"
#include "backend/query/sql_text.h"

#include <string>
#include <vector>

namespace heddle::query {

/// One task of a run as its checkpoints tell of it; when it ran follows from the checkpoints, it is not
/// stored.
struct TaskRecord {
  std::string ns, checkpointId;  // that it started from; may belong to the run before
  std::string taskId;            // empty: known by the node alone
  std::string node;              // empty when nothing names it
  bool failed = false, interrupted = false;

  bool operator==(const TaskRecord&) const = default;
};

/// The tasks that wrote on a checkpoint of the run, or on the one it went on from, then the nodes that each
/// of its checkpoints counts as run. At most 2,000 rows of the 500 newest checkpoints; no value is read.
std::string timelineSql(const Capabilities& capabilities, const std::string& threadId,
                        const std::string& runId);
TaskRecord taskFrom(const Row& row);

/// The node in the path of a task that an edge triggered ("~__pregel_pull, write"); empty for sent tasks,
/// whose path holds numbers only.
std::string nodeOfPath(std::string_view path);

}  // namespace heddle::query
