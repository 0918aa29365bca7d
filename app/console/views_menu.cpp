// SPDX-License-Identifier: Apache-2.0
#include "app/console/views_menu.h"

#include <QMenu>

namespace heddle::console {

void fillViewsMenu(QMenu* menu, QObject* page, const ViewsMenu& actions) {
  const auto views = actions.views.of(actions.list);
  for (const SavedView& view : views)
    menu->addAction(view.name, page, [choose = actions.choose, state = view.state] { choose(state); });
  if (views.isEmpty()) menu->addAction(QStringLiteral("No views yet"))->setEnabled(false);
  menu->addSeparator();
  menu->addAction(QStringLiteral("Save this view…"), page, actions.save);
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
