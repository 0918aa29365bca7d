// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/navigation_model.h"

#include <QListView>
#include <QWidget>

namespace heddle::shell {

class DeploymentSwitcher;

// The list of pages. One click or Enter opens, Ctrl opens in a new tab.
class NavigationList : public QListView {
  Q_OBJECT
 public:
  explicit NavigationList(NavigationModel* pages, QWidget* parent = nullptr);
  void setCollapsed(bool collapsed);

 Q_SIGNALS:
  void pageChosen(const QString& kind, heddle::shell::OpenMode mode);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;

 private:
  void choose(const QModelIndex& index, Qt::KeyboardModifiers modifiers);
};

// The left pane: deployment switcher above the pages; collapses to icons.
class Navigation : public QWidget {
  Q_OBJECT
 public:
  explicit Navigation(const PageRegistry& registry, QWidget* parent = nullptr);

  DeploymentSwitcher* switcher() const { return switcher_; }
  NavigationModel* model() const { return model_; }
  NavigationList* list() const { return list_; }
  bool isCollapsed() const { return collapsed_; }
  void setCollapsed(bool collapsed);
  // Marked also when its page comes into the list later.
  void setCurrentKind(const QString& kind);

 Q_SIGNALS:
  void pageChosen(const QString& kind, heddle::shell::OpenMode mode);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  NavigationModel* model_;
  NavigationList* list_;
  DeploymentSwitcher* switcher_;
  QString currentKind_;
  bool collapsed_ = false;
};

}  // namespace heddle::shell
