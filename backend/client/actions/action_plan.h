// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/actions/action.h"
#include "backend/client/safety/write_gate.h"
#include "backend/core/result.h"

#include <QUrl>

namespace heddle::client {

/// A request thought through: the exact HTTP calls, one for each target, in their order.
struct ActionPlan {
  ActionRequest request;
  WriteIntent intent;
};

/// Errors: invalid, with the sentence what is wrong with a target or the body.
core::Result<ActionPlan> planOf(ActionRequest request);

/// What is shown before somebody agrees. Texts for people, without secrets.
struct ActionPreview {
  QString what;         // "Delete 3 threads"
  QString where;        // "on prod-eu, a production deployment"
  QString consequence;  // what goes with it, and whether it can be undone
  bool reversible = false, destructive = false, bulk = false;
  QStringList sample;  // at most kSample targets
  qsizetype count = 0;
  Ceremony ceremony = Ceremony::refused;
  QString typedName;  // to be typed when the ceremony is typeName
  QString refusal;    // when it is refused
  QString verbText;   // of the button: "Delete"

  static constexpr qsizetype kSample = 5;
};
/// "on prod-eu, a production deployment"
QString whereOf(const WriteGate& gate);
ActionPreview previewOf(const ActionPlan& plan, const WriteGate& gate);

/// The calls as curl commands, the key masked; at most `most` of them, with a last line that says how many
/// are left out.
QString curlText(const ActionPlan& plan, const QUrl& baseUrl, bool hasKey, qsizetype most);

}  // namespace heddle::client
