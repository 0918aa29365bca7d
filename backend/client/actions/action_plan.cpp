// SPDX-License-Identifier: Apache-2.0
#include "backend/client/actions/action_plan.h"

#include "backend/core/masking.h"
#include "backend/wire/masking.h"
#include "backend/wire/value.h"

#include <QRegularExpression>

namespace heddle::client {
namespace {

using wire::Value;

core::Error invalid(const QString& sentence) {
  return {core::ErrorCode::invalid, sentence.toStdString()};
}

/// Ids go into paths: nothing that could lead elsewhere.
bool isPlainId(const QString& id) {
  static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_-]{1,200}$"));
  return plain.match(id).hasMatch();
}

bool isItem(ActionVerb verb) {
  return verb == ActionVerb::putItem || verb == ActionVerb::deleteItem;
}

bool isOfRun(ActionVerb verb) {
  return verb == ActionVerb::cancelRun || verb == ActionVerb::rollBackRun || verb == ActionVerb::deleteRun;
}

bool takesBody(ActionVerb verb) {
  return verb == ActionVerb::setAssistantVersion || verb == ActionVerb::editAssistant ||
         verb == ActionVerb::putItem;
}

std::optional<core::Error> problemOf(const ActionTarget& target, ActionVerb verb) {
  if (isItem(verb)) {
    const bool bad = target.nameSpace.isEmpty() ||
                     std::any_of(target.nameSpace.begin(), target.nameSpace.end(), [](const QString& label) {
                       return label.isEmpty() || label.contains(QLatin1Char('.'));
                     });
    if (bad) return invalid(QStringLiteral("A namespace is one or more labels without dots."));
    if (target.id.isEmpty()) return invalid(QStringLiteral("A store item has a key."));
    return std::nullopt;
  }
  if (!isPlainId(target.id)) return invalid(QStringLiteral("“%1” is not an id.").arg(target.id));
  if (isOfRun(verb) && !isPlainId(target.threadId))
    return invalid(
        QStringLiteral("The thread of run %1 is not known; an action on it takes both ids.").arg(target.id));
  return std::nullopt;
}

std::optional<core::Error> problemOf(const ActionRequest& request) {
  if (request.targets.empty()) return invalid(QStringLiteral("Nothing is chosen."));
  for (const auto& target : request.targets) {
    if (auto problem = problemOf(target, request.verb)) return problem;
  }
  if (!takesBody(request.verb)) return std::nullopt;
  const auto body = wire::parseJson(request.body.toStdString());
  if (!body)
    return invalid(QStringLiteral("The JSON cannot be read: ") +
                   QString::fromStdString(body.error().message));
  if (!body->isObject()) return invalid(QStringLiteral("It must be a JSON object."));
  const auto* version = body->find("version");
  const bool versioned = request.verb == ActionVerb::setAssistantVersion;
  if (versioned && (version == nullptr || version->integer().value_or(0) < 1))
    return invalid(QStringLiteral("A version is a number from 1 on."));
  if (request.verb == ActionVerb::editAssistant && body->size() == 0)
    return invalid(QStringLiteral("Nothing was changed."));
  return std::nullopt;
}

QByteArray itemBody(const ActionTarget& target, const QByteArray& value) {
  Value::Array labels;
  for (const auto& label : target.nameSpace)
    labels.push_back(Value::ofString(label.toStdString()));
  auto body = Value::ofObject(
      {{"namespace", Value::ofArray(std::move(labels))}, {"key", Value::ofString(target.id.toStdString())}});
  auto text = QByteArray::fromStdString(wire::writeJson(body));
  if (value.isEmpty()) return text;
  text.chop(1);
  return text + ",\"value\":" + value + "}";  // as it was given, digits and all
}

HttpCall callOf(const ActionRequest& request, const ActionTarget& target) {
  const auto run = QStringLiteral("/threads/%1/runs/%2").arg(target.threadId, target.id);
  const QString assistant = QStringLiteral("/assistants/") + target.id;
  const QString cron = QStringLiteral("/runs/crons/") + target.id;
  const auto items = QStringLiteral("/store/items");
  switch (request.verb) {
    case ActionVerb::cancelRun:
      return {"POST", run + QStringLiteral("/cancel?wait=0&action=interrupt"), {}};
    case ActionVerb::rollBackRun:
      return {"POST", run + QStringLiteral("/cancel?wait=0&action=rollback"), {}};
    case ActionVerb::deleteRun:
      return {"DELETE", run, {}};
    case ActionVerb::deleteThread:
      return {"DELETE", QStringLiteral("/threads/") + target.id, {}};
    case ActionVerb::setAssistantVersion:
      return {"POST", assistant + QStringLiteral("/latest"), request.body};
    case ActionVerb::editAssistant:
      return {"PATCH", assistant, request.body};
    case ActionVerb::pauseCron:
      return {"PATCH", cron, "{\"enabled\":false}"};
    case ActionVerb::resumeCron:
      return {"PATCH", cron, "{\"enabled\":true}"};
    case ActionVerb::deleteCron:
      return {"DELETE", cron, {}};
    case ActionVerb::putItem:
      return {"PUT", items, itemBody(target, request.body)};
    case ActionVerb::deleteItem:
      return {"DELETE", items, itemBody(target, {})};
  }
  return {};
}

QString quotedForShell(QString text) {
  return QLatin1Char('\'') + text.replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

QString curlOf(const HttpCall& call, const QString& base, bool hasKey) {
  auto line =
      QStringLiteral("curl -X %1 %2").arg(QString::fromLatin1(call.method), quotedForShell(base + call.path));
  if (hasKey) line += QStringLiteral(" -H 'x-api-key: %1'").arg(QLatin1String(core::kMask.data()));
  if (call.body.isEmpty()) return line;
  const auto body = QString::fromStdString(wire::withoutSecrets(call.body.toStdString()));
  return line + QStringLiteral(" -H 'content-type: application/json' -d ") + quotedForShell(body);
}

}  // namespace

core::Result<ActionPlan> planOf(ActionRequest request) {
  if (auto problem = problemOf(request)) return std::move(*problem);
  ActionPlan plan;
  plan.intent.verb = word(request.verb);
  plan.intent.filter = request.filter;
  for (const auto& target : request.targets) {
    plan.intent.calls.push_back(callOf(request, target));
    plan.intent.targets.append(target.text());
  }
  plan.request = std::move(request);
  return plan;
}

QString curlText(const ActionPlan& plan, const QUrl& baseUrl, bool hasKey, qsizetype most) {
  const auto base = baseUrl.toString(QUrl::RemoveUserInfo | QUrl::FullyEncoded | QUrl::StripTrailingSlash);
  QStringList lines;
  const auto count = static_cast<qsizetype>(plan.intent.calls.size());
  for (qsizetype i = 0; i < std::min(most, count); ++i)
    lines.append(curlOf(plan.intent.calls[static_cast<std::size_t>(i)], base, hasKey));
  if (count > most) lines.append(QStringLiteral("# … and %1 more like these").arg(count - most));
  return lines.join(QLatin1Char('\n'));
}

}  // namespace heddle::client
