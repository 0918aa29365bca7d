// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/gated_key.h"

#include <QAction>
#include <QShortcut>
#include <QWidget>

namespace heddle::panels {

void addGatedKey(QWidget* view, QAction* action, const QKeySequence& key,
                 std::function<void(const QString& why)> refused) {
  action->setShortcut(key);
  action->setShortcutContext(Qt::WidgetShortcut);
  view->addAction(action);
  // Never both at once: two that answer to one key silence each other.
  auto* instead = new QShortcut(key, view);
  instead->setContext(Qt::WidgetShortcut);
  const auto follow = [action, instead] { instead->setEnabled(!action->isEnabled()); };
  QObject::connect(action, &QAction::changed, instead, follow);
  QObject::connect(instead, &QShortcut::activated, action,
                   [action, refused = std::move(refused)] { refused(action->toolTip()); });
  follow();
}

}  // namespace heddle::panels
