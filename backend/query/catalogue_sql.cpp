// SPDX-License-Identifier: Apache-2.0
#include "backend/query/catalogue_sql.h"

#include "backend/core/uuid.h"
#include "backend/query/checkpoint_sql.h"
#include "backend/query/resource_tables.h"

namespace heddle::query {
namespace {

bool isWalkable(const TableRecord& table) {
  return table.kind == "table" || table.kind == "partition" || table.kind == "materialized view";
}

std::string nameOf(const TableRecord& table) {
  return identifier(table.schema) + "." + identifier(table.name);
}

std::string shown(const std::string& column, const std::string& type) {
  const auto cell = "t." + identifier(column);
  if (type == "bytea") {
    return "'\\x' || encode(substring(" + cell + " for 32), 'hex') || case when octet_length(" + cell +
           ") > 32 then '… (' || octet_length(" + cell + ") || ' bytes)' else '' end";
  }
  return "left(" + cell + "::text, " + std::to_string(kRawCharacters) + ")";
}

}  // namespace

std::string tablesSql() {
  return "select n.nspname::text, c.relname::text, case when c.relispartition then 'partition' when "
         "c.relkind = 'r' then 'table'"
         " when c.relkind = 'p' then 'partitioned table' when c.relkind = 'v' then 'view'"
         " when c.relkind = 'm' then 'materialized view' else 'foreign table' end,"
         " c.reltuples::bigint::text, (c.relpages::bigint * current_setting('block_size')::bigint)::text"
         " from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
         " where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname <> 'information_schema' and n.nspname "
         "not like 'pg\\_%'"
         " order by c.relispartition, 1, 2 limit 5000";
}

TableRecord tableFrom(const Row& row) {
  return {textAt(row, 0), textAt(row, 1), textAt(row, 2), microsAt(row, 3).value_or(-1),
          microsAt(row, 4).value_or(0)};
}

std::string columnsSql(const TableRecord& table) {
  return "select a.attname::text, t.typname::text from pg_catalog.pg_attribute a"
         " join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = "
         "c.relnamespace"
         " join pg_catalog.pg_type t on t.oid = a.atttypid where n.nspname = " +
         literal(table.schema) + " and c.relname = " + literal(table.name) +
         " and a.attnum > 0 and not a.attisdropped order by a.attnum";
}

std::string rawRowsSql(const TableRecord& table, const std::vector<Row>& columns, const std::string& after) {
  std::string list;
  for (const auto& column : columns)
    list += ", " + shown(textAt(column, 0), textAt(column, 1));
  const bool walk = isWalkable(table);
  // A range of row addresses is read in that order; asking for ORDER BY ctid would sort the whole table.
  std::string sql =
      "select " + std::string(walk ? "t.ctid::text" : "null") + list + " from " + nameOf(table) + " t";
  if (walk) sql += " where t.ctid > " + literal(after.empty() ? "(0,0)" : after) + "::tid";
  return sql + " limit " + std::to_string(kRawRows);
}

RawPage rawPageFrom(const TableRecord& table, const std::vector<Row>& columns, const std::vector<Row>& rows) {
  RawPage page;
  for (const auto& column : columns) {
    page.columns.push_back(textAt(column, 0));
    page.types.push_back(textAt(column, 1));
  }
  for (const auto& row : rows)
    page.rows.emplace_back(row.begin() + 1, row.end());
  if (isWalkable(table) && static_cast<int>(rows.size()) == kRawRows) page.next = textAt(rows.back(), 0);
  return page;
}

std::string findSql(const Capabilities& capabilities, const std::string& id) {
  const auto parsed = core::Uuid::parse(id);
  // Where ids are text, the text is looked for; one spelling of a UUID finds the other.
  const auto text = literal(parsed ? parsed->text() : id);
  std::vector<std::string> parts;
  const auto look = [&](const char* kind, const std::string& key, const char* thread,
                        const std::string& table) {
    parts.push_back("(select '" + std::string(kind) + "', " + key + "::text, " + thread + " from " + table +
                    " o where o." + key + " = " + (capabilities.textIds ? text : objectId(capabilities, id)) +
                    " limit 1)");
  };
  if (parsed || capabilities.textIds) {
    if (capabilities.runs) look("run", "run_id", "thread_id::text", runTable(capabilities));
    if (capabilities.threads) look("thread", "thread_id", "thread_id::text", threadTable(capabilities));
    if (capabilities.assistants)
      look("assistant", "assistant_id", "null", schemaTable(capabilities, "assistant"));
    if (capabilities.crons) look("cron", "cron_id", "thread_id::text", schemaTable(capabilities, "cron"));
  }
  if (capabilities.threadsByCheckpoint() && (parsed || !capabilities.threadIdIsUuid)) {
    parts.push_back("(select 'thread', thread_id::text, thread_id::text from " +
                    schemaTable(capabilities, "checkpoints") + " where thread_id = " +
                    (capabilities.threadIdIsUuid ? uuidLiteral(id) : text) + " limit 1)");
  }
  std::string sql;
  for (const auto& part : parts)
    sql += (sql.empty() ? "" : " union all ") + part;
  return sql;
}

std::vector<std::string> findCheckpointSql(const Capabilities& capabilities, const std::string& id) {
  const Micros made = timeOfUuid6(id);
  if (made == 0 || !capabilities.checkpoints) return {};
  const std::string key = capabilities.shallow ? "h.checkpoint->>'id'" : "h.checkpoint_id";
  const auto text = core::Uuid::parse(id)->text();
  const auto wanted =
      !capabilities.shallow && capabilities.checkpointIdIsUuid ? uuidLiteral(text) : literal(text);
  const std::string found = "select 'checkpoint', " + key +
                            "::text, h.thread_id::text, h.checkpoint_ns from " +
                            schemaTable(capabilities, "checkpoints") + " h where " + key + " = " + wanted;
  constexpr Micros kMinute = 60'000'000;  // clocks of servers differ
  constexpr const char* kLooked = " limit 1000)";
  std::string alive;
  if (capabilities.runs)
    alive = "(select o.thread_id from " + runTable(capabilities) +
            " o where o.created_at <= " + timestampLiteral(made + kMinute) + " order by o.created_at desc" +
            kLooked;
  // Edits of a thread are no runs; only our own schema has an index for its last activity.
  if (capabilities.threads && capabilities.slots)
    alive += (alive.empty() ? "" : " union ") + std::string("(select o.thread_id from ") +
             threadTable(capabilities) + " o where o.updated_at >= " + timestampLiteral(made - kMinute) +
             " order by o.updated_at" + kLooked;
  std::vector<std::string> statements;
  if (!alive.empty())
    statements.push_back("select f.* from (" + alive + ") a cross join lateral (" + found +
                         " and h.thread_id = a.thread_id::" +
                         (capabilities.threadIdIsUuid ? "uuid" : "text") + " limit 1) f limit 1");
  statements.push_back(found + " limit 1");
  return statements;
}

FoundObject foundFrom(const Row& row) {
  FoundObject object;
  const auto kind = textAt(row, 0);
  if (kind == "thread") object.kind = ObjectKind::thread;
  if (kind == "assistant") object.kind = ObjectKind::assistant;
  if (kind == "cron") object.kind = ObjectKind::cron;
  if (kind == "checkpoint") object.kind = ObjectKind::checkpoint;
  if (row.size() > 3) object.ns = textAt(row, 3);
  object.id = textAt(row, 1);
  object.threadId = textAt(row, 2);
  return object;
}

}  // namespace heddle::query
