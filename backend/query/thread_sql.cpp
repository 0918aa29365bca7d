// SPDX-License-Identifier: Apache-2.0
#include "backend/query/thread_sql.h"

#include "backend/query/list_sql.h"

namespace heddle::query {
namespace {

constexpr std::size_t kThreadColumns = 7;

std::string tableOf(const Capabilities& capabilities) {
  return identifier(capabilities.schema) + ".thread";
}

std::string projection(const Capabilities& capabilities) {
  return "t.thread_id::text, t.status, t.metadata->>'graph_id', t.metadata->>'assistant_id', " +
         microsOf("t.created_at") + ", " + microsOf("t.updated_at") + ", " +
         (capabilities.threadStateUpdatedAt ? microsOf("t.state_updated_at") : "null");
}

/// Keys of the threads in order; each status has its own index range.
std::string source(const Capabilities& capabilities, const ThreadQuery& query, Order order,
                   const std::optional<Key>& after, int limit) {
  const auto one = [&](const std::string& condition) {
    return "select t.thread_id, t.created_at from " + tableOf(capabilities) + " t where true" + condition +
           keyCondition(order, after, "t", "thread_id") + orderBy(order, "t", "thread_id") + " limit " +
           std::to_string(limit);
  };
  if (query.statuses.empty()) return one("");
  std::string sql;
  for (const auto& status : query.statuses) {
    sql += (sql.empty() ? "(" : " union all (") + one(" and t.status = " + literal(status)) + ")";
  }
  return sql;
}

}  // namespace

ListStatement threadsPageSql(const Capabilities& capabilities, const ThreadQuery& query) {
  // The keys first, then the rows: the page's sort must not drag metadata along.
  return {"select " + projection(capabilities) + " from (select k.thread_id, k.created_at from (" +
              source(capabilities, query, query.order, query.after, query.limit) + ") k" +
              orderBy(query.order, "k", "thread_id") + " limit " + std::to_string(query.limit) + ") k join " +
              tableOf(capabilities) + " t on t.thread_id = k.thread_id" +
              orderBy(query.order, "k", "thread_id"),
          false, query.limit};
}

Page<ThreadRecord> threadsPageFrom(const ListStatement& statement, const std::vector<Row>& rows) {
  Page<ThreadRecord> page;
  for (const auto& row : rows)
    page.rows.push_back(threadFrom(row));
  page.next = nextAfter(page.rows, statement.limit);
  return page;
}

std::string threadsBeyondSql(const Capabilities& capabilities, const ThreadQuery& query, const Key& top) {
  const auto bound = std::to_string(kCountBound);
  return "select least(count(*), " + bound + ")::text, (count(*) > " + bound + ")::text from (" +
         source(capabilities, query, reversed(query.order), top, kCountBound + 1) + ") n";
}

std::string threadsByIdSql(const Capabilities& capabilities, const std::vector<std::string>& ids) {
  return "select " + projection(capabilities) + " from " + tableOf(capabilities) +
         " t where t.thread_id = any (" + uuidArray(ids) + ")";
}

ThreadRecord threadFrom(const Row& row) {
  ThreadRecord thread;
  thread.threadId = textAt(row, 0);
  thread.status = textAt(row, 1);
  thread.graphId = textAt(row, 2);
  thread.assistantId = textAt(row, 3);
  thread.createdAt = microsAt(row, 4).value_or(0);
  thread.updatedAt = microsAt(row, 5).value_or(0);
  thread.stateUpdatedAt = microsAt(row, 6);
  return thread;
}

std::string threadDetailSql(const Capabilities& capabilities, const std::string& threadId) {
  const auto cap = std::to_string(kDetailCharacters);
  const auto cut = [&](bool there, const std::string& json) {
    return there ? "left(" + json + "::text, " + cap + ")" : std::string("null");
  };
  return "select " + projection(capabilities) + ", " + cut(true, "t.metadata") + ", " +
         cut(capabilities.threadConfig, "t.config") + ", " +
         cut(capabilities.threadInterrupts, "t.interrupts") + ", " + cut(true, "t.\"values\"") + ", " +
         (capabilities.threadError ? "left(encode(t.error, 'escape'), 65536)" : "null") +
         ", (coalesce(length(t.\"values\"::text), 0) > " + cap + ")::text from " + tableOf(capabilities) +
         " t where t.thread_id = " + uuidLiteral(threadId);
}

ThreadDetail threadDetailFrom(const Row& row) {
  const auto json = [&](std::size_t column) {
    auto text = textAt(row, column);
    return text.empty() ? std::string("null") : text;
  };
  ThreadDetail detail;
  detail.row = threadFrom(row);
  detail.metadata = json(kThreadColumns);
  detail.config = json(kThreadColumns + 1);
  detail.interrupts = json(kThreadColumns + 2);
  detail.values = json(kThreadColumns + 3);
  detail.error = textAt(row, kThreadColumns + 4);
  detail.truncated = flagAt(row, kThreadColumns + 5);
  return detail;
}

}  // namespace heddle::query
