// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/shell_actions.h"

#include "ui/theme/icon.h"

#include <QAction>
#include <QWidget>

namespace heddle::shell {
namespace {
QKeySequence key(const char* text) {
  return QKeySequence(QLatin1String(text));
}
}  // namespace

ShellActions::ShellActions(QWidget* window) : QObject(window), window_(window) {
  const auto icon = [](const char* name) { return QString::fromLatin1(name); };
  const auto id = icon;
  goTo = add(id("go-to"), tr("Go to anything"), icon("search"), {key("Ctrl+P")});
  commandPalette =
      add(id("commands"), tr("Command palette"), icon("terminal"), {key("Ctrl+Shift+P"), key("F1")});
  switchDeployment = add(id("deployment"), tr("Switch deployment"), icon("layers"), {key("Ctrl+Shift+D")});
  closeTab = add(id("close-tab"), tr("Close tab"), icon("close"), {key("Ctrl+W")});
  closeOtherTabs = add(id("close-other-tabs"), tr("Close other tabs"), icon("close"), {});
  reopenTab = add(id("reopen-tab"), tr("Reopen closed tab"), icon("history"), {key("Ctrl+Shift+T")});
  previousTab = add(id("previous-tab"), tr("Previous tab"), icon("arrow-left"), {key("Ctrl+Tab")});
  back = add(id("back"), tr("Back"), icon("arrow-left"), {key("Alt+Left"), QKeySequence(Qt::Key_Back)});
  forward = add(id("forward"), tr("Forward"), icon("arrow-right"),
                {key("Alt+Right"), QKeySequence(Qt::Key_Forward)});
  toggleNavigation = add(id("navigation"), tr("Navigation"), icon("sidebar"), {key("Ctrl+B")});
  toggleBottom = add(id("bottom-panel"), tr("Bottom panel"), icon("bottom"), {key("Ctrl+J")});
  toggleInspector = add(id("inspector"), tr("Inspector"), icon("inspector"), {key("Ctrl+I")});
  refresh = add(id("refresh"), tr("Refresh"), icon("refresh"), {key("F5"), key("R")});
  toggleAutoRefresh =
      add(id("auto-refresh"), tr("Refresh by itself, on or off"), icon("refresh"), {key("Shift+F5")});
  filter = add(id("filter"), tr("Filter the list"), icon("filter"), {key("/")});
  timeMode = add(id("time-mode"), tr("Next time mode"), icon("clock"), {key("T")});
  toggleTheme = add(id("theme"), tr("Light or dark"), icon("contrast"), {});
  followSystemTheme = add(id("desktop-theme"), tr("Appearance of the desktop"), icon("contrast"), {});
  highContrast = add(id("high-contrast"), tr("High contrast"), icon("contrast"), {});
  compactRows = add(id("compact-rows"), tr("Compact rows"), icon("table"), {});
  detachPage = add(id("detach"), tr("Move the page to a new window"), icon("detach"), {key("Ctrl+Shift+N")});
  copyLink = add(id("copy-link"), tr("Copy link"), icon("link"), {key("Ctrl+Shift+L")});
  largerText = add(id("larger-text"), tr("Larger text"), icon("plus"), {key("Ctrl++"), key("Ctrl+=")});
  smallerText = add(id("smaller-text"), tr("Smaller text"), icon("minus"), {key("Ctrl+-")});
  usualText = add(id("usual-text"), tr("Text at its usual size"), icon("file"), {key("Ctrl+0")});
  shortcutSheet = add(id("shortcuts"), tr("Keyboard shortcuts"), icon("question"), {key("?")});
  for (int number = 1; number <= 9; ++number)
    tabs.append(add(QStringLiteral("tab-%1").arg(number), tr("Go to tab %1").arg(number), icon("arrow-right"),
                    {QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number))}));
  for (QAction* action : {toggleNavigation, toggleBottom, toggleInspector, compactRows})
    action->setCheckable(true);
}

QAction* ShellActions::add(const QString& id, const QString& text, const QString& icon,
                           const QList<QKeySequence>& keys) {
  auto* action = new QAction(theme::icon(icon), text, this);
  action->setObjectName(id);
  action->setShortcuts(keys);
  window_->addAction(action);
  all_.append(action);
  return action;
}

void ShellActions::allow(QAction* action, bool possible, const QString& whyNot) {
  action->setEnabled(possible);
  action->setStatusTip(possible ? QString() : whyNot);
}

void ShellActions::addJump(const QString& letter, const QString& kind, const QString& title,
                           std::function<void()> go) {
  QAction* action =
      add(QStringLiteral("jump-") + kind, tr("Go to %1").arg(title), QStringLiteral("arrow-right"),
          {QKeySequence(QStringLiteral("G, %1").arg(letter.toUpper()))});
  connect(action, &QAction::triggered, this, [go] { go(); });
}

}  // namespace heddle::shell
