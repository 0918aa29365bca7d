// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <QString>

class QAction;

namespace heddle::widgets {
class DataTable;
}

namespace heddle::panels {

/// The action is what the table's key for deleting does. While it cannot run the key is not dead: `refused`
/// is told the sentence of the action's tool tip.
void addDeleteKey(widgets::DataTable& table, QAction* action,
                  std::function<void(const QString& why)> refused);

/// The action says the key beside its text, as it is now; for a menu about to be shown.
void showDeleteKey(const widgets::DataTable& table, QAction* action);

}  // namespace heddle::panels
