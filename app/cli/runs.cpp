// SPDX-License-Identifier: Apache-2.0
#include "app/cli/asking.h"
#include "app/cli/printing.h"
#include "app/cli/verbs.h"
#include "backend/client/postgres/run_feed.h"
#include "backend/core/uuid.h"

namespace heddle::cli {
namespace {

using wire::Value;
using RunPage = query::Page<query::RunRecord>;

Value jsonOf(const query::RunRecord& run) {
  return Value::ofObject({{"run_id", textValue(run.runId)},
                          {"thread_id", textValue(run.threadId)},
                          {"assistant_id", textValue(run.assistantId)},
                          {"assistant_name", textValue(run.assistantName)},
                          {"graph_id", textValue(run.graphId)},
                          {"status", textValue(run.status)},
                          {"multitask_strategy", textValue(run.multitask)},
                          {"created_at", timeValue(run.createdAt)},
                          {"updated_at", timeValue(run.updatedAt)},
                          {"started_at", timeValue(run.startedAt)},
                          {"ended_at", timeValue(run.endedAt)},
                          {"attempt", Value::ofInt(run.attempt)},
                          {"error", textValue(run.error)}});
}

std::vector<std::string> cellsOf(const query::RunRecord& run) {
  return {run.runId, run.status, localTime(run.createdAt), run.graphId, run.threadId, run.error};
}

/// Asks on until the page is full or the list ends: rare statuses come in windows.
std::variant<RunPage, client::SourceError> fullPage(client::RunFeed& feed, query::RunQuery query) {
  RunPage all;
  const auto wanted = static_cast<std::size_t>(query.limit);
  do {
    query.limit = static_cast<int>(wanted - all.rows.size());
    auto answer = answerOf<RunPage>(feed, &client::RunFeed::loaded, [&] { feed.load(query); });
    if (std::holds_alternative<client::SourceError>(answer)) return std::get<client::SourceError>(answer);
    auto& page = std::get<RunPage>(answer);
    all.rows.insert(all.rows.end(), page.rows.begin(), page.rows.end());
    all.next = query.after = page.next;
  } while (all.next && all.rows.size() < wanted);
  return all;
}

std::variant<query::RunDetail, client::SourceError> detailOf(client::PgSession& session,
                                                             const std::string& id) {
  client::RunDetailFeed feed(session);
  return answerOf<query::RunDetail>(feed, &client::RunDetailFeed::loaded, [&] { feed.load(id); });
}

}  // namespace

int runsList(const Arguments& arguments, client::DeploymentSession& session) {
  auto* postgres = postgresOf(session);
  if (postgres == nullptr) return kFindings;
  query::RunQuery query;
  query.statuses = arguments.statuses;
  query.threadId = arguments.threadId;
  query.assistantId = arguments.assistantId;
  query.limit = arguments.limit;
  query.order = arguments.oldestFirst ? query::Order::oldestFirst : query::Order::newestFirst;
  if (!arguments.after.empty() && !(query.after = parseCursor(arguments.after)))
    return complain(kUsage, "--after takes what `next` said.");
  client::RunFeed feed(*postgres);
  const auto answer = fullPage(feed, query);
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  const auto& page = std::get<RunPage>(answer);
  if (arguments.json) {
    Value::Array rows;
    for (const auto& run : page.rows)
      rows.push_back(jsonOf(run));
    printJson(Value::ofObject({{"runs", Value::ofArray(std::move(rows))},
                               {"next", page.next ? textValue(cursorText(*page.next)) : Value()}}));
    return kFine;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& run : page.rows)
    rows.push_back(cellsOf(run));
  printTable({"RUN", "STATUS", "CREATED", "GRAPH", "THREAD", "ERROR"}, rows);
  return kFine;
}

int runsShow(const Arguments& arguments, client::DeploymentSession& session) {
  auto* postgres = postgresOf(session);
  if (postgres == nullptr) return kFindings;
  if (!core::RunId::parse(arguments.id)) return complain(kUsage, "A run's id is a UUID.");
  const auto answer = detailOf(*postgres, arguments.id);
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  const auto& detail = std::get<query::RunDetail>(answer);
  auto json = jsonOf(detail.row);
  auto& members = json.members();
  std::erase_if(members, [](const auto& member) { return member.first == "error"; });
  members.emplace_back("error", jsonValue(detail.error));
  members.emplace_back("waiting_behind",
                       detail.waitingBehind < 0 ? Value() : Value::ofInt(detail.waitingBehind));
  members.emplace_back("kwargs", jsonValue(detail.kwargs));
  members.emplace_back("metadata", jsonValue(detail.metadata));
  members.emplace_back("output", jsonValue(detail.output));
  if (arguments.json) {
    printJson(json);
    return kFine;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& [key, value] : members) {
    if (!value.isNull())
      rows.push_back(
          {key, value.isString() ? value.string() : wire::writeJson(value, wire::JsonStyle::indented)});
  }
  printTable({"FIELD", "VALUE"}, rows);
  return kFine;
}

int runsCancel(const Arguments& arguments, client::DeploymentSession& session) {
  if (!core::RunId::parse(arguments.id)) return complain(kUsage, "A run's id is a UUID.");
  if (!session.gate().isOpen()) return complain(kRefused, session.gate().refusal().toStdString());
  if (session.api() == nullptr)
    return complain(kFindings, "This deployment has no API URL; only the API can cancel.");
  auto* postgres = postgresOf(session);
  if (postgres == nullptr) return kFindings;
  const auto answer = detailOf(*postgres, arguments.id);
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  QEventLoop loop;
  int code = kFine;
  const auto& row = std::get<query::RunDetail>(answer).row;
  session.api()->cancelRun(row.threadId, row.runId, client::CancelAction::interrupt, &loop,
                           [&](const Value&, const client::SourceError* error) {
                             if (error != nullptr) code = complain(*error);
                             loop.quit();
                           });
  loop.exec();
  if (code == kFine && arguments.json)
    printJson(Value::ofObject({{"run_id", textValue(row.runId)}, {"cancel", Value::ofString("accepted")}}));
  return code;
}

}  // namespace heddle::cli
