// SPDX-License-Identifier: Apache-2.0
#include "app/console/views_menu.h"

#include <algorithm>

#include <QInputDialog>
#include <QMenu>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>

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

/// What cannot be taken back is asked about; Escape and Enter both leave things as they are.
void ask(QWidget* panel, QObject* page, const QString& question, const QString& yes,
         const std::function<void()>& then) {
  auto* box = new QMessageBox(QMessageBox::Question, QStringLiteral("Views"), question, {}, panel);
  box->setAttribute(Qt::WA_DeleteOnClose);
  auto* sure = box->addButton(yes, QMessageBox::AcceptRole);
  box->setDefaultButton(box->addButton(QMessageBox::Cancel));
  QObject::connect(sure, &QPushButton::clicked, page, then);
  box->open();
}

void remove(const ViewsMenu& actions, const QString& name) {
  const QString trouble = actions.views.remove(actions.list, name);
  actions.say(trouble.isEmpty() ? QStringLiteral("The view “%1” is deleted.").arg(name) : trouble);
}

void saveUnlessTaken(QWidget* panel, QObject* page, const ViewsMenu& actions, const QString& name) {
  const auto views = actions.views.of(actions.list);
  if (std::none_of(views.begin(), views.end(), [&name](const SavedView& each) { return each.name == name; }))
    return save(actions, name);
  ask(panel, page, QStringLiteral("There is a view “%1” already. Replace it with what is shown?").arg(name),
      QStringLiteral("Replace"), [actions, name] { save(actions, name); });
}

void askName(QWidget* panel, QObject* page, const ViewsMenu& actions) {
  auto* dialog = new QInputDialog(panel);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(QStringLiteral("Save this view"));
  dialog->setLabelText(QStringLiteral("Name of the view: %1").arg(actions.parts));
  dialog->setTextValue(actions.suggestion);
  QObject::connect(dialog, &QInputDialog::textValueSelected, page,
                   [panel, page, actions](const QString& text) {
                     if (const QString name = text.trimmed(); !name.isEmpty())
                       saveUnlessTaken(panel, page, actions, name);
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
    auto* gone = menu->addMenu(QStringLiteral("Delete a view"));
    for (const SavedView& view : views) {
      gone->addAction(view.name, page, [panel = QPointer<QWidget>(panel), page, actions, name = view.name] {
        ask(panel, page, QStringLiteral("Delete the view “%1”?").arg(name), QStringLiteral("Delete"),
            [actions, name] { remove(actions, name); });
      });
    }
  }
  menu->addSeparator();
}

}  // namespace heddle::console
