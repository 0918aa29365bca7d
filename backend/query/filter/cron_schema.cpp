// SPDX-License-Identifier: Apache-2.0
#include "backend/query/cron_sql.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/filter/schema_sql.h"
#include "backend/query/list_json.h"

// Aliases: c cron, l its last fire and the run that started, a assistant.
namespace heddle::query {
namespace {

using Can = Capabilities;

std::string schedule(const Can&) {
  return "c.schedule";
}
std::string zone(const Can& can) {
  return keptIf(can.cronZone, "coalesce(nullif(c.timezone, ''), 'UTC')");
}
std::string enabled(const Can& can) {
  return keptIf(can.cronEnabled, "c.enabled");
}
std::string name(const Can& can) {
  return keptIf(can.assistants && can.assistantName, "a.name");
}
std::string graph(const Can& can) {
  return keptIf(can.assistants, "a.graph_id");
}
std::string assistantId(const Can&) {
  return "c.assistant_id";
}
std::string lastFire(const Can& can) {
  return keptIf(can.cronFires, "l.fire_at");
}
std::string lastStatus(const Can& can) {
  return keptIf(can.cronFires, "l.status");
}
std::string created(const Can&) {
  return "c.created_at";
}
std::string metadata(const Can&) {
  return "c.metadata";
}

std::string projection(const Can& can) {
  const auto or0 = [](const std::string& sql) { return sql.empty() ? std::string("null") : sql; };
  return "c.cron_id::text, c.assistant_id::text, " + or0(name(can)) + ", " + or0(graph(can)) +
         ", c.thread_id::text, c.schedule, " + (can.cronZone ? "c.timezone" : "null") + ", " +
         (can.cronEnabled ? "c.enabled::text" : "null") + ", " + microsOf("c.next_run_date") + ", " +
         microsOf("c.end_time") + ", " + (can.cronKeeps ? "c.on_run_completed::text" : "null") + ", " +
         (can.cronFires ? microsOf("l.fire_at") + ", l.run_id::text, l.status" : "null, null, null") + ", " +
         microsOf("c.created_at") + ", " + microsOf("c.updated_at");
}

std::vector<Join> joins(const Can& can) {
  std::vector<Join> out;
  if (can.assistants) out.push_back({"a", tableSql(can, "assistant"), "a.assistant_id = c.assistant_id"});
  if (can.cronFires) out.push_back({"l", "lateral (" + cronFiresSql(can, "c.cron_id", 1) + ")", "true"});
  return out;
}

std::vector<FieldWord> flags() {
  return {
      {"enabled", "not been paused", enabled},
      {"paused", "been paused", [](const Can& can) { return keptIf(can.cronEnabled, "not c.enabled"); }},
      {"thread", "a thread of its own", [](const Can&) { return std::string("c.thread_id is not null"); }},
      {"end", "a time to end at", [](const Can&) { return std::string("c.end_time is not null"); }},
      {"next", "a next time", [](const Can&) { return std::string("c.next_run_date is not null"); }},
      {"run", "fired before", [](const Can& can) { return keptIf(can.cronFires, "l.fire_at is not null"); }},
      {"meta.", "a value in its metadata", metadata}};
}

std::vector<Field> whatAndWhom() {
  using Kind = FieldKind;
  return {
      {.name = "id",
       .about = "Cron id, whole or its beginning",
       .kind = Kind::id,
       .sql = [](const Can&) { return std::string("c.cron_id"); },
       .fewRows = true,
       .prefixed = true},
      {.name = "schedule", .about = "Text of its schedule", .kind = Kind::text, .sql = schedule},
      {.name = "zone", .about = "Time zone of its schedule", .kind = Kind::name, .sql = zone},
      {.name = "assistant", .about = "Its assistant", .kind = Kind::name, .sql = name, .asId = assistantId},
      {.name = "graph", .about = "Graph of its assistant", .kind = Kind::name, .sql = graph},
      {.name = "thread",
       .about = "Thread it runs on",
       .kind = Kind::id,
       .sql = [](const Can&) { return std::string("c.thread_id"); }},
      {.name = "result", .about = "Status of its last run", .kind = Kind::name, .sql = lastStatus}};
}

std::vector<Field> fields() {
  using Kind = FieldKind;
  auto all = whatAndWhom();
  const std::vector<Field> more{
      {.name = "next",
       .about = "When it fires next",
       .kind = Kind::time,
       .sql = [](const Can&) { return std::string("c.next_run_date"); }},
      {.name = "last", .about = "When it fired last", .kind = Kind::time, .sql = lastFire},
      {.name = "end",
       .about = "When it ends",
       .kind = Kind::time,
       .sql = [](const Can&) { return std::string("c.end_time"); }},
      {.name = "created", .about = "When it was created", .kind = Kind::time, .sql = created},
      {.name = "age", .about = "How long ago it was created", .kind = Kind::age, .sql = created},
      {.name = "updated",
       .about = "When it was changed last",
       .kind = Kind::time,
       .sql = [](const Can&) { return std::string("c.updated_at"); }},
      {.name = "meta", .about = "A value of its metadata: meta.key", .kind = Kind::json, .sql = metadata},
      {.name = "payload",
       .about = "A value of what it sends: payload.input.key",
       .kind = Kind::json,
       .sql = [](const Can&) { return std::string("c.payload"); }},
      {.name = "has", .about = "What it has", .kind = Kind::flag, .words = flags()}};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace

const ListSchema& cronsSchema() {
  static const ListSchema schema{
      .name = "crons",
      .one = "cron",
      .part = Part::crons,
      .alias = "c",
      .table = "cron",
      .idColumn = "cron_id",
      .fields = fields(),
      .freeText = {"id", "schedule", "assistant", "graph"},
      .projection = projection,
      .joins = joins,
      .columns = kCronColumns,
      .json = [](const Row& row) { return jsonOf(cronFrom(row)); },
      .ordered = [](const Can&, std::string_view column) { return column == "created_at"; }};
  return schema;
}

}  // namespace heddle::query
