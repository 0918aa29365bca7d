// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/delete_key.h"

#include "ui/widgets/data_table.h"

#include <QAction>

namespace heddle::panels {

void addDeleteKey(widgets::DataTable& table, QAction* action,
                  std::function<void(const QString& why)> refused) {
  QObject::connect(&table, &widgets::DataTable::deleteRequested, action,
                   [action, refused = std::move(refused)] {
                     action->isEnabled() ? action->trigger() : refused(action->toolTip());
                   });
}

void showDeleteKey(const widgets::DataTable& table, QAction* action) {
  // In no widget but menus, which do not listen for it: the table does.
  action->setShortcut(widgets::ViewKeys::keyOf(table, widgets::ViewCommand::Delete));
}

}  // namespace heddle::panels
