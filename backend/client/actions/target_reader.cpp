// SPDX-License-Identifier: Apache-2.0
#include "backend/client/actions/target_reader.h"

#include "backend/client/actions/cron_search.h"

#include <QUrl>

namespace heddle::client {
namespace {

using wire::Value;

bool isOfCron(ActionVerb verb) {
  return verb == ActionVerb::pauseCron || verb == ActionVerb::resumeCron || verb == ActionVerb::deleteCron;
}

QString pathOf(ActionVerb verb, const ActionTarget& target) {
  switch (verb) {
    case ActionVerb::cancelRun:
    case ActionVerb::rollBackRun:
    case ActionVerb::deleteRun:
      return QStringLiteral("/threads/%1/runs/%2").arg(target.threadId, target.id);
    case ActionVerb::deleteThread:
      return QStringLiteral("/threads/") + target.id;
    case ActionVerb::setAssistantVersion:
    case ActionVerb::editAssistant:
      return QStringLiteral("/assistants/") + target.id;
    default:
      break;
  }
  const auto encoded = [](const QString& text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); };
  // A look must not keep an item alive.
  return QStringLiteral("/store/items?namespace=%1&key=%2&refresh_ttl=false")
      .arg(encoded(target.nameSpace.join(QLatin1Char('.'))), encoded(target.id));
}

TargetState stateOf(const Value& answer) {
  TargetState state;
  state.exists = answer.isObject();
  state.status = QString::fromStdString(std::string(answer.stringAt("status")));
  if (const auto* version = answer.find("version"); version != nullptr && version->integer())
    state.version = static_cast<int>(*version->integer());
  if (const auto* enabled = answer.find("enabled");
      enabled != nullptr && enabled->kind() == Value::Kind::boolean)
    state.enabled = enabled->boolean();
  if (const auto* value = answer.find("value"))
    state.value = QByteArray::fromStdString(wire::writeJson(*value));
  return state;
}

}  // namespace

void readTarget(ApiSession& api, ActionVerb verb, const ActionTarget& target, QObject* context,
                TargetRead done) {
  if (isOfCron(verb)) {
    findCron(api, target.id, context,
             [done](const Value& cron, const SourceError* error) { done(stateOf(cron), error); });
    return;
  }
  api.request("GET", pathOf(verb, target), {}, context,
              [done](const Value& answer, const SourceError* error) {
                const bool absent = error != nullptr && error->kind == SourceError::Kind::notFound;
                done(absent ? TargetState() : stateOf(answer), absent ? nullptr : error);
              });
}

}  // namespace heddle::client
