// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tables/threads_table.h"
#include "ui/panels/action_gate.h"
#include "ui/panels/list/list_panel.h"

namespace heddle::panels {

/// The threads of one deployment. Resume… is offered on interrupted ones.
class ThreadsPage : public ListPanel {
  Q_OBJECT
 public:
  explicit ThreadsPage(models::ThreadsTable& threads, QWidget* parent = nullptr);

  void setGate(const ActionGate& gate);
  QList<QAction*> actionList() const { return {run_, resume_, delete_}; }

 Q_SIGNALS:
  void runRequested();
  void resumeRequested(const QString& threadId);
  /// The selected threads; not confirmed yet.
  void deleteRequested(const QStringList& threadIds);
  void snippetRequested();
  void localServerRequested();

 protected:
  void fillMenu(QMenu& menu, const QString& key) override;
  QList<QAction*> emptyActions() override;

 private:
  void updateActions();

  models::ThreadsTable& threads_;
  ActionGate gate_;
  QAction* run_;
  QAction* firstRun_;  // of the empty state
  QAction* resume_;
  SelectionAction* delete_;
  QAction* snippet_;
  QAction* local_;
};

}  // namespace heddle::panels
