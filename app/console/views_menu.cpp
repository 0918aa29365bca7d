// SPDX-License-Identifier: Apache-2.0
#include "app/console/views_menu.h"

#include <QInputDialog>
#include <QMenu>
#include <QPointer>

namespace heddle::console {

namespace {

void save(const ViewsMenu& actions, const QString& name) {
  const QString trouble = actions.views.save(actions.list, {name, actions.state()});
  actions.say(!trouble.isEmpty() ? trouble
              : actions.whole()
                  ? QStringLiteral("The view “%1” is saved.").arg(name)
                  : QStringLiteral("The view “%1” is saved without what its filter says of a secret: views "
                                   "are kept in clear.")
                        .arg(name));
}

void askName(QWidget* panel, QObject* page, const ViewsMenu& actions) {
  auto* dialog = new QInputDialog(panel);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(QStringLiteral("Save this view"));
  dialog->setLabelText(QStringLiteral("Name of the view: %1").arg(actions.parts));
  dialog->setTextValue(actions.suggestion);
  QObject::connect(dialog, &QInputDialog::textValueSelected, page, [actions](const QString& text) {
    if (const QString name = text.trimmed(); !name.isEmpty()) save(actions, name);
  });
  dialog->open();
}

}  // namespace

void fillViewsMenu(QMenu* menu, QWidget* panel, QObject* page, const ViewsMenu& actions) {
  const auto views = actions.views.of(actions.list);
  for (const SavedView& view : views)
    menu->addAction(view.name, page, [choose = actions.choose, state = view.state] { choose(state); });
  if (views.isEmpty()) menu->addAction(QStringLiteral("No views yet"))->setEnabled(false);
  menu->addSeparator();
  menu->addAction(QStringLiteral("Save this view…"), page,
                  [panel = QPointer<QWidget>(panel), page, actions] { askName(panel, page, actions); });
  if (!views.isEmpty()) {
    auto* remove = menu->addMenu(QStringLiteral("Delete a view"));
    for (const SavedView& view : views) {
      remove->addAction(view.name, page, [actions, name = view.name] {
        const QString trouble = actions.views.remove(actions.list, name);
        actions.say(trouble.isEmpty() ? QStringLiteral("The view “%1” is deleted.").arg(name) : trouble);
      });
    }
  }
  menu->addSeparator();
}

}  // namespace heddle::console
