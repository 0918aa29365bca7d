// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/open_deployment.h"
#include "backend/client/actions/action_run.h"
#include "backend/client/actions/target_backup.h"
#include "models/tables/action_items_table.h"
#include "ui/panels/safety/action_dialog.h"

#include <memory>
#include <vector>

#include <QObject>
#include <QPointer>
#include <QWidget>

namespace heddle::console {

/// Every change that the window asks for, apart from starting runs: previews it, asks as the deployment's
/// level wants, carries it out and tells what really became of it. One per window; GUI thread.
class WriteActions : public QObject {
  Q_OBJECT
 public:
  explicit WriteActions(QObject* parent = nullptr);

  /// Dialogs belong to it; before it is set there are none.
  void setWindow(QWidget* window) { window_ = window; }
  QWidget* window() const { return window_; }
  /// Where copies of what is deleted are kept; without one none are offered.
  void setCopies(const QString& folder) { copies_ = folder; }
  const QString& copies() const { return copies_; }

  void ask(OpenDeployment& deployment, client::ActionRequest request);

  // The usual requests, by ids.
  static client::ActionRequest onRun(client::ActionVerb verb, const QString& threadId, const QString& runId);
  static client::ActionRequest onIds(client::ActionVerb verb, const QStringList& ids);

 Q_SIGNALS:
  void noticed(const QString& sentence);
  /// Something was changed, or tried: lists may look again at once.
  void changed(const QString& deployment);

 private:
  QPointer<QWidget> window_;
  QString copies_;
};

/// One action: its dialog, if there is one, and its run. Lives until both are over; GUI thread.
class WriteTask : public QObject {
  Q_OBJECT
 public:
  WriteTask(OpenDeployment& deployment, client::ActionPlan plan, WriteActions* actions);

  void begin();

 private:
  void askFirst(const client::ActionPreview& preview);
  void rehearse();
  void agreed(const client::Consent& consent);
  void carryOut(const client::Consent& consent);
  void wireRun();
  void showPhase();
  void showItem(int index, const client::ItemResult& item);
  void over();
  bool takesUndo() const;

  OpenDeployment& deployment_;
  QPointer<client::DeploymentSession> session_;
  client::ActionPlan plan_;
  WriteActions* actions_;
  models::ActionItemsTable items_;
  QPointer<panels::ActionDialog> dialog_;
  std::unique_ptr<client::ActionRehearsal> rehearsal_;
  std::unique_ptr<client::TargetBackup> backup_;
  QString copy_;  // the file that was kept
  std::unique_ptr<client::ActionRun> run_;
};

}  // namespace heddle::console
