// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/menu_commands.h"

#include <utility>

#include <QMenu>

namespace heddle::panels {

MenuCommands::MenuCommands(QWidget* page, QList<Source> sources)
    : page_(page), sources_(std::move(sources)) {}

MenuCommands::~MenuCommands() = default;

QList<QAction*> MenuCommands::actions() {
  actions_.clear();
  auto menus = std::make_unique<QWidget>(page_);  // never shown; menus belong to widgets
  for (const Source& source : sources_) {
    auto* menu = new QMenu(menus.get());
    source.fill(menu);
    take(*menu, source.prefix);
  }
  made_ = std::move(menus);
  return actions_;
}

/// An entry of a menu in the menu is named after it.
void MenuCommands::take(const QMenu& menu, const QString& prefix) {
  const auto named = [&prefix](const QString& text) {
    return prefix.isEmpty() ? text : prefix + QStringLiteral(": ") + text;
  };
  for (QAction* entry : menu.actions()) {
    if (entry->isSeparator()) continue;
    if (const QMenu* deeper = entry->menu()) {
      take(*deeper, named(entry->text()));
      continue;
    }
    // An action that is the page's own is among its commands anyway.
    if (entry->parent() != &menu) continue;
    entry->setText(named(entry->text()));
    actions_.append(entry);
  }
}

}  // namespace heddle::panels
