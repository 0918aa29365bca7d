// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/saved_views.h"

#include <functional>

class QMenu;
class QObject;

namespace heddle::console {

/// What a page does with the views of its list.
struct ViewsMenu {
  SavedViews& views;  // outlives the page
  QString list;       // "runs"
  std::function<void(const QJsonObject& state)> choose;
  std::function<void()> save;  // asks for a name
  std::function<void(const QString& sentence)> say;
};

/// The views by name, and what can be done with them. Nothing is called once `page` has gone.
void fillViewsMenu(QMenu* menu, QObject* page, const ViewsMenu& actions);

}  // namespace heddle::console
