// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/letter_guard.h"

#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>

namespace heddle::shell {

LetterGuard::LetterGuard(QWidget* window) : QObject(window) {
  window->installEventFilter(this);
}

bool LetterGuard::eventFilter(QObject* watched, QEvent* event) {
  // Whoever has the focus was asked first, and did not want the key.
  if (event->type() != QEvent::ShortcutOverride) return QObject::eventFilter(watched, event);
  const auto* key = static_cast<QKeyEvent*>(event);
  const bool letter = !(key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) &&
                      !key->text().isEmpty() && key->text().front().isPrint();
  if (!letter || !qobject_cast<QComboBox*>(QApplication::focusWidget()))
    return QObject::eventFilter(watched, event);
  event->accept();
  return true;
}

}  // namespace heddle::shell
