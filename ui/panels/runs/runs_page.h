// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tables/runs_table.h"
#include "ui/panels/action_gate.h"
#include "ui/panels/list/list_panel.h"

#include <optional>

namespace heddle::widgets {
class TextLabel;
}

namespace heddle::panels {

/// What stands above the runs: how much waits, and since when.
struct QueueFigures {
  qint64 pending = 0;
  qint64 running = 0;
  std::optional<qint64> oldestPendingUs;  // age, by the database's clock

  bool operator==(const QueueFigures&) const = default;
};

/// The runs of one deployment. Run… and Cancel stay visible where they are refused and say why.
class RunsPage : public ListPanel {
  Q_OBJECT
 public:
  explicit RunsPage(models::RunsTable& runs, QWidget* parent = nullptr);

  void setQueue(const std::optional<QueueFigures>& figures);
  void setGate(const ActionGate& gate);
  QList<QAction*> actionList() const { return {run_, cancel_, rollback_, delete_}; }

 Q_SIGNALS:
  void runRequested();
  // Of the selected runs, of the live ones where only those make sense; not confirmed yet.
  void cancelRequested(const QStringList& runIds);
  void rollbackRequested(const QStringList& runIds);
  void deleteRequested(const QStringList& runIds);
  void snippetRequested();
  void localServerRequested();

 protected:
  void fillMenu(QMenu& menu, const QString& key) override;
  QList<QAction*> emptyActions() override;

 private:
  /// The selected runs that can still be cancelled.
  QStringList liveKeys() const;

  models::RunsTable& runs_;
  QAction* run_;
  QAction* firstRun_;  // of the empty state
  SelectionAction* cancel_;
  SelectionAction* rollback_;
  SelectionAction* delete_;
  QAction* snippet_;
  QAction* local_;
  widgets::TextLabel* pending_;
  widgets::TextLabel* oldest_;
};

}  // namespace heddle::panels
