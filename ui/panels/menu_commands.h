// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include <QAction>
#include <QList>
#include <QString>

class QMenu;
class QWidget;

namespace heddle::panels {

/// The entries of a page's menus as commands of the palette: whoever reads the screen with a program does not
/// see an open menu. A menu that fills itself once it is shown is a command that opens it. They are as the
/// menus would be now, and live until they are asked for again. Owned by their page; GUI thread.
class MenuCommands {
 public:
  using Fill = std::function<void(QMenu*)>;
  struct Source {
    QString prefix;  // before the text of each entry: "Export"; may be empty
    Fill fill;
  };

  MenuCommands(QWidget* page, QList<Source> sources);
  ~MenuCommands();

  QList<QAction*> actions();

 private:
  void take(const QMenu& menu, const QString& prefix);
  static bool fillsItself(const QMenu& menu);
  void addOpening(QMenu* menu, const QString& name);

  QWidget* page_;
  QList<Source> sources_;
  std::unique_ptr<QObject> made_;  // the menus and their entries of the last time
  QList<QAction*> actions_;
};

}  // namespace heddle::panels
