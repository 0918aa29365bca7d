// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QAction>
#include <QCoreApplication>
#include <QString>

namespace heddle::shell {

// "Hide the panel (Ctrl+J)"; the text alone while the action has no key.
inline QString withKey(const QString& text, const QAction* action) {
  const QString key = action ? action->shortcut().toString(QKeySequence::NativeText) : QString();
  return key.isEmpty() ? text
                       : QCoreApplication::translate("heddle::shell", "%1 (%2)", "a command and its key")
                             .arg(text, key);
}

}  // namespace heddle::shell
