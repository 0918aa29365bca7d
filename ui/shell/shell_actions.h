// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include <QList>
#include <QObject>

class QAction;
class QWidget;

namespace heddle::shell {

// Every command of the shell by name: id, shortcut, icon, palette entry. One row each in shell_actions.cpp.
class ShellActions : public QObject {
  Q_OBJECT
 public:
  // The actions are added to `window`, so that their keys work anywhere in it.
  explicit ShellActions(QWidget* window);

  QAction* goTo;
  QAction* commandPalette;
  QAction* switchDeployment;
  QAction* closeTab;
  QAction* closeOtherTabs;
  QAction* reopenTab;
  QAction* previousTab;
  QAction* back;
  QAction* forward;
  QAction* toggleNavigation;
  QAction* toggleBottom;
  QAction* toggleInspector;
  QAction* refresh;
  QAction* toggleAutoRefresh;
  QAction* filter;
  QAction* timeMode;
  QAction* toggleTheme;
  QAction* followSystemTheme;
  QAction* highContrast;
  QAction* compactRows;
  QAction* detachPage;
  QAction* copyLink;
  QAction* largerText;
  QAction* smallerText;
  QAction* usualText;
  QAction* shortcutSheet;
  QList<QAction*> tabs;  // "Go to tab 1" … 9

  // Switches one on or off; off, the palette says why.
  static void allow(QAction* action, bool possible, const QString& whyNot);
  // What the command palette lists.
  QList<QAction*> all() const { return all_; }
  // "g" and a letter, to a kind of page.
  void addJump(const QString& letter, const QString& kind, const QString& title, std::function<void()> go);

 private:
  QAction* add(const QString& id, const QString& text, const QString& icon, const QList<QKeySequence>& keys);

  QWidget* window_;
  QList<QAction*> all_;
};

}  // namespace heddle::shell
