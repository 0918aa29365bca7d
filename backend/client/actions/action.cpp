// SPDX-License-Identifier: Apache-2.0
#include "backend/client/actions/action.h"

#include "backend/wire/value.h"

namespace heddle::client {
namespace {

struct Words {
  const char* verb;
  const char* one;
  const char* many;
};

Words wordsOf(ActionVerb verb) {
  switch (verb) {
    case ActionVerb::cancelRun:
      return {"cancel run", "run", "runs"};
    case ActionVerb::rollBackRun:
      return {"cancel and roll back run", "run", "runs"};
    case ActionVerb::deleteRun:
      return {"delete run", "run", "runs"};
    case ActionVerb::deleteThread:
      return {"delete thread", "thread", "threads"};
    case ActionVerb::setAssistantVersion:
      return {"set assistant version", "assistant", "assistants"};
    case ActionVerb::editAssistant:
      return {"edit assistant", "assistant", "assistants"};
    case ActionVerb::pauseCron:
      return {"pause cron", "cron", "crons"};
    case ActionVerb::resumeCron:
      return {"resume cron", "cron", "crons"};
    case ActionVerb::deleteCron:
      return {"delete cron", "cron", "crons"};
    case ActionVerb::putItem:
      return {"put store item", "store item", "store items"};
    case ActionVerb::deleteItem:
      return {"delete store item", "store item", "store items"};
  }
  return {"", "", ""};
}

std::optional<std::int64_t> wantedVersion(const QByteArray& body) {
  const auto parsed = wire::parseJson(body.toStdString());
  const auto* version = parsed ? parsed->find("version") : nullptr;
  return version != nullptr ? version->integer() : std::nullopt;
}

bool isLive(const QString& status) {
  return status == QLatin1String("pending") || status == QLatin1String("running");
}

}  // namespace

QString ActionTarget::text() const {
  return nameSpace.isEmpty() ? id : nameSpace.join(QLatin1Char('.')) + QStringLiteral(" / ") + id;
}

QString word(ActionVerb verb) {
  return QLatin1String(wordsOf(verb).verb);
}

QString nounOf(ActionVerb verb, qsizetype count) {
  const auto words = wordsOf(verb);
  return QString::number(count) + QLatin1Char(' ') + QLatin1String(count == 1 ? words.one : words.many);
}

bool hasEffectLeft(const ActionRequest& request, const TargetState& state) {
  switch (request.verb) {
    case ActionVerb::cancelRun:
    case ActionVerb::rollBackRun:
      return state.exists && isLive(state.status);
    case ActionVerb::setAssistantVersion:
      return state.exists && (!state.version || *state.version != wantedVersion(request.body));
    case ActionVerb::pauseCron:
      return state.exists && state.enabled.value_or(true);
    case ActionVerb::resumeCron:
      return state.exists && !state.enabled.value_or(false);
    case ActionVerb::putItem:
      return true;
    default:
      return state.exists;
  }
}

QString stateText(ActionVerb verb, const TargetState& state) {
  if (!state.exists) return QStringLiteral("not there");
  if (!state.status.isEmpty()) return state.status;
  if (state.version) return QStringLiteral("version %1").arg(*state.version);
  if (state.enabled) return *state.enabled ? QStringLiteral("enabled") : QStringLiteral("paused");
  return verb == ActionVerb::putItem ? QStringLiteral("there already") : QStringLiteral("there");
}

}  // namespace heddle::client
