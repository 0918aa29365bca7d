// SPDX-License-Identifier: Apache-2.0
// What an action says of itself before somebody agrees to it.
#include "backend/client/actions/action_plan.h"

namespace heddle::client {
namespace {

struct Telling {
  QString verb;  // of sentence and button
  QString consequence;
  bool reversible;
};

Telling tellingOfRuns(ActionVerb verb) {
  if (verb == ActionVerb::cancelRun) {
    return {
        QStringLiteral("Cancel"),
        QStringLiteral("A run stops at its next step; what it committed to its thread stays. A cancelled run "
                       "does not go on; a new one can be started from there."),
        false};
  }
  if (verb == ActionVerb::rollBackRun) {
    return {
        QStringLiteral("Cancel and roll back"),
        QStringLiteral("A run is stopped and deleted with its checkpoints; its thread returns to what it was "
                       "before. This cannot be undone."),
        false};
  }
  return {QStringLiteral("Delete"),
          QStringLiteral(
              "A run is deleted with its checkpoints; one that is pending or running is cancelled first. "
              "This cannot be undone."),
          false};
}

Telling tellingOf(ActionVerb verb) {
  switch (verb) {
    case ActionVerb::deleteThread:
      return {QStringLiteral("Delete"),
              QStringLiteral(
                  "A thread is deleted with its runs, its checkpoints and its state; live runs are cancelled "
                  "first. This cannot be undone."),
              false};
    case ActionVerb::setAssistantVersion:
      return {QStringLiteral("Set the version of"),
              QStringLiteral(
                  "New runs use that version from then on. It can be undone: set the earlier version."),
              true};
    case ActionVerb::editAssistant:
      return {QStringLiteral("Edit"),
              QStringLiteral(
                  "The assistant gets a new version, which new runs use from then on. It can be undone: "
                  "set the earlier version."),
              true};
    case ActionVerb::pauseCron:
      return {QStringLiteral("Pause"), QStringLiteral("It does not fire until it is resumed."), true};
    case ActionVerb::resumeCron:
      return {QStringLiteral("Resume"),
              QStringLiteral("It fires again from its next time on; what was missed is not made up for."),
              true};
    case ActionVerb::deleteCron:
      return {QStringLiteral("Delete"),
              QStringLiteral("It fires no more; its earlier runs stay. This cannot be undone."), false};
    case ActionVerb::putItem:
      return {QStringLiteral("Write"),
              QStringLiteral(
                  "A value that stands there already is replaced, and cannot be brought back from here."),
              false};
    case ActionVerb::deleteItem:
      return {QStringLiteral("Delete"),
              QStringLiteral("Its value is gone for every graph that reads it. This cannot be undone."),
              false};
    default:
      return tellingOfRuns(verb);
  }
}

}  // namespace

QString whereOf(const WriteGate& gate) {
  const auto environment = deployment::word(gate.place().environment);
  return QStringLiteral("on %1, a %2 deployment")
      .arg(gate.place().name,
           QString::fromUtf8(environment.data(), static_cast<qsizetype>(environment.size())));
}

ActionPreview previewOf(const ActionPlan& plan, const WriteGate& gate) {
  const auto verb = plan.request.verb;
  const auto telling = tellingOf(verb);
  ActionPreview preview;
  preview.count = static_cast<qsizetype>(plan.request.targets.size());
  preview.verbText = telling.verb;
  preview.what = telling.verb + QLatin1Char(' ') + nounOf(verb, preview.count);
  preview.where = whereOf(gate);
  preview.consequence = telling.consequence;
  preview.reversible = telling.reversible;
  preview.destructive = gate.isDestructive(plan.intent);
  preview.bulk = preview.count > 1;
  preview.sample = plan.intent.targets.mid(0, ActionPreview::kSample);
  preview.ceremony = gate.ceremony(plan.intent);
  preview.refusal = gate.refusal();
  if (preview.ceremony == Ceremony::typeName) preview.typedName = gate.place().name;
  return preview;
}

}  // namespace heddle::client
