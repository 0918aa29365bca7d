// SPDX-License-Identifier: Apache-2.0
#include "app/cli/asking.h"
#include "app/cli/diff_printing.h"
#include "app/cli/printing.h"
#include "app/cli/verbs.h"
#include "backend/checkpoint/json_patch.h"
#include "backend/client/postgres/assistant_feed.h"
#include "backend/core/uuid.h"
#include "backend/query/list_json.h"

#include <algorithm>

namespace heddle::cli {
namespace {

using query::AssistantDetail;
using query::AssistantVersion;
using wire::Value;

/// The assistant, or the exit code after a complaint.
std::variant<AssistantDetail, int> read(const Arguments& arguments, client::DeploymentSession& session) {
  if (!core::Uuid::parse(arguments.id))
    return complain(kUsage, "“" + arguments.id + "” is no assistant id; an id is a UUID.");
  auto* postgres = postgresOf(session);
  if (postgres == nullptr) return int{kFindings};
  client::AssistantFeed feed(*postgres);
  auto answer = answerOf<AssistantDetail>(feed, &client::AssistantFeed::detailLoaded,
                                          [&] { feed.loadDetail(arguments.id); });
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  return std::move(std::get<AssistantDetail>(answer));
}

Value jsonOf(const AssistantVersion& version, int inForce) {
  auto members = query::contentOf(version).members();
  members.emplace(members.begin(), "version", Value::ofInt(version.version));
  members.emplace_back("in_force", Value::ofBool(version.version == inForce));
  members.emplace_back("created_at", timeValue(version.createdAt));
  return Value::ofObject(std::move(members));
}

/// nullptr after a complaint.
const AssistantVersion* versionOf(const AssistantDetail& detail, int number) {
  const auto found = std::find_if(detail.versions.begin(), detail.versions.end(),
                                  [number](const auto& version) { return version.version == number; });
  if (found != detail.versions.end()) return &*found;
  complain(kFindings, "Version " + std::to_string(number) + " of this assistant is not kept.");
  return nullptr;
}

}  // namespace

int assistantsShow(const Arguments& arguments, client::DeploymentSession& session) {
  const auto answer = read(arguments, session);
  if (const auto* code = std::get_if<int>(&answer)) return *code;
  const auto& detail = std::get<AssistantDetail>(answer);
  auto members = query::jsonOf(detail.row).members();
  members.emplace_back("config", jsonValue(detail.config));
  members.emplace_back("context", jsonValue(detail.context));
  members.emplace_back("metadata", jsonValue(detail.metadata));
  auto json = Value::ofObject(std::move(members));
  if (arguments.json)
    printJson(std::move(json), secretsOf(arguments));
  else
    printIndented(std::move(json), secretsOf(arguments));
  return kFine;
}

int assistantsVersions(const Arguments& arguments, client::DeploymentSession& session) {
  const auto answer = read(arguments, session);
  if (const auto* code = std::get_if<int>(&answer)) return *code;
  const auto& detail = std::get<AssistantDetail>(answer);
  if (arguments.json) {
    Value::Array versions;
    for (const auto& version : detail.versions)
      versions.push_back(jsonOf(version, detail.row.version));
    printJson(Value::ofObject({{"assistant_id", textValue(detail.row.assistantId)},
                               {"versions", Value::ofArray(std::move(versions))}}),
              secretsOf(arguments));
    return kFine;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& version : detail.versions) {
    rows.push_back({std::to_string(version.version), version.version == detail.row.version ? "in force" : "",
                    localTime(version.createdAt), version.graphId, version.name});
  }
  printTable({"VERSION", "", "CREATED", "GRAPH", "NAME"}, rows);
  return kFine;
}

int assistantsDiff(const Arguments& arguments, client::DeploymentSession& session) {
  const auto answer = read(arguments, session);
  if (const auto* code = std::get_if<int>(&answer)) return *code;
  const auto& detail = std::get<AssistantDetail>(answer);
  if (detail.versions.empty()) return complain(kFindings, "No version of this assistant is kept.");
  const int newest = arguments.versionB > 0 ? arguments.versionB : detail.versions.front().version;
  const auto* b = versionOf(detail, newest);
  const auto* a =
      b == nullptr ? nullptr : versionOf(detail, arguments.versionA > 0 ? arguments.versionA : newest - 1);
  if (a == nullptr) return kFindings;
  const auto secrets = secretsOf(arguments);
  const auto diff = checkpoint::compare(std::make_shared<const Value>(shown(query::contentOf(*a), secrets)),
                                        std::make_shared<const Value>(shown(query::contentOf(*b), secrets)));
  if (arguments.json) {
    printJson(Value::ofObject({{"assistant_id", textValue(detail.row.assistantId)},
                               {"a", Value::ofInt(a->version)},
                               {"b", Value::ofInt(b->version)},
                               {"same", Value::ofBool(diff.same())},
                               {"changed", Value::ofUnsigned(diff.changed)},
                               {"added", Value::ofUnsigned(diff.added)},
                               {"removed", Value::ofUnsigned(diff.removed)},
                               {"patch", checkpoint::patchOf(diff)}}),
              secrets);
  } else {
    printDiff(diff);
  }
  return diff.same() ? kFine : kFindings;
}

}  // namespace heddle::cli
