// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/menu_commands.h"

#include <algorithm>
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

/// Nothing in it can be chosen until somebody looks.
bool MenuCommands::fillsItself(const QMenu& menu) {
  const auto entries = menu.actions();
  return std::none_of(entries.begin(), entries.end(), [](const QAction* each) { return each->isEnabled(); });
}

void MenuCommands::addOpening(QMenu* menu, const QString& name) {
  auto* open = new QAction(name + QStringLiteral("…"), menu);
  QObject::connect(open, &QAction::triggered, menu, [menu, page = page_] {
    menu->popup(page->mapToGlobal(page->rect().center()));
    if (menu->activeAction() == nullptr && !menu->actions().isEmpty())
      menu->setActiveAction(menu->actions().first());
  });
  actions_.append(open);
}

/// An entry of a menu in the menu is named after it.
void MenuCommands::take(const QMenu& menu, const QString& prefix) {
  const auto named = [&prefix](const QString& text) {
    return prefix.isEmpty() ? text : prefix + QStringLiteral(": ") + text;
  };
  for (QAction* entry : menu.actions()) {
    if (entry->isSeparator()) continue;
    if (QMenu* deeper = entry->menu()) {
      if (fillsItself(*deeper))
        addOpening(deeper, named(entry->text()));
      else
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
