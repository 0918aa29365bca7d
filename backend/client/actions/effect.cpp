// SPDX-License-Identifier: Apache-2.0
#include "backend/client/actions/effect.h"

#include "backend/wire/value.h"

#include <algorithm>

namespace heddle::client {
namespace {

using Outcome = ItemResult::Outcome;

bool isLive(const TargetState& state) {
  return state.status == QLatin1String("pending") || state.status == QLatin1String("running");
}

/// Order of keys and spelling of numbers are the database's to choose.
bool sameJson(const wire::Value& a, const wire::Value& b) {
  if (a.isObject() && b.isObject()) {
    return a.size() == b.size() &&
           std::all_of(a.members().begin(), a.members().end(), [&](const auto& member) {
             const auto* other = b.find(member.first);
             return other != nullptr && sameJson(member.second, *other);
           });
  }
  if (a.isArray() && b.isArray()) {
    return std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(), sameJson);
  }
  return a == b || (a.real() && a.real() == b.real());
}

Judgement judgeCancel(const TargetState& state, bool taken, const QString& refused) {
  if (!state.exists) return {Outcome::changedMeanwhile, QStringLiteral("The run is not there any more.")};
  if (isLive(state) && !taken) return {Outcome::failed, refused};
  if (isLive(state))
    return {Outcome::sent, QStringLiteral("Asked to stop; it is still %1.").arg(state.status)};
  if (state.status == QLatin1String("interrupted") && taken)
    return {Outcome::done, QStringLiteral("interrupted")};
  return {Outcome::changedMeanwhile, QStringLiteral("It had ended before: %1.").arg(state.status)};
}

Judgement judgeGone(const TargetState& state, bool taken, const QString& refused) {
  if (!state.exists)
    return taken ? Judgement{Outcome::done, QStringLiteral("gone")}
                 : Judgement{Outcome::changedMeanwhile, QStringLiteral("It was gone before.")};
  if (taken) return {Outcome::sent, QStringLiteral("The API took it, and it is still there.")};
  return {Outcome::failed, refused};
}

Judgement judgeChange(const ActionRequest& request, const TargetState& state, bool taken,
                      const QString& refused) {
  if (!state.exists) return {Outcome::changedMeanwhile, QStringLiteral("It is not there any more.")};
  if (!taken) return {Outcome::failed, refused};
  if (request.verb == ActionVerb::putItem) {
    const auto wanted = wire::parseJson(request.body.toStdString());
    const auto found = wire::parseJson(state.value.toStdString());
    const bool same = wanted && found && sameJson(*wanted, *found);
    return same ? Judgement{Outcome::done, QStringLiteral("written")}
                : Judgement{Outcome::changedMeanwhile, QStringLiteral("Another value stands there now.")};
  }
  const bool left = request.verb != ActionVerb::editAssistant && hasEffectLeft(request, state);
  if (left)
    return {Outcome::changedMeanwhile, QStringLiteral("It is %1 now.").arg(stateText(request.verb, state))};
  return {Outcome::done, stateText(request.verb, state)};
}

}  // namespace

Judgement judge(const ActionRequest& request, const ItemResult& before, const TargetState& state,
                const SourceError* error) {
  if (error != nullptr)
    return {Outcome::failed, QStringLiteral("What became of it could not be read: ") + error->sentence};
  const bool taken = before.outcome == Outcome::sent;
  switch (request.verb) {
    case ActionVerb::cancelRun:
      return judgeCancel(state, taken, before.sentence);
    case ActionVerb::rollBackRun:
      // A run that ended first is not rolled back.
      if (state.exists && !isLive(state))
        return {Outcome::changedMeanwhile, QStringLiteral("It had ended before: %1.").arg(state.status)};
      return judgeGone(state, taken, before.sentence);
    case ActionVerb::deleteRun:
    case ActionVerb::deleteThread:
    case ActionVerb::deleteCron:
    case ActionVerb::deleteItem:
      return judgeGone(state, taken, before.sentence);
    default:
      return judgeChange(request, state, taken, before.sentence);
  }
}

QString reportOf(const AuditCounts& counts) {
  auto text = QStringLiteral("Asked %1, done %2").arg(counts.asked).arg(counts.done);
  if (counts.changedMeanwhile > 0)
    text += QStringLiteral(", %1 changed meanwhile").arg(counts.changedMeanwhile);
  if (counts.failed > 0) text += QStringLiteral(", %1 failed").arg(counts.failed);
  if (counts.notSent > 0) text += QStringLiteral(", %1 not sent").arg(counts.notSent);
  return text + QLatin1Char('.');
}

QString word(Outcome outcome) {
  switch (outcome) {
    case Outcome::waiting:
      return QStringLiteral("waiting");
    case Outcome::sent:
      return QStringLiteral("sent");
    case Outcome::done:
      return QStringLiteral("done");
    case Outcome::changedMeanwhile:
      return QStringLiteral("changed meanwhile");
    case Outcome::failed:
      return QStringLiteral("failed");
    case Outcome::notSent:
      return QStringLiteral("not sent");
  }
  return {};
}

}  // namespace heddle::client
