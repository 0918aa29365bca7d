// SPDX-License-Identifier: Apache-2.0
#include "backend/query/thread_sql.h"

#include "backend/query/list_sql.h"
#include "backend/query/resource_tables.h"
#include "backend/query/saver_thread_sql.h"

namespace heddle::query {
namespace {

constexpr std::size_t kThreadColumns = 7;

}  // namespace

ListStatement threadsPageSql(const Capabilities& capabilities, const ThreadQuery& query) {
  return pageSql(threadsSchema(), capabilities, query);
}

Page<ThreadRecord> threadsPageFrom(const ListStatement& statement, const std::vector<Row>& rows) {
  return pageFrom(statement, rows, threadFrom);
}

std::string threadsBeyondSql(const Capabilities& capabilities, const ThreadQuery& query, const Key& top) {
  return beyondSql(threadsSchema(), capabilities, query, top);
}

std::string threadsByIdSql(const Capabilities& capabilities, const std::vector<std::string>& ids,
                           const ThreadQuery& query) {
  return byIdSql(threadsSchema(), capabilities, ids, query);
}

ThreadRecord rereadThreadFrom(const Row& row) {
  auto thread = threadFrom(row);
  thread.matches = flagAt(row, kThreadColumns);
  return thread;
}

ThreadRecord threadFrom(const Row& row) {
  ThreadRecord thread;
  thread.threadId = textAt(row, 0);
  thread.status = textAt(row, 1);
  thread.graphId = textAt(row, 2);
  thread.assistantId = textAt(row, 3);
  thread.createdAt = savedTimeAt(row, 4);
  thread.updatedAt = savedTimeAt(row, 5);
  thread.stateUpdatedAt = microsAt(row, 6);
  return thread;
}

std::string threadDetailSql(const Capabilities& capabilities, const std::string& threadId) {
  if (capabilities.threadsByCheckpoint()) return saverThreadDetailSql(capabilities, threadId);
  const auto cap = std::to_string(kDetailCharacters);
  const auto cut = [&](bool there, const std::string& json) {
    return there ? "left(" + json + "::text, " + cap + ")" : std::string("null");
  };
  return "select " + threadsSchema().projection(capabilities) + ", " + cut(true, "t.metadata") + ", " +
         cut(capabilities.threadConfig, "t.config") + ", " +
         cut(capabilities.threadInterrupts, "t.interrupts") + ", " + cut(true, "t.\"values\"") + ", " +
         (capabilities.threadError ? "left(encode(t.error, 'escape'), 65536)" : "null") +
         ", (coalesce(length(t.\"values\"::text), 0) > " + cap + ")::text from " + threadTable(capabilities) +
         " t where t.thread_id = " + objectId(capabilities, threadId);
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
