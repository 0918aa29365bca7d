// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace heddle::client {

/// Everything the console can do to a deployment, apart from starting a run.
enum class ActionVerb {
  cancelRun,
  rollBackRun,
  deleteRun,
  deleteThread,
  setAssistantVersion,
  editAssistant,
  pauseCron,
  resumeCron,
  deleteCron,
  putItem,
  deleteItem,
};

/// One object of an action.
struct ActionTarget {
  QString id;             // of the run, thread, assistant or cron; the key of a store item
  QString threadId;       // of a run
  QStringList nameSpace;  // of a store item

  /// As it stands in previews, results and the audit log.
  QString text() const;
  bool operator==(const ActionTarget&) const = default;
};

/// What somebody wants done. `body` is a JSON object: the version for setAssistantVersion, the changed fields
/// for editAssistant, the value for putItem; empty for the others.
struct ActionRequest {
  ActionVerb verb = ActionVerb::cancelRun;
  std::vector<ActionTarget> targets;
  QByteArray body;
  QString filter;  // how the targets were chosen; empty: by id
};

/// "cancel run": as in the audit log.
QString word(ActionVerb verb);
/// "run", "thread", …; with the count: "3 runs".
QString nounOf(ActionVerb verb, qsizetype count);

/// The thing as the API tells it now.
struct TargetState {
  bool exists = false;
  QString status;               // of a run or thread
  std::optional<int> version;   // of an assistant
  std::optional<bool> enabled;  // of a cron
  QByteArray value;             // of a store item, compact JSON
};

/// Whether the action still has something to do with a thing in that state.
bool hasEffectLeft(const ActionRequest& request, const TargetState& state);
/// "pending", "gone", "version 3", …
QString stateText(ActionVerb verb, const TargetState& state);

}  // namespace heddle::client
