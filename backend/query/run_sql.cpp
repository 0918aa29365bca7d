// SPDX-License-Identifier: Apache-2.0
#include "backend/query/run_sql.h"

#include "backend/query/list_sql.h"

#include <algorithm>

namespace heddle::query {
namespace {

constexpr std::size_t kRunColumns = 13;  // of projection(); a window's three follow

std::string tableOf(const Capabilities& capabilities, std::string_view name) {
  return identifier(capabilities.schema) + "." + identifier(name);
}

/// Columns a list needs of `run`; nothing that may be large.
constexpr std::string_view kListed =
    "r.run_id, r.thread_id, r.assistant_id, r.status, r.multitask_strategy, r.created_at, r.updated_at";

/// The status of the API: a claim does not write run.status, so running is a leased slot.
std::string statusOf(const Capabilities& capabilities) {
  return capabilities.slots ? "case when s.run_id is not null then 'running' else r.status end" : "r.status";
}

std::string joinSlot(const Capabilities& capabilities) {
  if (!capabilities.slots) return {};
  return " left join " + tableOf(capabilities, "heddle_run_slot") +
         " s on s.thread_id = r.thread_id and s.run_id = r.run_id and s.leased";
}

/// What a list shows of each row of `r`, which has the columns of kListed.
std::string projection(const Capabilities& capabilities) {
  const bool ours = capabilities.heddleRun && capabilities.slots;
  const std::string graph = capabilities.assistants ? "a.graph_id" : "null";
  return "r.run_id::text, r.thread_id::text, r.assistant_id::text, " + statusOf(capabilities) +
         ", r.multitask_strategy, " + microsOf("r.created_at") + ", " + microsOf("r.updated_at") + ", " +
         (ours ? microsOf("coalesce(s.started_at, h.started_at)") : "null") + ", " +
         (ours ? "case when s.run_id is null then " + microsOf("h.ended_at") + " end" : "null") + ", " +
         (ours ? "coalesce(s.attempt, h.attempt)::text" : "null") + ", " +
         (ours ? "coalesce(h.graph_id, " + graph + ")" : graph) + ", " +
         (ours ? "left(concat_ws(': ', h.error->>'error', h.error->>'message'), 300)" : "null") + ", " +
         (capabilities.assistants && capabilities.assistantName ? "a.name" : "null");
}

std::string joins(const Capabilities& capabilities) {
  std::string out = joinSlot(capabilities);
  if (capabilities.heddleRun)
    out += " left join " + tableOf(capabilities, "heddle_run") + " h on h.run_id = r.run_id";
  if (capabilities.assistants) {
    out += " left join " + tableOf(capabilities, "assistant") + " a on a.assistant_id = r.assistant_id";
  }
  return out;
}

std::string equalities(const RunQuery& query) {
  std::string out;
  if (!query.threadId.empty()) out += " and r.thread_id = " + uuidLiteral(query.threadId);
  if (!query.assistantId.empty()) out += " and r.assistant_id = " + uuidLiteral(query.assistantId);
  return out;
}

enum class Walk { plain, sources, window };

bool isRare(const std::string& status) {
  return status == "error" || status == "timeout" || status == "interrupted";
}
bool isLive(const std::string& status) {
  return status == "pending" || status == "running";
}

Walk walkFor(const Capabilities& capabilities, const RunQuery& query) {
  const bool anyStatus = query.statuses.empty();
  if (!query.threadId.empty()) return Walk::plain;  // few rows, found by the thread's index
  if (anyStatus && (query.assistantId.empty() || capabilities.slots)) return Walk::plain;
  if (!capabilities.slots) {
    // Foreign schemas have a partial index on pending and no other on status.
    const bool onlyPending = query.statuses.size() == 1 && query.statuses.front() == "pending";
    return onlyPending && query.assistantId.empty() ? Walk::plain : Walk::window;
  }
  const bool indexed = std::all_of(query.statuses.begin(), query.statuses.end(),
                                   [](const auto& status) { return isRare(status) || isLive(status); });
  return indexed && query.assistantId.empty() ? Walk::sources : Walk::window;
}

std::string bounded(const std::string& sql, int limit) {
  return sql + " limit " + std::to_string(limit);
}

/// Rows of `run` in order, with all conditions inside: for walks that an index serves.
std::string plainSource(const Capabilities& capabilities, const RunQuery& query, Order order,
                        const std::optional<Key>& after, int limit) {
  const bool derived = !query.statuses.empty() && capabilities.slots;
  std::string sql = "select " + std::string(kListed) + " from " + tableOf(capabilities, "run") + " r";
  if (derived) sql += joinSlot(capabilities);
  sql += " where true" + equalities(query);
  if (query.statuses.size() == 1 && !derived) {
    sql += " and r.status = " +
           literal(query.statuses.front());  // spelled so that a partial index is recognised
  } else if (!query.statuses.empty()) {
    sql += " and " + statusOf(capabilities) + " in (" + literalList(query.statuses) + ")";
  }
  sql += keyCondition(order, after, "r", "run_id") + orderBy(order, "r", "run_id");
  return bounded(sql, limit);
}

/// Rows of one status of ours, from where they are few.
std::string statusSource(const Capabilities& capabilities, const std::string& status, Order order,
                         const std::optional<Key>& after, int limit) {
  const auto run = tableOf(capabilities, "run");
  const auto slot = tableOf(capabilities, "heddle_run_slot");
  std::string sql = "select " + std::string(kListed) + " from ";
  if (status == "running") {
    sql += "(select run_id from " + slot + " where leased and kind = 'run') p join " + run +
           " r on r.run_id = p.run_id where true";
  } else if (status == "pending") {
    sql +=
        "(select run_id from " + slot + " where not leased and kind = 'run' union all select run_id from " +
        tableOf(capabilities, "heddle_run_wait") + ") p join " + run + " r on r.run_id = p.run_id where true";
  } else {
    sql += run + " r where r.status = " + literal(status);
  }
  sql += keyCondition(order, after, "r", "run_id") + orderBy(order, "r", "run_id");
  return bounded(sql, limit);
}

std::string unionOfSources(const Capabilities& capabilities, const RunQuery& query, Order order,
                           const std::optional<Key>& after, int limit) {
  std::string sql;
  for (const auto& status : query.statuses) {
    if (!sql.empty()) sql += " union all ";
    sql += "(" + statusSource(capabilities, status, order, after, limit) + ")";
  }
  return sql;
}

/// The next kWindowRows rows along created_at, whatever their status.
std::string windowSource(const Capabilities& capabilities, const RunQuery& query, Order order,
                         const std::optional<Key>& after) {
  std::string sql =
      "select " + std::string(kListed) + " from " + tableOf(capabilities, "run") + " r where true";
  if (capabilities.slots) sql += equalities(query);  // ours has an index on (assistant_id, created_at)
  sql += keyCondition(order, after, "r", "run_id") + orderBy(order, "r", "run_id");
  return bounded(sql, kWindowRows);
}

std::string windowConditions(const Capabilities& capabilities, const RunQuery& query) {
  std::string sql;
  if (!query.statuses.empty())
    sql += " and " + statusOf(capabilities) + " in (" + literalList(query.statuses) + ")";
  if (!capabilities.slots) sql += equalities(query);
  return sql;
}

std::string windowPage(const Capabilities& capabilities, const RunQuery& query) {
  const std::string last = query.order == Order::newestFirst ? "" : " desc";
  const std::string end =
      "select created_at, run_id from w order by created_at" + last + ", run_id" + last + " limit 1";
  return "with w as materialized (" + windowSource(capabilities, query, query.order, query.after) +
         "), matching as (select " + std::string(kListed) + " from w r" + joinSlot(capabilities) +
         " where true" + windowConditions(capabilities, query) + orderBy(query.order, "r", "run_id") +
         " limit " + std::to_string(query.limit) + ") select " + projection(capabilities) +
         ", (select count(*) from w)::text, (select " + microsOf("e.created_at") + " from (" + end +
         ") e), (select e.run_id::text from (" + end +
         ") e) from (values (1)) one left join matching r on true" + joins(capabilities) +
         orderBy(query.order, "r", "run_id");
}

}  // namespace

ListStatement runsPageSql(const Capabilities& capabilities, const RunQuery& query) {
  const auto walk = walkFor(capabilities, query);
  if (walk == Walk::window) return {windowPage(capabilities, query), true, query.limit};
  const auto source = walk == Walk::plain
                          ? plainSource(capabilities, query, query.order, query.after, query.limit)
                          : unionOfSources(capabilities, query, query.order, query.after, query.limit);
  auto sql = "select " + projection(capabilities) + " from (" + source + ") r" + joins(capabilities) +
             orderBy(query.order, "r", "run_id");
  return {bounded(sql, query.limit), false, query.limit};
}

Page<RunRecord> runsPageFrom(const ListStatement& statement, const std::vector<Row>& rows) {
  Page<RunRecord> page;
  for (const auto& row : rows) {
    if (!row.empty() && row[0]) page.rows.push_back(runFrom(row));
  }
  page.next = nextAfter(page.rows, statement.limit);
  if (statement.windowed && !page.next && !rows.empty() && intAt(rows.front(), kRunColumns) >= kWindowRows) {
    page.next =
        Key{microsAt(rows.front(), kRunColumns + 1).value_or(0), textAt(rows.front(), kRunColumns + 2)};
  }
  return page;
}

std::string runsBeyondSql(const Capabilities& capabilities, const RunQuery& query, const Key& top) {
  const auto order = reversed(query.order);
  const auto walk = walkFor(capabilities, query);
  if (walk == Walk::window) {
    return "with w as materialized (" + windowSource(capabilities, query, order, top) +
           ") select (select count(*) from w r" + joinSlot(capabilities) + " where true" +
           windowConditions(capabilities, query) +
           ")::text, ((select count(*) from w) >= " + std::to_string(kWindowRows) + ")::text";
  }
  const auto source = walk == Walk::plain ? plainSource(capabilities, query, order, top, kCountBound + 1)
                                          : unionOfSources(capabilities, query, order, top, kCountBound + 1);
  return "select least(count(*), " + std::to_string(kCountBound) + ")::text, (count(*) > " +
         std::to_string(kCountBound) + ")::text from (" + source + ") n";
}

NewerCount newerCountFrom(const std::vector<Row>& rows) {
  if (rows.empty()) return {};
  return {microsAt(rows.front(), 0).value_or(0), flagAt(rows.front(), 1)};
}

std::string runsByIdSql(const Capabilities& capabilities, const std::vector<std::string>& ids) {
  return "select " + projection(capabilities) + " from " + tableOf(capabilities, "run") + " r" +
         joins(capabilities) + " where r.run_id = any (" + uuidArray(ids) + ")";
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
  run.error = textAt(row, 11);
  run.assistantName = textAt(row, 12);
  return run;
}

std::string runDetailSql(const Capabilities& capabilities, const std::string& runId) {
  const auto cap = std::to_string(kDetailCharacters);
  const auto cut = [&](const std::string& json) { return "left((" + json + ")::text, " + cap + ")"; };
  std::string output =
      "case when r.status not in ('pending', 'running') and not exists (select 1 from " +
      tableOf(capabilities, "run") +
      " n where n.thread_id = r.thread_id and n.created_at > r.created_at and n.status not in "
      "('pending', 'running')) then t.values end";
  std::string error = capabilities.threadError
                          ? "case when r.status = 'error' then to_json(left(encode(t.error, 'escape'), " +
                                cap + "))::jsonb end"
                          : "null";
  std::string behind = "'-1'";
  std::string from = " from " + tableOf(capabilities, "run") + " r" + joins(capabilities) + " left join " +
                     tableOf(capabilities, "thread") + " t on t.thread_id = r.thread_id";
  if (capabilities.heddleRun && capabilities.slots) {
    const auto wait = tableOf(capabilities, "heddle_run_wait");
    output = "case when x.last_run_id = r.run_id then t.values else h.outcome->'values' end";
    error = "h.error";
    behind =
        "coalesce((select 1 + count(*) from " + wait + " mine join " + wait +
        " other on other.thread_id = mine.thread_id and (other.due_at, other.seq) < (mine.due_at, mine.seq)"
        " where mine.run_id = r.run_id group by mine.run_id), -1)::text";
    from += " left join " + tableOf(capabilities, "heddle_thread_state") + " x on x.thread_id = r.thread_id";
  }
  const std::string kwargs = capabilities.runKwargs ? "r.kwargs" : "null";
  return "select " + projection(capabilities) + ", " + cut(kwargs) + ", " + cut("r.metadata") + ", " +
         cut(error) + ", " + cut(output) + ", " + behind + ", (coalesce(length((" + kwargs +
         ")::text), 0) > " + cap + " or coalesce(length((" + output + ")::text), 0) > " + cap + ")::text" +
         from + " where r.run_id = " + uuidLiteral(runId);
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
  const auto run = tableOf(capabilities, "run");
  if (!capabilities.slots) {
    return "select count(*) filter (where status = 'pending')::text, count(*) filter (where status = "
           "'running')::text, " +
           microsOf("min(created_at) filter (where status = 'pending' and created_at <= now())") + ", " +
           microsOf("clock_timestamp()") + " from " + run + " where status in ('pending', 'running')";
  }
  const auto slot = tableOf(capabilities, "heddle_run_slot");
  const auto wait = tableOf(capabilities, "heddle_run_wait");
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
