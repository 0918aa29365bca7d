// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/deployment_item.h"

#include <QWidget>

class QAction;
class QHBoxLayout;

namespace heddle::widgets {
class Chip;
}

namespace heddle::shell {

class GoToBox;

// The 38 px row beneath the window frame: mark, the active tab's deployment, the go-to box, its actions.
class TitleBar : public QWidget {
  Q_OBJECT
 public:
  explicit TitleBar(QWidget* parent = nullptr);

  void setDeployment(const std::optional<DeploymentItem>& item);
  // Whose key the go-to box shows.
  void setGoToAction(const QAction* action);
  // The last one is the rightmost. The actions stay with their owner.
  void setActions(const QList<QAction*>& actions);

 Q_SIGNALS:
  void goToRequested();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  widgets::Chip* name_;
  widgets::Chip* environment_;
  widgets::Chip* server_;
  GoToBox* goTo_;
  QHBoxLayout* actions_;
};

// "PRODUCTION · read-only": environment word and lock state of the chip.
QString environmentChipText(const DeploymentItem& item);

}  // namespace heddle::shell
