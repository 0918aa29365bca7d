// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/shell_actions.h"

#include "ui/theme/icon.h"

#include <QAction>
#include <QShortcut>
#include <QWidget>

namespace heddle::shell {
namespace {
QKeySequence key(const char* text) {
  return QKeySequence(QLatin1String(text));
}
}  // namespace

ShellActions::ShellActions(QWidget* window) : QObject(window), window_(window) {
  const auto icon = [](const char* name) { return QString::fromLatin1(name); };
  goTo = add(tr("Go to anything"), icon("search"), {key("Ctrl+P")});
  commandPalette = add(tr("Command palette"), icon("terminal"), {key("Ctrl+Shift+P"), key("F1")});
  switchDeployment = add(tr("Switch deployment"), icon("layers"), {key("Ctrl+Shift+D")});
  closeTab = add(tr("Close tab"), icon("close"), {key("Ctrl+W")});
  reopenTab = add(tr("Reopen closed tab"), icon("history"), {key("Ctrl+Shift+T")});
  previousTab = add(tr("Previous tab"), icon("arrow-left"), {key("Ctrl+Tab")});
  back = add(tr("Back"), icon("arrow-left"), {key("Alt+Left"), QKeySequence(Qt::Key_Back)});
  forward = add(tr("Forward"), icon("arrow-right"), {key("Alt+Right"), QKeySequence(Qt::Key_Forward)});
  toggleNavigation = add(tr("Navigation"), icon("sidebar"), {key("Ctrl+B")});
  toggleBottom = add(tr("Bottom panel"), icon("bottom"), {key("Ctrl+J")});
  toggleInspector = add(tr("Inspector"), icon("inspector"), {key("Ctrl+I")});
  refresh = add(tr("Refresh"), icon("refresh"), {key("F5"), key("R")});
  toggleAutoRefresh = add(tr("Refresh by itself, on or off"), icon("refresh"), {key("Shift+F5")});
  filter = add(tr("Filter the list"), icon("filter"), {key("/")});
  timeMode = add(tr("Next time mode"), icon("clock"), {key("T")});
  toggleTheme = add(tr("Light or dark"), icon("contrast"), {});
  followSystemTheme = add(tr("Appearance of the desktop"), icon("contrast"), {});
  highContrast = add(tr("High contrast"), icon("contrast"), {});
  compactRows = add(tr("Compact rows"), icon("table"), {});
  shortcutSheet = add(tr("Keyboard shortcuts"), icon("question"), {key("?")});
  for (QAction* action : {toggleNavigation, toggleBottom, toggleInspector, compactRows})
    action->setCheckable(true);
}

QAction* ShellActions::add(const QString& text, const QString& icon, const QList<QKeySequence>& keys) {
  auto* action = new QAction(theme::icon(icon), text, this);
  action->setShortcuts(keys);
  const QString keyText = keys.isEmpty() ? QString() : keys.first().toString(QKeySequence::NativeText);
  action->setToolTip(keyText.isEmpty() ? text : tr("%1 (%2)").arg(text, keyText));
  window_->addAction(action);
  all_.append(action);
  return action;
}

void ShellActions::onTabNumber(std::function<void(int)> go) {
  for (int number = 1; number <= 9; ++number) {
    auto* shortcut =
        new QShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number)), window_);
    connect(shortcut, &QShortcut::activated, this, [go, number] { go(number - 1); });
  }
}

void ShellActions::addJump(const QString& letter, const QString& title, std::function<void()> go) {
  QAction* action = add(tr("Go to %1").arg(title), QStringLiteral("arrow-right"),
                        {QKeySequence(QStringLiteral("G, %1").arg(letter.toUpper()))});
  connect(action, &QAction::triggered, this, [go] { go(); });
}

}  // namespace heddle::shell
