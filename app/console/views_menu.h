// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/saved_views.h"

#include <functional>

class QMenu;
class QObject;
class QWidget;

namespace heddle::console {

/// What a page does with the views of its list.
struct ViewsMenu {
  SavedViews& views;   // outlives the page
  QString list;        // "runs"
  QString parts;       // what a view keeps: "filter, order and columns"
  QString suggestion;  // name of a new one
  std::function<void(const QJsonObject& state)> choose;
  std::function<QJsonObject()> state;  // what is shown, without secrets
  std::function<bool()> whole;         // whether that is all: no secret was left out
  std::function<void(const QString& sentence)> say;
};

/// The views by name, and what can be done with them; a new one's name is asked for over `panel`. Nothing is
/// called once `page` has gone.
void fillViewsMenu(QMenu* menu, QWidget* panel, QObject* page, const ViewsMenu& actions);

}  // namespace heddle::console
