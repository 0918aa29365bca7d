// SPDX-License-Identifier: Apache-2.0
#include "backend/query/filter/list_schema.h"
#include "backend/query/filter/schema_sql.h"
#include "backend/query/list_json.h"
#include "backend/query/thread_sql.h"

// Alias: t thread.
namespace heddle::query {
namespace {

using Can = Capabilities;

std::string metadata(const Can&) {
  return "t.metadata";
}
std::string created(const Can&) {
  return "t.created_at";
}
std::string lastActivity(const Can& can) {
  return can.threadStateUpdatedAt ? "greatest(t.updated_at, t.state_updated_at)" : "t.updated_at";
}

/// A run that waits or is worked on.
std::string liveRun(const Can& can) {
  if (can.slots) {
    return "exists (select 1 from " + tableSql(can, "heddle_run_slot") +
           " l where l.thread_id = t.thread_id and l.kind = 'run')";
  }
  if (!can.runs) return {};
  return "exists (select 1 from " + tableSql(can, "run") +
         " l where l.thread_id = t.thread_id and l.status in ('pending', 'running'))";
}

std::string projection(const Can& can) {
  return "t.thread_id::text, t.status, t.metadata->>'graph_id', t.metadata->>'assistant_id', " +
         microsOf("t.created_at") + ", " + microsOf("t.updated_at") + ", " +
         (can.threadStateUpdatedAt ? microsOf("t.state_updated_at") : "null");
}

/// Each status has its own range of an index.
std::optional<std::vector<Leg>> legs(const Can& can, const FilterTerm& term) {
  if (term.field != "status") return std::nullopt;
  std::vector<Leg> out;
  for (const auto& value : term.values)
    out.push_back({tableSql(can, "thread") + " t", " and t.status = " + literal(value.text)});
  return out;
}

/// Foreign schemas have no index on updated_at alone.
bool ordered(const Can& can, std::string_view column) {
  return column == "created_at" || (column == "updated_at" && can.flavour == Flavour::heddle);
}

std::vector<Field> fields() {
  using Kind = FieldKind;
  return {
      {.name = "status",
       .about = "Where the thread stands",
       .kind = Kind::word,
       .sql = [](const Can&) { return std::string("t.status"); },
       .words = {{"idle", "nothing to do"},
                 {"busy", "a run holds it"},
                 {"interrupted", "waits for an answer"},
                 {"error", "its last run failed"}}},
      {.name = "id",
       .about = "Thread id, whole or its beginning",
       .kind = Kind::id,
       .sql = [](const Can&) { return std::string("t.thread_id"); },
       .fewRows = true,
       .prefixed = true},
      {.name = "graph",
       .about = "Graph of its runs",
       .kind = Kind::name,
       .sql = [](const Can&) { return std::string("t.metadata->>'graph_id'"); }},
      {.name = "assistant",
       .about = "Assistant id of its last run",
       .kind = Kind::name,
       .sql = [](const Can&) { return std::string("t.metadata->>'assistant_id'"); }},
      {.name = "created", .about = "When it was created", .kind = Kind::time, .sql = created},
      {.name = "age", .about = "How long ago it was created", .kind = Kind::age, .sql = created},
      {.name = "updated",
       .about = "When its row changed last",
       .kind = Kind::time,
       .sql = [](const Can&) { return std::string("t.updated_at"); }},
      {.name = "idle", .about = "How long ago anything happened", .kind = Kind::age, .sql = lastActivity},
      {.name = "size",
       .about = "Size of its values as stored",
       .kind = Kind::bytes,
       .sql = [](const Can&) { return std::string("coalesce(pg_column_size(t.\"values\"), 0)"); }},
      {.name = "meta",
       .about = "A value of its metadata: meta.key",
       .kind = Kind::json,
       .sql = metadata,
       .indexedJson = true},
      {.name = "tag",
       .about = "A tag in its metadata",
       .kind = Kind::tag,
       .sql = metadata,
       .indexedJson = true},
      {.name = "error",
       .about = "Text of its error",
       .kind = Kind::text,
       .sql =
           [](const Can& can) { return keptIf(can.threadError, "left(encode(t.error, 'escape'), 4000)"); }},
      {.name = "has",
       .about = "What it has",
       .kind = Kind::flag,
       .words = {{"interrupt", "questions that wait for an answer",
                  [](const Can& can) { return keptIf(can.threadInterrupts, "t.interrupts <> '{}'"); }},
                 {"error", "a stored error",
                  [](const Can& can) { return keptIf(can.threadError, "t.error is not null"); }},
                 {"run", "a run that waits or is worked on", liveRun},
                 {"values", "a state", [](const Can&) { return std::string("t.\"values\" is not null"); }},
                 {"meta.", "a value in its metadata", metadata}}},
  };
}

}  // namespace

const ListSchema& threadsSchema() {
  static const ListSchema schema{.name = "threads",
                                 .one = "thread",
                                 .alias = "t",
                                 .table = "thread",
                                 .idColumn = "thread_id",
                                 .fields = fields(),
                                 .freeText = {"id", "graph", "assistant"},
                                 .projection = projection,
                                 .columns = 7,
                                 .json = [](const Row& row) { return jsonOf(threadFrom(row)); },
                                 .ordered = ordered,
                                 .legs = legs};
  return schema;
}

}  // namespace heddle::query
