// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <QKeySequence>
#include <QString>

class QAction;
class QWidget;

namespace heddle::panels {

/// Gives the action a key that works while `view` has the focus. While the action cannot run the key is not
/// dead: `refused` is told the sentence of the action's tool tip.
void addGatedKey(QWidget* view, QAction* action, const QKeySequence& key,
                 std::function<void(const QString& why)> refused);

}  // namespace heddle::panels
