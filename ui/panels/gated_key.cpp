// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/gated_key.h"

#include <QAction>
#include <QKeyEvent>
#include <QPointer>
#include <QWidget>

namespace heddle::panels {

namespace {

/// Hears the key in the action's place while that is off. Not a second shortcut: only keys that the view
/// itself is sent count, whatever the application believes to have the focus.
class RefusedKey : public QObject {
 public:
  RefusedKey(QWidget* view, QAction* action, std::function<void(const QString& why)> refused)
      : QObject(view), action_(action), refused_(std::move(refused)) {
    view->installEventFilter(this);
  }

 protected:
  bool eventFilter(QObject*, QEvent* event) override {
    if (event->type() != QEvent::KeyPress || !action_ || action_->isEnabled()) return false;
    if (QKeySequence(static_cast<QKeyEvent*>(event)->keyCombination()) != action_->shortcut()) return false;
    refused_(action_->toolTip());
    return true;
  }

 private:
  QPointer<QAction> action_;
  std::function<void(const QString& why)> refused_;
};

}  // namespace

void addGatedKey(QWidget* view, QAction* action, const QKeySequence& key,
                 std::function<void(const QString& why)> refused) {
  action->setShortcut(key);
  action->setShortcutContext(Qt::WidgetShortcut);
  view->addAction(action);
  new RefusedKey(view, action, std::move(refused));
}

}  // namespace heddle::panels
