// SPDX-License-Identifier: Apache-2.0
#include "backend/query/run_sql.h"

#include "backend/core/masking.h"
#include "backend/query/filter/schema_sql.h"

namespace heddle::query {
namespace {

constexpr std::size_t kRunColumns = 13;  // of the schema's projection; what a statement adds follows

}  // namespace

ListStatement runsPageSql(const Capabilities& capabilities, const RunQuery& query) {
  return pageSql(runsSchema(), capabilities, query);
}

Page<RunRecord> runsPageFrom(const ListStatement& statement, const std::vector<Row>& rows) {
  return pageFrom(statement, rows, runFrom);
}

std::string runsBeyondSql(const Capabilities& capabilities, const RunQuery& query, const Key& top) {
  return beyondSql(runsSchema(), capabilities, query, top);
}

std::string runsByIdSql(const Capabilities& capabilities, const std::vector<std::string>& ids,
                        const RunQuery& query) {
  return byIdSql(runsSchema(), capabilities, ids, query);
}

RunRecord rereadRunFrom(const Row& row) {
  auto run = runFrom(row);
  run.matches = flagAt(row, kRunColumns);
  return run;
}

RunRecord runFrom(const Row& row) {
  RunRecord run;
  run.runId = textAt(row, 0);
  run.threadId = textAt(row, 1);
  run.assistantId = textAt(row, 2);
  run.status = textAt(row, 3);
  run.multitask = textAt(row, 4);
  run.createdAt = microsAt(row, 5).value_or(0);
  run.updatedAt = microsAt(row, 6).value_or(0);
  run.startedAt = microsAt(row, 7);
  run.endedAt = microsAt(row, 8);
  run.attempt = intAt(row, 9);
  run.graphId = textAt(row, 10);
  run.error = core::maskSecrets(textAt(row, 11));
  run.assistantName = textAt(row, 12);
  return run;
}

std::string runDetailSql(const Capabilities& capabilities, const std::string& runId) {
  const auto cap = std::to_string(kDetailCharacters);
  const auto cut = [&](const std::string& json) { return "left((" + json + ")::text, " + cap + ")"; };
  const std::string values = capabilities.threads ? "t.values" : "null";
  std::string output =
      "case when r.status not in ('pending', 'running') and not exists (select 1 from " +
      runTable(capabilities) +
      " n where n.thread_id = r.thread_id and n.created_at > r.created_at and n.status not in "
      "('pending', 'running')) then " +
      values + " end";
  std::string error = capabilities.threadError
                          ? "case when r.status = 'error' then to_json(left(encode(t.error, 'escape'), " +
                                cap + "))::jsonb end"
                          : "null";
  if (capabilities.flavour == Flavour::aegra) {
    output = "r.\"values\"";
    error = "case when r.error_message is not null then to_jsonb(r.error_message) end";
  }
  std::string behind = "'-1'";
  std::string from = " from " + tableSql(capabilities, "run") + " r" + runsSchema().joinsSql(capabilities);
  if (capabilities.threads)
    from += " left join " + tableSql(capabilities, "thread") + " t on t.thread_id = r.thread_id";
  if (capabilities.heddleRun && capabilities.slots) {
    const auto wait = tableSql(capabilities, "heddle_run_wait");
    output = "case when x.last_run_id = r.run_id then " + values + " else h.outcome->'values' end";
    error = "h.error";
    behind =
        "coalesce((select 1 + count(*) from " + wait + " mine join " + wait +
        " other on other.thread_id = mine.thread_id and (other.due_at, other.seq) < (mine.due_at, mine.seq)"
        " where mine.run_id = r.run_id group by mine.run_id), -1)::text";
    from += " left join " + tableSql(capabilities, "heddle_thread_state") + " x on x.thread_id = r.thread_id";
  }
  const std::string kwargs = capabilities.runKwargs ? "r.kwargs" : "null";
  return "select " + runsSchema().projection(capabilities) + ", " + cut(kwargs) + ", " + cut("r.metadata") +
         ", " + cut(error) + ", " + cut(output) + ", " + behind + ", (coalesce(length((" + kwargs +
         ")::text), 0) > " + cap + " or coalesce(length((" + output + ")::text), 0) > " + cap + ")::text" +
         from + " where r.run_id = " + objectId(capabilities, runId);
}

RunDetail runDetailFrom(const Row& row) {
  const auto json = [&](std::size_t column) {
    auto text = textAt(row, column);
    return text.empty() ? std::string("null") : text;
  };
  RunDetail detail;
  detail.row = runFrom(row);
  detail.kwargs = json(kRunColumns);
  detail.metadata = json(kRunColumns + 1);
  detail.error = json(kRunColumns + 2);
  detail.output = json(kRunColumns + 3);
  detail.waitingBehind = microsAt(row, kRunColumns + 4).value_or(-1);
  detail.truncated = flagAt(row, kRunColumns + 5);
  return detail;
}

std::string pendingSummarySql(const Capabilities& capabilities) {
  const auto run = runTable(capabilities);
  if (!capabilities.slots) {
    return "select count(*) filter (where status = 'pending')::text, count(*) filter (where status = "
           "'running')::text, " +
           microsOf("min(created_at) filter (where status = 'pending' and created_at <= now())") + ", " +
           microsOf("clock_timestamp()") + " from " + run + " r where status in ('pending', 'running')";
  }
  const auto slot = tableSql(capabilities, "heddle_run_slot");
  const auto wait = tableSql(capabilities, "heddle_run_wait");
  return "select ((select count(*) from " + slot +
         " where not leased and kind = 'run') + (select count(*) from " + wait +
         "))::text, (select count(*) from " + slot + " where leased and kind = 'run')::text, (select " +
         microsOf("min(r.created_at)") + " from (select run_id from " + slot +
         " where not leased and kind = 'run' and due_at <= now() union all select run_id from " + wait +
         " where due_at <= now()) p join " + run + " r on r.run_id = p.run_id), " +
         microsOf("clock_timestamp()");
}

PendingSummary pendingSummaryFrom(const Row& row) {
  return {microsAt(row, 0).value_or(0), microsAt(row, 1).value_or(0), microsAt(row, 2),
          microsAt(row, 3).value_or(0)};
}

}  // namespace heddle::query
