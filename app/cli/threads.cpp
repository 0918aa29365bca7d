// SPDX-License-Identifier: Apache-2.0
#include "app/cli/asking.h"
#include "app/cli/printing.h"
#include "app/cli/verbs.h"
#include "backend/client/postgres/thread_feed.h"
#include "backend/core/uuid.h"

namespace heddle::cli {
namespace {

using wire::Value;
using ThreadPage = query::Page<query::ThreadRecord>;

Value jsonOf(const query::ThreadRecord& thread) {
  return Value::ofObject({{"thread_id", textValue(thread.threadId)},
                          {"status", textValue(thread.status)},
                          {"graph_id", textValue(thread.graphId)},
                          {"assistant_id", textValue(thread.assistantId)},
                          {"created_at", timeValue(thread.createdAt)},
                          {"updated_at", timeValue(thread.updatedAt)},
                          {"state_updated_at", timeValue(thread.stateUpdatedAt)}});
}

Value jsonOf(const client::CheckpointContent& content) {
  Value::Array interrupts;
  for (const auto& interrupt : content.state.interrupts) {
    interrupts.push_back(Value::ofObject({{"id", textValue(interrupt.id)},
                                          {"task_id", textValue(interrupt.taskId)},
                                          {"value", interrupt.value}}));
  }
  const auto& row = content.row;
  return Value::ofObject({{"thread_id", textValue(row.threadId)},
                          {"checkpoint_ns", Value::ofString(row.ns)},
                          {"checkpoint_id", textValue(row.checkpointId)},
                          {"parent_checkpoint_id", textValue(row.parentId)},
                          {"run_id", textValue(row.runId)},
                          {"created_at", timeValue(row.createdAt)},
                          {"source", textValue(row.source)},
                          {"step", row.step ? Value::ofInt(*row.step) : Value()},
                          {"values", content.values},
                          {"interrupts", Value::ofArray(std::move(interrupts))},
                          {"truncated", Value::ofBool(content.truncated)}});
}

}  // namespace

int threadsList(const Arguments& arguments, client::DeploymentSession& session) {
  auto* postgres = postgresOf(session);
  if (postgres == nullptr) return kFindings;
  query::ThreadQuery query;
  query.statuses = arguments.statuses;
  query.limit = arguments.limit;
  query.order = arguments.oldestFirst ? query::Order::oldestFirst : query::Order::newestFirst;
  if (!arguments.after.empty() && !(query.after = parseCursor(arguments.after)))
    return complain(kUsage, "--after takes what `next` said.");
  client::ThreadFeed feed(*postgres);
  const auto answer = answerOf<ThreadPage>(feed, &client::ThreadFeed::loaded, [&] { feed.load(query); });
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  const auto& page = std::get<ThreadPage>(answer);
  if (arguments.json) {
    Value::Array rows;
    for (const auto& thread : page.rows)
      rows.push_back(jsonOf(thread));
    printJson(Value::ofObject({{"threads", Value::ofArray(std::move(rows))},
                               {"next", page.next ? textValue(cursorText(*page.next)) : Value()}}));
    return kFine;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& thread : page.rows) {
    rows.push_back({thread.threadId, thread.status, thread.graphId, localTime(thread.createdAt),
                    localTime(thread.updatedAt)});
  }
  printTable({"THREAD", "STATUS", "GRAPH", "CREATED", "UPDATED"}, rows);
  return kFine;
}

int threadsState(const Arguments& arguments, client::DeploymentSession& session) {
  auto* postgres = postgresOf(session);
  if (postgres == nullptr) return kFindings;
  // The open savers allow any text as thread id, so nothing is refused here.
  client::ThreadDetailFeed feed(*postgres);
  const auto answer = answerOf<client::CheckpointContentPtr>(
      feed, &client::ThreadDetailFeed::checkpointLoaded,
      [&] { feed.loadCheckpoint(arguments.id, arguments.ns, arguments.checkpointId); });
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  const auto& content = *std::get<client::CheckpointContentPtr>(answer);
  if (arguments.json) {
    printJson(jsonOf(content));
    return kFine;
  }
  std::printf("checkpoint %s  step %s  %s\n", content.row.checkpointId.c_str(),
              content.row.step ? std::to_string(*content.row.step).c_str() : "-", content.row.source.c_str());
  std::printf("%s\n", wire::writeJson(content.values, wire::JsonStyle::indented).c_str());
  return kFine;
}

}  // namespace heddle::cli
