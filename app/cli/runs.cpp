// SPDX-License-Identifier: Apache-2.0
#include "app/cli/asking.h"
#include "app/cli/printing.h"
#include "app/cli/verbs.h"
#include "backend/client/postgres/run_feed.h"
#include "backend/core/uuid.h"
#include "backend/query/list_json.h"

namespace heddle::cli {
namespace {

using wire::Value;
std::variant<query::RunDetail, client::SourceError> detailOf(client::PgSession& session,
                                                             const std::string& id) {
  client::RunDetailFeed feed(session);
  return answerOf<query::RunDetail>(feed, &client::RunDetailFeed::loaded, [&] { feed.load(id); });
}

}  // namespace

int runsShow(const Arguments& arguments, client::DeploymentSession& session) {
  auto* postgres = postgresOf(session);
  if (postgres == nullptr) return kFindings;
  const auto answer = detailOf(*postgres, arguments.id);
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  const auto& detail = std::get<query::RunDetail>(answer);
  auto json = query::jsonOf(detail.row);
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

}  // namespace heddle::cli
