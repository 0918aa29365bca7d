// SPDX-License-Identifier: Apache-2.0
#include "backend/core/uuid.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/filter/schema_sql.h"
#include "backend/query/list_json.h"
#include "backend/query/run_sql.h"

#include <algorithm>

// Aliases: r run, s its leased slot, h heddle_run, a assistant.
namespace heddle::query {
namespace {

using Can = Capabilities;

bool ours(const Can& can) {
  return can.heddleRun && can.slots;
}

/// The status of the API: a claim does not write run.status, so running is a leased slot.
std::string status(const Can& can) {
  return can.slots ? "case when s.run_id is not null then 'running' else r.status end" : "r.status";
}
std::string started(const Can& can) {
  return keptIf(ours(can), "coalesce(s.started_at, h.started_at)");
}
std::string ended(const Can& can) {
  return keptIf(ours(can), "case when s.run_id is null then h.ended_at end");
}
std::string graph(const Can& can) {
  if (ours(can)) return can.assistants ? "coalesce(h.graph_id, a.graph_id)" : "h.graph_id";
  return keptIf(can.assistants, "a.graph_id");
}
std::string errorText(const Can& can) {
  if (can.runErrorMessage) return "left(r.error_message, 300)";
  return keptIf(ours(can), "left(concat_ws(': ', h.error->>'error', h.error->>'message'), 300)");
}
std::string hasError(const Can& can) {
  return can.runErrorMessage ? "r.error_message is not null" : keptIf(ours(can), "h.error is not null");
}
std::string metadata(const Can& can) {
  return keptIf(!isAegra(can), "r.metadata");
}
/// From creation to the first claim; while it waits, up to now.
std::string waited(const Can& can) {
  if (!ours(can)) return {};
  return microsBetween(
      "r.created_at",
      "coalesce(s.started_at, h.started_at, case when r.status = 'pending' then clock_timestamp() end)");
}
/// From the claim to the end; while it runs, up to now.
std::string took(const Can& can) {
  if (!ours(can)) return {};
  return microsBetween("coalesce(s.started_at, h.started_at)",
                       "case when s.run_id is not null then clock_timestamp() else h.ended_at end");
}

/// Its slot is leased to a replica whose own lease has run out, or which is gone.
std::string orphaned(const Can& can) {
  if (!can.slots) return {};
  return "s.run_id is not null and not exists (select 1 from " + tableSql(can, "heddle_replica") +
         " p where p.replica_id = s.owner and p.lease_until > clock_timestamp())";
}
std::string blocked(const Can& can) {
  if (!can.slots) return {};
  return "exists (select 1 from " + tableSql(can, "heddle_run_wait") + " b where b.run_id = r.run_id)";
}
std::string interrupt(const Can& can) {
  if (!can.threadInterrupts) return {};
  return "exists (select 1 from " + tableSql(can, "thread") +
         " i where i.thread_id = r.thread_id and i.interrupts <> '{}')";
}

std::string projection(const Can& can) {
  const auto or0 = [](const std::string& sql) { return sql.empty() ? std::string("null") : sql; };
  const auto micros = [](const std::string& sql) {
    return sql.empty() ? std::string("null") : microsOf(sql);
  };
  return "r.run_id::text, r.thread_id::text, r.assistant_id::text, " + status(can) +
         ", r.multitask_strategy, " + microsOf("r.created_at") + ", " + microsOf("r.updated_at") + ", " +
         micros(started(can)) + ", " + micros(ended(can)) + ", " +
         (ours(can) ? "coalesce(s.attempt, h.attempt)::text" : "null") + ", " + or0(graph(can)) + ", " +
         or0(errorText(can)) + ", " + (can.assistants && can.assistantName ? "a.name" : "null");
}

std::vector<Join> joins(const Can& can) {
  std::vector<Join> out;
  if (can.slots) {
    out.push_back({"s", tableSql(can, "heddle_run_slot"),
                   "s.thread_id = r.thread_id and s.run_id = r.run_id and s.leased"});
  }
  if (can.heddleRun) out.push_back({"h", tableSql(can, "heddle_run"), "h.run_id = r.run_id", true});
  if (can.assistants) out.push_back({"a", tableSql(can, "assistant"), "a.assistant_id = r.assistant_id"});
  return out;
}

bool isRare(std::string_view word) {
  return word == "error" || word == "timeout" || word == "interrupted";
}

/// Rows of one status of ours, from where they are few.
Leg statusLeg(const Can& can, const std::string& word) {
  const auto run = tableSql(can, "run");
  const auto slot = tableSql(can, "heddle_run_slot");
  if (isRare(word)) return {run + " r", " and r.status = " + literal(word)};
  const std::string found = word == "running"
                                ? "(select run_id from " + slot + " where leased and kind = 'run')"
                                : "(select run_id from " + slot +
                                      " where not leased and kind = 'run' union all select run_id from " +
                                      tableSql(can, "heddle_run_wait") + ")";
  return {found + " p join " + run + " r on r.run_id = p.run_id", ""};
}

/// DESIGN §3 “status”: live runs from the slots, rare ones from their partial index. Foreign schemas have one
/// on pending and no other.
std::optional<std::vector<Leg>> legs(const Can& can, const FilterTerm& term) {
  const auto run = tableSql(can, "run") + " r";
  if (term.field == "assistant" && term.values.size() == 1 && can.slots &&
      core::Uuid::parse(term.values.front().text))
    return std::vector<Leg>{{run, " and r.assistant_id = " + uuidLiteral(term.values.front().text)}};
  if (term.field != "status") return std::nullopt;
  if (!can.slots) {
    if (term.values.size() != 1 || term.values.front().text != "pending") return std::nullopt;
    return std::vector<Leg>{{run, " and r.status = 'pending'"}};
  }
  std::vector<Leg> out;
  for (const auto& value : term.values) {
    if (value.text == "success") return std::nullopt;
    out.push_back(statusLeg(can, value.text));
  }
  return out;
}

bool ordered(const Can&, std::string_view column) {
  return column == "created_at";
}

std::vector<Field> timeFields() {
  using Kind = FieldKind;
  return {
      {.name = "created",
       .about = "When it was created",
       .kind = Kind::time,
       .sql = [](const Can&) { return std::string("r.created_at"); }},
      {.name = "age",
       .about = "How long ago it was created",
       .kind = Kind::age,
       .sql = [](const Can&) { return std::string("r.created_at"); }},
      {.name = "updated",
       .about = "When its row changed last",
       .kind = Kind::time,
       .sql = [](const Can&) { return std::string("r.updated_at"); }},
      {.name = "started", .about = "When its latest attempt began", .kind = Kind::time, .sql = started},
      {.name = "ended", .about = "When it ended", .kind = Kind::time, .sql = ended},
      {.name = "wait", .about = "How long it waited in the queue", .kind = Kind::duration, .sql = waited},
      {.name = "duration", .about = "How long it ran", .kind = Kind::duration, .sql = took},
      {.name = "attempt",
       .about = "How often it was tried",
       .kind = Kind::number,
       .sql = [](const Can& can) { return keptIf(ours(can), "coalesce(s.attempt, h.attempt)"); }},
  };
}

std::vector<Field> fields() {
  using Kind = FieldKind;
  std::vector<Field> all{
      {.name = "status",
       .about = "Where the run stands",
       .kind = Kind::word,
       .sql = status,
       .words = {{"pending", "waits for a worker"},
                 {"running", "is worked on"},
                 {"success", "ended well"},
                 {"error", "failed"},
                 {"timeout", "took too long"},
                 {"interrupted", "was stopped, or waits"}}},
      {.name = "id",
       .about = "Run id, whole or its beginning",
       .kind = Kind::id,
       .sql = [](const Can&) { return std::string("r.run_id"); },
       .fewRows = true,
       .prefixed = true},
      {.name = "thread",
       .about = "Thread id",
       .kind = Kind::id,
       .sql = [](const Can&) { return std::string("r.thread_id"); },
       .fewRows = true},
      {.name = "assistant",
       .about = "Assistant by name, graph or id",
       .kind = Kind::name,
       .sql = [](const Can& can) { return keptIf(can.assistants && can.assistantName, "a.name"); },
       .second = graph,
       .asId = [](const Can&) { return std::string("r.assistant_id"); }},
      {.name = "graph", .about = "Graph it ran", .kind = Kind::name, .sql = graph},
  };
  for (auto& field : timeFields())
    all.push_back(std::move(field));
  const std::vector<Field> rest{
      {.name = "multitask",
       .about = "What happens on a busy thread",
       .kind = Kind::word,
       .sql = [](const Can& can) { return keptIf(!isAegra(can), "r.multitask_strategy"); },
       .words = {{"reject", ""}, {"enqueue", ""}, {"interrupt", ""}, {"rollback", ""}}},
      {.name = "error", .about = "Text of its error", .kind = Kind::text, .sql = errorText},
      {.name = "meta", .about = "A value of its metadata: meta.key", .kind = Kind::json, .sql = metadata},
      {.name = "tag", .about = "A tag in its metadata", .kind = Kind::tag, .sql = metadata},
      {.name = "size",
       .about = "Size of its input as stored",
       .kind = Kind::bytes,
       .sql =
           [](const Can& can) { return keptIf(can.runKwargs && !isAegra(can), "pg_column_size(r.kwargs)"); }},
      {.name = "has",
       .about = "What it has",
       .kind = Kind::flag,
       .words = {{"error", "a stored error", hasError},
                 {"interrupt", "a thread that waits for an answer", interrupt},
                 {"orphan", "a worker that is gone", orphaned},
                 {"blocker", "another run before it on its thread", blocked},
                 {"meta.", "a value in its metadata", metadata}}},
  };
  all.insert(all.end(), rest.begin(), rest.end());
  return all;
}

}  // namespace

const ListSchema& runsSchema() {
  static const ListSchema schema{.name = "runs",
                                 .one = "run",
                                 .part = Part::runs,
                                 .alias = "r",
                                 .table = "run",
                                 .idColumn = "run_id",
                                 .fields = fields(),
                                 .freeText = {"id", "thread", "assistant", "graph", "error"},
                                 .projection = projection,
                                 .joins = joins,
                                 .columns = 13,
                                 .json = [](const Row& row) { return jsonOf(runFrom(row)); },
                                 .ordered = ordered,
                                 .legs = legs};
  return schema;
}

}  // namespace heddle::query
