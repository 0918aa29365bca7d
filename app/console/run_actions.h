// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/open_deployment.h"
#include "app/console/run_join.h"
#include "app/console/write_actions.h"
#include "models/rows/thread_detail.h"
#include "models/tables/action_items_table.h"
#include "models/tables/tail_table.h"
#include "ui/panels/run_dialog/run_dialog.h"
#include "ui/panels/safety/action_dialog.h"
#include "ui/shell/page.h"

#include <memory>
#include <string>
#include <vector>

#include <QObject>
#include <QPointer>

namespace heddle::console {

/// Opens the dialogs that start something. One per window; every dialog is a RunTask of its own.
class RunActions : public QObject {
  Q_OBJECT
 public:
  explicit RunActions(WriteActions& writes, QObject* parent = nullptr);

  /// What cancels is not a start: it goes that way.
  WriteActions& writes() { return writes_; }

  /// Dialogs belong to it; before it is set there are none.
  void setWindow(QWidget* window) { window_ = window; }

  /// `assistant` and `threadId` may be empty.
  void run(OpenDeployment& deployment, const QString& assistant, const QString& threadId);
  void resume(OpenDeployment& deployment, const QString& assistant, const QString& threadId,
              const std::vector<models::InterruptRow>& questions);

 Q_SIGNALS:
  void openRequested(const heddle::shell::PageKey& key, heddle::shell::OpenMode mode);
  void noticed(const QString& sentence);
  /// A run was started or has ended: lists may look again at once.
  void runsChanged(const QString& deployment);

 private:
  bool refused(OpenDeployment& deployment, const QString& threadId);

  WriteActions& writes_;
  QPointer<QWidget> window_;
};

/// One dialog and the run it started. Lives as long as its dialog; GUI thread.
class RunTask : public QObject {
  Q_OBJECT
 public:
  RunTask(panels::RunDialog::Purpose purpose, OpenDeployment& deployment, QWidget* window,
          RunActions* actions);
  ~RunTask() override;

  panels::RunDialog& dialog() { return *dialog_; }
  void loadChoices(const QString& preferred);

 private:
  void wireDialog();
  void wireDeployment();
  void letGo();
  /// nullptr, and the dialog says so, while there is nothing to ask.
  client::ApiSession* api();
  void loadSchemas(const QString& assistant);
  void submit(const panels::RunSubmission& submission);
  void confirm(const client::WriteIntent& intent);
  void start(const client::WriteIntent& intent, const client::Consent& consent);
  void cancel(client::ActionVerb verb);
  void arrived(const client::StreamEvents& batch);
  void streamEnded(const client::SourceError* error);
  void joinAgain(const QString& why);
  void askStatus();
  void statusArrived(const QString& status);
  void over(const QString& failure, const QString& status = {});

  panels::RunDialog::Purpose purpose_;
  OpenDeployment& deployment_;
  RunActions* actions_;
  models::TailTable events_;
  models::ActionItemsTable rolledBack_;  // of the confirmation
  QPointer<panels::RunDialog> dialog_;
  QPointer<panels::ActionDialog> confirmation_;
  QString runId_, threadId_, failure_;
  QString assistant_;  // the schemas of which are wanted
  quint64 stream_ = 0;
  std::string lastId_;             // of the last event that came
  std::unique_ptr<RunJoin> join_;  // since the stream broke off
  bool broken_ = false;            // and has not been heard of again
  bool left_ = false;              // the deployment went away from under the dialog
};

}  // namespace heddle::console
