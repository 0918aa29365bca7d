// SPDX-License-Identifier: Apache-2.0
#include "app/cli/asking.h"
#include "app/cli/printing.h"
#include "app/cli/thread_sources.h"
#include "app/cli/verbs.h"
#include "backend/client/thread_detail_feed.h"

namespace heddle::cli {
namespace {

using wire::Value;

struct History {
  std::vector<query::CheckpointRecord> rows;
  bool more = false;
};

std::variant<History, client::SourceError> read(client::ThreadDetailFeed& feed,
                                                const query::HistoryQuery& query) {
  QEventLoop loop;
  History history;
  std::optional<client::SourceError> failure;
  QObject::connect(&feed, &client::ThreadDetailFeed::historyLoaded, &loop,
                   [&](quint64, const std::vector<query::CheckpointRecord>& rows, bool more) {
                     history = {rows, more};
                     loop.quit();
                   });
  QObject::connect(&feed, &client::ThreadDetailFeed::failed, &loop,
                   [&](quint64, const client::SourceError& error) {
                     failure = error;
                     loop.quit();
                   });
  feed.loadHistory(query);
  loop.exec();
  if (failure) return *failure;
  return history;
}

Value jsonOf(const query::CheckpointRecord& row) {
  return Value::ofObject({{"checkpoint_id", textValue(row.checkpointId)},
                          {"checkpoint_ns", Value::ofString(row.ns)},
                          {"parent_checkpoint_id", textValue(row.parentId)},
                          {"outer_checkpoint_id", textValue(row.outerId)},
                          {"run_id", textValue(row.runId)},
                          {"created_at", timeValue(row.createdAt)},
                          {"source", textValue(row.source)},
                          {"step", row.step ? Value::ofInt(*row.step) : Value()},
                          {"tasks", Value::ofInt(row.tasks)},
                          {"interrupts", Value::ofInt(row.interrupts)},
                          {"errors", Value::ofInt(row.errors)}});
}

void printRows(const std::vector<query::CheckpointRecord>& rows) {
  std::vector<std::vector<std::string>> lines;
  for (const auto& row : rows) {
    lines.push_back({row.checkpointId, row.step ? std::to_string(*row.step) : "-", row.source,
                     row.createdAt != 0 ? localTime(row.createdAt) : "-", std::to_string(row.tasks),
                     row.ns.empty() ? "-" : row.ns});
  }
  printTable({"CHECKPOINT", "STEP", "SOURCE", "TIME", "TASKS", "NAMESPACE"}, lines);
}

}  // namespace

int threadsHistory(const Arguments& arguments, client::DeploymentSession& session) {
  const auto feed = threadDetailsOf(arguments, session);
  if (!feed) return kFindings;
  query::HistoryQuery query;
  query.threadId = arguments.id;
  query.limit = arguments.limit;
  if (!arguments.ns.empty()) query.ns = arguments.ns;
  if (!arguments.after.empty()) query.beforeId = arguments.after;
  const auto answer = read(*feed, query);
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  const auto& history = std::get<History>(answer);
  if (history.rows.empty() && arguments.after.empty())
    return complain(kFindings, "No checkpoint is stored for this thread.");
  const auto absence = feed->historyAbsence();
  if (!arguments.json) {
    if (!absence.empty()) std::fprintf(stderr, "heddle: %s\n", absence.c_str());
    printRows(history.rows);
    return kFine;
  }
  Value::Array rows;
  for (const auto& row : history.rows)
    rows.push_back(jsonOf(row));
  printJson(Value::ofObject({{"checkpoints", Value::ofArray(std::move(rows))},
                             {"next", history.more ? textValue(history.rows.back().checkpointId) : Value()},
                             {"note", textValue(absence)}}));
  return kFine;
}

}  // namespace heddle::cli
