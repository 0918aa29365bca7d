// SPDX-License-Identifier: Apache-2.0
#include "backend/query/filter/list_schema.h"
#include "backend/query/filter/schema_sql.h"
#include "backend/query/list_json.h"
#include "backend/query/saver_thread_sql.h"
#include "backend/query/thread_sql.h"

// Alias: t thread. Where threads are known by their checkpoints alone, those of saver_thread_sql.h.
namespace heddle::query {
namespace {

using Can = Capabilities;

/// A table of threads tells it; their checkpoints alone do not.
std::string ofTable(const Can& can, std::string_view sql) {
  return keptIf(!can.threadsByCheckpoint(), sql);
}
std::string ofEither(const Can& can, std::string_view table, std::string_view saver) {
  return std::string(can.threadsByCheckpoint() ? saver : table);
}

std::string status(const Can& can) {
  return ofEither(can, "t.status", "s.status");
}
std::string metadata(const Can& can) {
  return ofEither(can, "t.metadata", "l.metadata");
}
std::string created(const Can& can) {
  return ofTable(can, "t.created_at");
}
std::string state(const Can& can) {
  return ofTable(can, isAegra(can) ? "" : "t.\"values\"");
}
std::string hasState(const Can& can) {
  return state(can).empty() ? state(can) : state(can) + " is not null";
}
std::string stateSize(const Can& can) {
  return state(can).empty() ? state(can) : "coalesce(pg_column_size(" + state(can) + "), 0)";
}
std::string hasInterrupt(const Can& can) {
  if (can.threadsByCheckpoint()) return "s.status = 'interrupted'";
  return keptIf(can.threadInterrupts, "t.interrupts <> '{}'");
}
std::string hasError(const Can& can) {
  if (can.threadsByCheckpoint()) return "s.status = 'error'";
  return keptIf(can.threadError, "t.error is not null");
}
std::string lastActivity(const Can& can) {
  if (can.threadsByCheckpoint()) return {};
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
       .sql = status,
       .words = {{"idle", "nothing to do"},
                 {"busy", "a run holds it"},
                 {"interrupted", "waits for an answer"},
                 {"error", "its last run failed"}}},
      {.name = "id",
       .about = "Thread id, whole or its beginning",
       .kind = Kind::id,
       .sql = [](const Can& can) { return ofEither(can, "t.thread_id", "k.thread_id"); },
       .fewRows = true,
       .prefixed = true},
      {.name = "graph",
       .about = "Graph of its runs",
       .kind = Kind::name,
       .sql = [](const Can& can) { return metadata(can) + "->>'graph_id'"; }},
      {.name = "assistant",
       .about = "Assistant id of its last run",
       .kind = Kind::name,
       .sql = [](const Can& can) { return metadata(can) + "->>'assistant_id'"; }},
      {.name = "created", .about = "When it was created", .kind = Kind::time, .sql = created},
      {.name = "age", .about = "How long ago it was created", .kind = Kind::age, .sql = created},
      {.name = "updated",
       .about = "When its row changed last",
       .kind = Kind::time,
       .sql = [](const Can& can) { return ofTable(can, "t.updated_at"); }},
      {.name = "idle", .about = "How long ago anything happened", .kind = Kind::age, .sql = lastActivity},
      {.name = "size", .about = "Size of its values as stored", .kind = Kind::bytes, .sql = stateSize},
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
       .words = {{"interrupt", "questions that wait for an answer", hasInterrupt},
                 {"error", "a stored error", hasError},
                 {"run", "a run that waits or is worked on", liveRun},
                 {"values", "a state", hasState},
                 {"meta.", "a value in its metadata", metadata}}},
  };
}

}  // namespace

const ListSchema& threadsSchema() {
  static const ListSchema schema{.name = "threads",
                                 .one = "thread",
                                 .part = Part::threads,
                                 .alias = "t",
                                 .table = "thread",
                                 .idColumn = "thread_id",
                                 .fields = fields(),
                                 .freeText = {"id", "graph", "assistant"},
                                 .projection = projection,
                                 .columns = 7,
                                 .json = [](const Row& row) { return jsonOf(threadFrom(row)); },
                                 .ordered = ordered,
                                 .legs = legs,
                                 .own = saverThreads};
  return schema;
}

}  // namespace heddle::query
