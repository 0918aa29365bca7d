// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/deployment_item.h"

#include <QAbstractButton>
#include <QList>

class QAction;

namespace heddle::shell {

// Heads the navigation: which deployment the pages belong to. Opens a menu of all of them and the actions
// added by composition (add, manage).
class DeploymentSwitcher : public QAbstractButton {
  Q_OBJECT
 public:
  explicit DeploymentSwitcher(QWidget* parent = nullptr);

  void setDeployments(const QList<DeploymentItem>& items);
  void setCurrent(const QString& slug);
  QString current() const { return current_; }
  // Beneath the deployments in the menu; they stay with their owner.
  void setActions(const QList<QAction*>& actions) { actions_ = actions; }
  // Whose key the tool tip says.
  void setOpenAction(const QAction* action);
  void setCompact(bool compact);
  QSize sizeHint() const override;

 public Q_SLOTS:
  void openMenu();

 Q_SIGNALS:
  void chosen(const QString& slug);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  const DeploymentItem* currentItem() const;

  QList<DeploymentItem> items_;
  QList<QAction*> actions_;
  QString current_;
  const QAction* open_ = nullptr;
  bool compact_ = false;
};

// A round mark in the environment's colour, for menus and tabs.
QIcon environmentIcon(const QString& environment);

}  // namespace heddle::shell
