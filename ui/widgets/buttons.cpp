// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/buttons.h"

#include "ui/theme/icon.h"

#include <QAction>

namespace heddle::widgets {

QPushButton* makeButton(const QString& text, theme::ButtonKind kind, const QString& icon, QWidget* parent) {
  auto* button = new QPushButton(text, parent);
  theme::setButtonKind(button, kind);
  if (!icon.isEmpty()) button->setIcon(theme::icon(icon, theme::Tone::Text));
  button->setAccessibleName(text);
  button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  return button;
}

QToolButton* makeIconButton(const QString& icon, const QString& name, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setAutoRaise(true);
  button->setIcon(theme::icon(icon));
  button->setToolTip(name);
  button->setAccessibleName(name);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

QPushButton* makeActionButton(QAction* action, theme::ButtonKind kind, QWidget* parent,
                              const QString& scope) {
  QPushButton* button = makeButton(action->text(), kind, {}, parent);
  const auto follow = [button, action, scope] {
    button->setText(action->text());
    button->setAccessibleName(scope + action->text());
    button->setEnabled(action->isEnabled());
    button->setVisible(action->isVisible());
    button->setToolTip(action->toolTip() == action->text() ? QString() : action->toolTip());
    if (!action->icon().isNull()) button->setIcon(action->icon());
  };
  follow();
  QObject::connect(action, &QAction::changed, button, follow);
  QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
  return button;
}

}  // namespace heddle::widgets
