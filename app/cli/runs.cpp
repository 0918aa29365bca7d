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
  const auto secrets = secretsOf(arguments);
  auto json = query::jsonOf(detail.row);
  auto& members = json.members();
  std::erase_if(members, [](const auto& member) { return member.first == "error"; });
  members.emplace_back("error", jsonValue(detail.error, secrets));
  members.emplace_back("waiting_behind",
                       detail.waitingBehind < 0 ? Value() : Value::ofInt(detail.waitingBehind));
  members.emplace_back("kwargs", jsonValue(detail.kwargs, secrets));
  members.emplace_back("metadata", jsonValue(detail.metadata, secrets));
  members.emplace_back("output", jsonValue(detail.output, secrets));
  json = shown(std::move(json), secrets);
  if (arguments.json) {
    printJson(std::move(json), Secrets::revealed);
    return kFine;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& [key, value] : json.members()) {
    if (!value.isNull())
      rows.push_back(
          {key, value.isString() ? value.string() : wire::writeJson(value, wire::JsonStyle::indented)});
  }
  printTable({"FIELD", "VALUE"}, rows);
  return kFine;
}

}  // namespace heddle::cli
