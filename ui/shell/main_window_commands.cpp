// SPDX-License-Identifier: Apache-2.0
// The commands of the window: what each does, its keys, and the pages that left for a window of their own.
#include "ui/shell/deployment_switcher.h"
#include "ui/shell/key_bindings.h"
#include "ui/shell/main_window.h"
#include "ui/shell/navigation.h"
#include "ui/shell/page_link.h"
#include "ui/shell/page_windows.h"
#include "ui/shell/palette.h"
#include "ui/shell/palette_search.h"
#include "ui/shell/shell_actions.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/shell/side_panes.h"
#include "ui/shell/status_bar.h"
#include "ui/shell/tab_area.h"
#include "ui/shell/title_bar.h"
#include "ui/theme/theme_switch.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/view_keys.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>

namespace heddle::shell {

using theme::ThemeSwitch;

void MainWindow::wireActions() {
  const auto on = [this](QAction* action, auto member) {
    connect(action, &QAction::triggered, this, member);
  };
  on(actions_->goTo, [this] {
    // The commands may be asked for next, over this palette: what has the focus now counts.
    if (palette_->isHidden()) viewKeys_->allowForFocus();
    search_->goTo(state_.deployments, state_.current);
  });
  on(actions_->commandPalette, [this] { openCommands(); });
  on(actions_->switchDeployment, [this] { navigation_->switcher()->openMenu(); });
  // `toggled`: a screen reader toggles the button, which checks the action without triggering it.
  connect(actions_->toggleNavigation, &QAction::toggled, this,
          [this](bool shown) { navigation_->setCollapsed(!shown); });
  connect(actions_->toggleBottom, &QAction::toggled, this,
          [this](bool shown) { bottom_->setVisible(shown && bottom_->count() > 0); });
  connect(actions_->toggleInspector, &QAction::toggled, this, &MainWindow::showInspector);
  on(actions_->toggleTheme, [] { ThemeSwitch::instance().toggle(); });
  on(actions_->followSystemTheme, [] { ThemeSwitch::instance().choose(theme::Choice::FollowSystem); });
  on(actions_->highContrast, [] { ThemeSwitch::instance().choose(theme::Choice::HighContrast); });
  on(actions_->shortcutSheet, [this] { showShortcuts(); });
  wireLooks();
  on(actions_->refresh, [this] {
    if (currentPage()) currentPage()->refresh();
  });
  on(actions_->filter, [this] {
    if (currentPage()) currentPage()->focusFilter();
  });
  on(actions_->toggleAutoRefresh, [this] {
    const int now = status_->refreshInterval();
    if (now > 0) state_.refreshBeforeOff = now;
    setRefreshInterval(now > 0 ? 0 : state_.refreshBeforeOff);
  });
  on(actions_->timeMode, [this] {
    if (!state_.timeModes.isEmpty())
      chooseTimeMode((state_.timeMode + 1) % static_cast<int>(state_.timeModes.size()));
  });
  on(actions_->copyLink, [this] { copyLink(); });
  wireTabs();
  status_->addToggles({actions_->copyLink, actions_->toggleTheme, actions_->toggleNavigation,
                       actions_->toggleBottom, actions_->toggleInspector});
}

void MainWindow::wireTabs() {
  connect(actions_->closeTab, &QAction::triggered, tabs_, &TabArea::closeCurrent);
  connect(actions_->closeOtherTabs, &QAction::triggered, tabs_, &TabArea::closeOthers);
  connect(actions_->reopenTab, &QAction::triggered, tabs_, &TabArea::reopenClosed);
  connect(actions_->previousTab, &QAction::triggered, tabs_, &TabArea::goToPrevious);
  connect(actions_->back, &QAction::triggered, tabs_, &TabArea::back);
  connect(actions_->forward, &QAction::triggered, tabs_, &TabArea::forward);
  for (int tab = 0; tab < actions_->tabs.size(); ++tab)
    connect(actions_->tabs[tab], &QAction::triggered, tabs_, [this, tab] { tabs_->goToTab(tab); });
}

void MainWindow::wireLooks() {
  ThemeSwitch* looks = &ThemeSwitch::instance();
  connect(actions_->compactRows, &QAction::toggled, looks, [looks](bool compact) {
    looks->setDensity(compact ? theme::Density::Compact : theme::Density::Comfortable);
  });
  connect(looks, &ThemeSwitch::themeChanged, this,
          [this] { actions_->compactRows->setChecked(theme::current().density == theme::Density::Compact); });
  const auto resize = [looks](QAction* action, auto percent) {
    connect(action, &QAction::triggered, looks,
            [looks, percent] { looks->setTextPercent(percent(theme::current().textPercent)); });
  };
  resize(actions_->largerText, [](int now) { return now + 10; });
  resize(actions_->smallerText, [](int now) { return now - 10; });
  resize(actions_->usualText, [](int) { return 100; });
}

void MainWindow::wireWindows() {
  keys_->adopt(actions_->all());
  keys_->adopt(*viewKeys_);
  title_->setGoToAction(actions_->goTo);
  navigation_->switcher()->setOpenAction(actions_->switchDeployment);
  bottom_->setHideAction(actions_->toggleBottom);
  tabs_->setCloseAction(actions_->closeTab);
  connect(actions_->detachPage, &QAction::triggered, this, [this] { detach(tabs_->currentIndex()); });
  connect(tabs_, &TabArea::detachRequested, this, &MainWindow::detach);
  connect(windows_, &PageWindows::openRequested, this, [this](const PageKey& key, OpenMode mode) {
    open(key, mode == OpenMode::Background ? mode : OpenMode::NewTab);
    activateWindow();
  });
  connect(windows_, &PageWindows::returned, this, [this](const PageKey& key, const QJsonObject& state) {
    tabs_->openWith(key, state);
    activateWindow();
  });
}

void MainWindow::copyLink() {
  const auto page = tabs_->currentKey();
  if (!page) return;
  const PageKey target = tabs_->currentPage()->marked().value_or(*page);
  const QJsonObject shown = target == *page ? tabs_->currentPage()->linkState() : QJsonObject();
  QGuiApplication::clipboard()->setText(pageLink(target, shown));
  toast_->say(target == *page ? tr("The link to this page is in the clipboard.")
                              : tr("The link to the marked %1 is in the clipboard.").arg(target.kind));
}

void MainWindow::detach(int tab) {
  if (tab < 0) return;
  const auto [key, state] = tabs_->take(tab);
  windows_->open(key, state);
}

void MainWindow::addJump(const QString& letter, const QString& kind) {
  const PageKind* found = registry_.find(kind);
  if (!found) return;
  actions_->addJump(letter, kind, found->title, [this, kind, perDeployment = found->perDeployment] {
    open({kind, perDeployment ? state_.current : QString(), {}});
  });
  keys_->adopt({actions_->all().last()});
}

QList<QAction*> MainWindow::windowCommands() const {
  return commands_ + actions_->all() + status_->menuCommands();
}

void MainWindow::openCommands() {
  QList<QAction*> actions = currentPage() ? currentPage()->commands() : QList<QAction*>();
  // Asked again over an open palette, what had the focus before it still counts.
  if (palette_->isHidden()) viewKeys_->allowForFocus();
  const QList<QAction*> menus = currentPage() ? currentPage()->menuCommands() : QList<QAction*>();
  search_->commands(actions + windowCommands() + menus, *viewKeys_);
}

void MainWindow::showShortcuts() {
  auto* sheet = new ShortcutSheet(this);
  sheet->add(tr("This page"), currentPage() ? currentPage()->commands() : QList<QAction*>());
  sheet->add(tr("Window"), commands_ + actions_->all());
  sheet->add(*viewKeys_);
  connect(sheet, &ShortcutSheet::noticed, this, [this](const QString& sentence) { toast_->say(sentence); });
  sheet->show();
}

}  // namespace heddle::shell
