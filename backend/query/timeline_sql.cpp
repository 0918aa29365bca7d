// SPDX-License-Identifier: Apache-2.0
#include "backend/query/timeline_sql.h"

#include "backend/query/resource_tables.h"

namespace heddle::query {
namespace {

constexpr std::string_view kMostCheckpoints = "500";
constexpr std::string_view kMostTasks = "2000";

/// The run's own checkpoints, as the history has them; ids keep the type of their column.
std::string ownCheckpoints(const Capabilities& capabilities, const std::string& threadId,
                           const std::string& runId) {
  const std::string thread = capabilities.threadIdIsUuid ? uuidLiteral(threadId) : literal(threadId);
  std::string run = "h.metadata->>'run_id' = " + literal(runId);
  if (capabilities.checkpointRunId) run = "(h.run_id = " + uuidLiteral(runId) + " or " + run + ")";
  return "select h.thread_id, h.checkpoint_ns, h.checkpoint_id, h.parent_checkpoint_id,"
         " h.checkpoint->'versions_seen' as seen from " +
         schemaTable(capabilities, "checkpoints") + " h where h.thread_id = " + thread + " and " + run +
         " order by h.checkpoint_id desc limit " + std::string(kMostCheckpoints);
}

std::string tasks(const Capabilities& capabilities) {
  const std::string path = capabilities.taskPath ? "w.task_path" : "''";
  return "select w.checkpoint_ns, w.checkpoint_id::text, w.task_id::text, max(" + path +
         "), bool_or(w.channel = '__error__'), bool_or(w.channel = '__interrupt__') from (select thread_id,"
         " checkpoint_ns, checkpoint_id from own union select thread_id, checkpoint_ns, parent_checkpoint_id"
         " from own where parent_checkpoint_id is not null) c join " +
         schemaTable(capabilities, "checkpoint_writes") +
         " w using (thread_id, checkpoint_ns, checkpoint_id) group by 1, 2, 3";
}

/// A node has run when its entry differs from the one at the checkpoint before.
std::string nodes(const Capabilities& capabilities) {
  return "select c.checkpoint_ns, c.parent_checkpoint_id::text, '', s.key, false, false from own c left "
         "join " +
         schemaTable(capabilities, "checkpoints") +
         " p on p.thread_id = c.thread_id and p.checkpoint_ns = c.checkpoint_ns and p.checkpoint_id ="
         " c.parent_checkpoint_id cross join lateral jsonb_each(c.seen) s where jsonb_typeof(c.seen) ="
         " 'object' and c.parent_checkpoint_id is not null and left(s.key, 2) <> '__' and s.value is distinct"
         " from p.checkpoint->'versions_seen'->s.key";
}

}  // namespace

std::string timelineSql(const Capabilities& capabilities, const std::string& threadId,
                        const std::string& runId) {
  std::string rows = nodes(capabilities);
  if (capabilities.checkpointWrites) rows = tasks(capabilities) + " union all " + rows;
  return "with own as materialized (" + ownCheckpoints(capabilities, threadId, runId) +
         ") select t.ns, t.id, t.task, t.path, t.failed::text, t.waits::text from (" + rows +
         ") t(ns, id, task, path, failed, waits) limit " + std::string(kMostTasks);
}

TaskRecord taskFrom(const Row& row) {
  TaskRecord task;
  task.ns = textAt(row, 0);
  task.checkpointId = textAt(row, 1);
  task.taskId = textAt(row, 2);
  task.node = task.taskId.empty() ? textAt(row, 3) : nodeOfPath(textAt(row, 3));
  task.failed = textAt(row, 4) == "true";
  task.interrupted = textAt(row, 5) == "true";
  return task;
}

std::string nodeOfPath(std::string_view path) {
  constexpr std::string_view kPull = "~__pregel_pull, ";
  return path.starts_with(kPull) ? std::string(path.substr(kPull.size())) : std::string();
}

}  // namespace heddle::query
