// SPDX-License-Identifier: Apache-2.0
#include "backend/query/checkpoint_sql.h"

#include "backend/core/uuid.h"
#include "backend/query/resource_tables.h"
#include "backend/query/saver_thread_sql.h"

namespace heddle::query {
namespace {

/// Ids are text in the open savers and uuid in the official server; the parameter is cast, never the column.
std::string idLiteral(bool isUuid, const std::string& id) {
  return isUuid ? uuidLiteral(id) : literal(id);
}

/// A shallow saver has no column for it.
std::string checkpointId(const Capabilities& capabilities, std::string_view alias) {
  return std::string(alias) + (capabilities.shallow ? ".checkpoint->>'id'" : ".checkpoint_id");
}

/// Columns of checkpointFrom() up to the counts. The time stands in the id, or else in the checkpoint.
std::string projection(const Capabilities& capabilities) {
  const std::string run = capabilities.checkpointRunId ? "coalesce(c.run_id::text, c.metadata->>'run_id')"
                                                       : "c.metadata->>'run_id'";
  const auto id = checkpointId(capabilities, "c") + "::text";
  return "c.thread_id::text, c.checkpoint_ns, " + id + ", " +
         (capabilities.shallow ? "null" : "c.parent_checkpoint_id::text") + ", " + run +
         ", c.metadata->>'source', c.metadata->>'step', case when substring(" + id +
         " from 15 for 1) <> '6' then c.checkpoint->>'ts' end, case when c.checkpoint_ns <> '' then "
         "c.metadata->'parents'->>(case when "
         "position('|' in c.checkpoint_ns) = 0 then '' else regexp_replace(c.checkpoint_ns, '[|][^|]*$', '') "
         "end) "
         "end";
}

/// Counts over the writes of one checkpoint, found by the primary key's prefix.
std::string writeCounts(const Capabilities& capabilities) {
  if (!capabilities.checkpointWrites)
    return " cross join (select 0 as tasks, 0 as interrupts, 0 as errors) w";
  return " left join lateral (select count(distinct x.task_id) as tasks,"
         " count(*) filter (where x.channel = '__interrupt__') as interrupts,"
         " count(*) filter (where x.channel = '__error__') as errors from " +
         schemaTable(capabilities, "checkpoint_writes") +
         " x where x.thread_id = c.thread_id and x.checkpoint_ns = c.checkpoint_ns and x.checkpoint_id = " +
         checkpointId(capabilities, "c") + ") w on true";
}

/// The bytes of `blob` in rows whose `size` is fine by itself and with all smaller ones before it. Sizes are
/// read without the values: they stay where they are until one is wanted.
std::string boundedBlob(std::string_view order, ValueCaps caps) {
  const std::string most = std::to_string(caps.one);
  return "case when size <= " + most + " and sum(case when size <= " + most +
         " then size else 0 end) over (order by size, " + std::string(order) +
         " rows unbounded preceding) <= " + std::to_string(caps.together) + " then blob end";
}

constexpr std::string_view kCounts = ", w.tasks::text, w.interrupts::text, w.errors::text";

std::string place(const Capabilities& capabilities, std::string_view alias, const std::string& threadId,
                  const std::string& ns) {
  const std::string a(alias);
  return a + ".thread_id = " + idLiteral(capabilities.threadIdIsUuid, threadId) + " and " + a +
         ".checkpoint_ns = " + literal(ns);
}

}  // namespace

std::string historySql(const Capabilities& capabilities, const HistoryQuery& query) {
  std::string where = "h.thread_id = " + idLiteral(capabilities.threadIdIsUuid, query.threadId);
  if (query.ns) where += " and h.checkpoint_ns = " + literal(*query.ns);
  if (query.subgraphsOnly) where += " and h.checkpoint_ns <> ''";
  const auto id = checkpointId(capabilities, "h");
  if (query.beforeId)
    where += " and " + id + " < " + idLiteral(capabilities.checkpointIdIsUuid, *query.beforeId);
  if (!query.runId.empty()) {
    where += capabilities.checkpointRunId ? " and (h.run_id = " + uuidLiteral(query.runId) +
                                                " or h.metadata->>'run_id' = " + literal(query.runId) + ")"
                                          : " and h.metadata->>'run_id' = " + literal(query.runId);
  }
  return "select " + projection(capabilities) + std::string(kCounts) + " from (select * from " +
         schemaTable(capabilities, "checkpoints") + " h where " + where + " order by " + id + " desc limit " +
         std::to_string(query.limit) + ") c" + writeCounts(capabilities) + " order by " +
         checkpointId(capabilities, "c") + " desc, c.checkpoint_ns";
}

CheckpointRecord checkpointFrom(const Row& row) {
  CheckpointRecord checkpoint;
  checkpoint.threadId = textAt(row, 0);
  checkpoint.ns = textAt(row, 1);
  checkpoint.checkpointId = textAt(row, 2);
  checkpoint.parentId = textAt(row, 3);
  checkpoint.runId = textAt(row, 4);
  checkpoint.source = textAt(row, 5);
  if (const auto step = microsAt(row, 6)) checkpoint.step = static_cast<int>(*step);
  checkpoint.createdAt = timeOfUuid6(checkpoint.checkpointId);
  if (checkpoint.createdAt == 0) checkpoint.createdAt = savedTimeAt(row, 7);
  checkpoint.outerId = textAt(row, 8);
  checkpoint.tasks = intAt(row, 9);
  checkpoint.interrupts = intAt(row, 10);
  checkpoint.errors = intAt(row, 11);
  return checkpoint;
}

std::string checkpointSql(const Capabilities& capabilities, const std::string& threadId,
                          const std::string& ns, const std::string& wanted) {
  const auto id = checkpointId(capabilities, "h");
  const std::string one = wanted.empty()
                              ? " order by " + id + " desc limit 1"
                              : " and " + id + " = " + idLiteral(capabilities.checkpointIdIsUuid, wanted);
  return "select " + projection(capabilities) + std::string(kCounts) +
         ", c.checkpoint::text, c.metadata::text from (select * from " +
         schemaTable(capabilities, "checkpoints") + " h where " + place(capabilities, "h", threadId, ns) +
         one + ") c" + writeCounts(capabilities);
}

std::pair<std::string, std::string> checkpointJsonFrom(const Row& row) {
  return {textAt(row, 12), textAt(row, 13)};
}

std::string checkpointBlobsSql(const Capabilities& capabilities, const std::string& threadId,
                               const std::string& ns, const std::string& wanted, ValueCaps caps) {
  // A shallow saver keeps one blob per channel, of whatever version was last.
  const std::string version = capabilities.shallow ? "v.value" : "b.version";
  return "select channel, version, type, size::text, " + boundedBlob("channel", caps) +
         " from (select b.channel, " + version +
         " as version, b.type, b.blob, octet_length(b.blob)::bigint as size from " +
         schemaTable(capabilities, "checkpoints") +
         " c cross join lateral jsonb_each_text(case when jsonb_typeof(c.checkpoint->'channel_versions') = "
         "'object' then c.checkpoint->'channel_versions' else '{}' end) v join " +
         schemaTable(capabilities, "checkpoint_blobs") +
         " b on b.thread_id = c.thread_id and b.checkpoint_ns = c.checkpoint_ns and b.channel = v.key" +
         (capabilities.shallow ? "" : " and b.version = v.value") + " where " +
         place(capabilities, "c", threadId, ns) + " and " + checkpointId(capabilities, "c") + " = " +
         idLiteral(capabilities.checkpointIdIsUuid, wanted) + ") s order by channel";
}

StoredValue blobFrom(const Row& row) {
  StoredValue value;
  value.channel = textAt(row, 0);
  value.version = textAt(row, 1);
  value.type = textAt(row, 2);
  value.size = microsAt(row, 3).value_or(0);
  if (row.size() > 4) value.blob = row[4];
  return value;
}

std::string checkpointWritesSql(const Capabilities& capabilities, const std::string& threadId,
                                const std::string& ns, const std::string& checkpointId, ValueCaps caps) {
  const std::string path = capabilities.taskPath ? "w.task_path" : "''";
  const std::string order = capabilities.taskPath ? "path, task, idx" : "task, idx";
  return "select id, task, path, idx::text, channel, type, size::text, " + boundedBlob("task, idx", caps) +
         " from (select w.checkpoint_id::text as id, w.task_id::text as task, " + path +
         " as path, w.idx, w.channel, w.type, w.blob, octet_length(w.blob)::bigint as size from " +
         schemaTable(capabilities, "checkpoint_writes") + " w where " +
         place(capabilities, "w", threadId, ns) +
         " and w.checkpoint_id = " + idLiteral(capabilities.checkpointIdIsUuid, checkpointId) + " order by " +
         order + " limit 10000) s order by " + order;
}

StoredWrite writeFrom(const Row& row) {
  StoredWrite write;
  write.checkpointId = textAt(row, 0);
  write.taskId = textAt(row, 1);
  write.taskPath = textAt(row, 2);
  write.index = intAt(row, 3);
  write.value.channel = textAt(row, 4);
  write.value.type = textAt(row, 5);
  write.value.size = microsAt(row, 6).value_or(0);
  if (row.size() > 7) write.value.blob = row[7];
  return write;
}

Micros timeOfUuid6(std::string_view text) {
  const auto id = core::Uuid::parse(text);
  if (!id || (id->bytes[6] >> 4) != 6) return 0;
  std::uint64_t ticks = 0;  // 100 ns since 1582-10-15
  for (std::size_t i = 0; i < 6; ++i)
    ticks = ticks << 8 | id->bytes[i];
  ticks = ticks << 12 | static_cast<std::uint64_t>(id->bytes[6] & 0x0f) << 8 | id->bytes[7];
  constexpr std::int64_t kFrom1582 = 122'192'928'000'000'000;
  return (static_cast<std::int64_t>(ticks) - kFrom1582) / 10;
}

}  // namespace heddle::query
