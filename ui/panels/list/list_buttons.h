// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <QString>

class QHBoxLayout;
class QMenu;
class QWidget;

namespace heddle::panels {

/// What the buttons open.
struct ListMenus {
  std::function<void(QMenu*)> views;  // fills it
  std::function<void()> columns;
  std::function<void(QMenu*)> exports;
};

/// The buttons beside the filter of a list: its views, its columns, its export. `list` ("Runs") tells them
/// apart from those of other pages. The menus are made when they are opened.
void addListButtons(QHBoxLayout* bar, const QString& list, QWidget* page, ListMenus menus);

}  // namespace heddle::panels
