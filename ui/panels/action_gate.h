// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QString>

namespace heddle::panels {

/// What may be done here: actions stay visible and say why they are refused.
struct ActionGate {
  bool allowed = false;
  QString refusal = QStringLiteral("The deployment is not open yet.");

  bool operator==(const ActionGate&) const = default;
};

/// Enables the action when the gate lets it through and it makes sense now; the tool tip says what it does or
/// why not.
inline void applyGate(QAction* action, const ActionGate& gate, bool sensible, const QString& does,
                      const QString& whyNot) {
  action->setEnabled(gate.allowed && sensible);
  action->setToolTip(!gate.allowed ? gate.refusal : sensible ? does : whyNot);
}

/// The same action under another name for another place of the window: names stay unique there.
inline QAction* aliasAction(QAction* original, const QString& text) {
  auto* alias = new QAction(original->icon(), text, original->parent());
  const auto follow = [original, alias] {
    alias->setEnabled(original->isEnabled());
    alias->setToolTip(original->toolTip());
  };
  QObject::connect(original, &QAction::changed, alias, follow);
  QObject::connect(alias, &QAction::triggered, original, &QAction::trigger);
  follow();
  return alias;
}

}  // namespace heddle::panels
