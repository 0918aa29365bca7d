// SPDX-License-Identifier: Apache-2.0
#include "app/cli/action_targets.h"

#include "app/cli/asking.h"
#include "backend/client/postgres/run_feed.h"
#include "backend/core/uuid.h"
#include "backend/wire/value.h"

#include <algorithm>

namespace heddle::cli {
namespace {

using client::ActionRequest;
using client::ActionTarget;
using client::ActionVerb;
using wire::Value;

bool isOfRun(ActionVerb verb) {
  return verb == ActionVerb::cancelRun || verb == ActionVerb::rollBackRun || verb == ActionVerb::deleteRun;
}

/// Fills in the threads; answers an exit code when one is not to be found.
int findThreads(std::vector<ActionTarget>& targets, const Arguments& arguments,
                client::DeploymentSession& session) {
  for (auto& target : targets) {
    if (!core::RunId::parse(target.id.toStdString())) return complain(kUsage, "A run's id is a UUID.");
    target.threadId = QString::fromStdString(arguments.threadId);
  }
  if (!arguments.threadId.empty()) return kFine;
  if (session.postgres() == nullptr)
    return complain(kUsage, "Without Postgres the thread of the runs is not known; give it with --thread.");
  client::RunFeed feed(*session.postgres());
  const auto answer = answerOf<std::vector<query::RunRecord>>(feed, &client::RunFeed::rereadDone,
                                                              [&] { feed.reread(arguments.action.ids); });
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  const auto& rows = std::get<std::vector<query::RunRecord>>(answer);
  for (auto& target : targets) {
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const auto& row) { return row.runId == target.id.toStdString(); });
    if (found == rows.end())
      return complain(kFindings, "There is no run " + target.id.toStdString() + " (any more).");
    target.threadId = QString::fromStdString(found->threadId);
  }
  return kFine;
}

/// The fields of `assistants edit` as one JSON object; an exit code when one is no JSON.
std::variant<std::string, int> editBody(const ActionArguments& action) {
  Value::Object fields;
  const auto addText = [&](const char* name, const std::string& text) {
    if (!text.empty()) fields.emplace_back(name, Value::ofString(text));
  };
  addText("name", action.name);
  addText("description", action.description);
  for (const auto& [name, json] : {std::pair("config", &action.config), std::pair("context", &action.context),
                                   std::pair("metadata", &action.metadata)}) {
    if (json->empty()) continue;
    auto value = wire::parseJson(*json);
    if (!value || !value->isObject())
      return complain(kUsage, std::string("--") + name + " takes a JSON object.");
    fields.emplace_back(name, std::move(*value));
  }
  return wire::writeJson(Value::ofObject(std::move(fields)));
}

}  // namespace

std::variant<ActionRequest, int> requestOf(const Arguments& arguments, client::DeploymentSession& session) {
  const auto& action = arguments.action;
  ActionRequest request;
  request.verb = action.rollBack ? ActionVerb::rollBackRun : action.verb;
  for (const auto& id : action.ids) {
    ActionTarget target;
    target.id = QString::fromStdString(id);
    if (!action.nameSpace.empty())
      target.nameSpace = QString::fromStdString(action.nameSpace).split(QLatin1Char('.'));
    if (std::find(request.targets.begin(), request.targets.end(), target) == request.targets.end())
      request.targets.push_back(std::move(target));
  }
  if (isOfRun(request.verb)) {
    if (const int code = findThreads(request.targets, arguments, session); code != kFine) return code;
  }
  request.body = QByteArray::fromStdString(action.body);
  if (request.verb == ActionVerb::setAssistantVersion)
    request.body = "{\"version\":" + QByteArray::number(action.version) + "}";
  if (request.verb == ActionVerb::editAssistant) {
    const auto body = editBody(action);
    if (const auto* code = std::get_if<int>(&body)) return *code;
    request.body = QByteArray::fromStdString(std::get<std::string>(body));
  }
  return request;
}

}  // namespace heddle::cli
