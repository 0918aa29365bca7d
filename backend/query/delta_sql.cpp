// SPDX-License-Identifier: Apache-2.0
#include "backend/query/delta_sql.h"

#include "backend/query/checkpoint_sql.h"
#include "backend/query/resource_tables.h"

namespace heddle::query {
namespace {

std::string place(const Capabilities& capabilities, const std::string& alias, const AncestorQuery& query) {
  const auto thread = capabilities.threadIdIsUuid ? uuidLiteral(query.threadId) : literal(query.threadId);
  return alias + ".thread_id = " + thread + " and " + alias + ".checkpoint_ns = " + literal(query.ns);
}

std::string cappedBlob(const std::string& alias) {
  const auto blob = alias + ".blob";
  return "octet_length(" + blob + ")::text, case when octet_length(" + blob +
         ") <= " + std::to_string(ValueCaps().one) + " then " + blob + " end";
}

}  // namespace

std::string ancestorsSql(const Capabilities& capabilities, const AncestorQuery& query) {
  const auto checkpoints = schemaTable(capabilities, "checkpoints");
  const auto id = capabilities.checkpointIdIsUuid ? uuidLiteral(query.fromId) : literal(query.fromId);
  return "with recursive chain as (select c.checkpoint_id, c.parent_checkpoint_id, c.checkpoint, 1 as depth "
         "from " +
         checkpoints + " c where " + place(capabilities, "c", query) + " and c.checkpoint_id = " + id +
         " union all select p.checkpoint_id, p.parent_checkpoint_id, p.checkpoint, chain.depth + 1 from "
         "chain join " +
         checkpoints + " p on " + place(capabilities, "p", query) +
         " and p.checkpoint_id = chain.parent_checkpoint_id where chain.depth < " +
         std::to_string(query.limit) +
         ") select chain.depth::text, chain.checkpoint_id::text, chain.parent_checkpoint_id::text, ch.name, "
         "(chain.checkpoint->'channel_values'->ch.name)::text, b.type, " +
         cappedBlob("b") + " from chain cross join unnest(" + textArray(query.channels) +
         ") ch(name) left join " + schemaTable(capabilities, "checkpoint_blobs") + " b on " +
         place(capabilities, "b", query) +
         " and b.channel = ch.name and b.version = chain.checkpoint->'channel_versions'->>ch.name and b.type "
         "<> "
         "'empty' order by chain.depth, ch.name";
}

AncestorRecord ancestorFrom(const Row& row) {
  AncestorRecord ancestor;
  ancestor.depth = intAt(row, 0);
  ancestor.checkpointId = textAt(row, 1);
  ancestor.parentId = textAt(row, 2);
  ancestor.value.channel = textAt(row, 3);
  if (row.size() > 4) ancestor.inlineJson = row[4];
  ancestor.value.type = textAt(row, 5);
  ancestor.value.size = microsAt(row, 6).value_or(0);
  if (row.size() > 7) ancestor.value.blob = row[7];
  return ancestor;
}

std::string ancestorWritesSql(const Capabilities& capabilities, const AncestorQuery& query,
                              const std::vector<std::string>& checkpointIds) {
  const auto ids = capabilities.checkpointIdIsUuid ? uuidArray(checkpointIds) : textArray(checkpointIds);
  const std::string path = capabilities.taskPath ? "w.task_path" : "''";
  return "select w.checkpoint_id::text, w.task_id::text, " + path + ", w.idx::text, w.channel, w.type, " +
         cappedBlob("w") + " from " + schemaTable(capabilities, "checkpoint_writes") + " w where " +
         place(capabilities, "w", query) + " and w.checkpoint_id = any (" + ids + ") and w.channel = any (" +
         textArray(query.channels) + ") order by w.checkpoint_id, " +
         (capabilities.taskPath ? "w.task_path, " : "") + "w.task_id, w.idx limit 100000";
}

}  // namespace heddle::query
