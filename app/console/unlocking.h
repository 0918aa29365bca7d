// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/open_deployment.h"

#include <QAction>
#include <QObject>
#include <QPointer>

namespace heddle::console {

/// The title bar's Unlock… and, while unlocked, Lock with the time that is left. Follows the deployment in
/// front. One per window; GUI thread.
class Unlocking : public QObject {
  Q_OBJECT
 public:
  explicit Unlocking(OpenDeployments& deployments, QObject* parent = nullptr);

  QAction* action() { return &action_; }
  /// Dialogs belong to it.
  void setWindow(QWidget* window) { window_ = window; }
  void setDeployment(const QString& slug);

 private:
  void follow(OpenDeployment* deployment);
  void show();
  void trigger();

  OpenDeployments& deployments_;
  QPointer<QWidget> window_;
  QString slug_;
  QAction action_;
};

}  // namespace heddle::console
