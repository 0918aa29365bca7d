// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tables/crons_table.h"
#include "ui/panels/action_gate.h"
#include "ui/panels/list/list_panel.h"

namespace heddle::widgets {
class TextLabel;
}

namespace heddle::panels {

class ForecastPanel;

/// The crons of one deployment, and what they will do. What changes one stays visible where it is refused and
/// says why.
class CronsPage : public ListPanel {
  Q_OBJECT
 public:
  explicit CronsPage(models::CronsTable& crons, QWidget* parent = nullptr);

  ForecastPanel& forecast() { return *forecast_; }
  /// What this database does not keep about crons; empty hides it.
  void setNote(const QString& sentence);
  void setGate(const ActionGate& gate);
  QList<QAction*> actionList() const { return {pause_, resume_, delete_}; }

 Q_SIGNALS:
  void runRequested(const QString& runId);
  void threadRequested(const QString& threadId);
  // Of the selected crons, of those where it makes sense; not confirmed yet.
  void pauseRequested(const QStringList& cronIds);
  void resumeRequested(const QStringList& cronIds);
  void deleteRequested(const QStringList& cronIds);

 protected:
  void fillMenu(QMenu& menu, const QString& key) override;

 private:
  void buildActions();
  /// The selected crons but those known to be so already.
  QStringList keysToTurn(bool enabled) const;

  models::CronsTable& crons_;
  SelectionAction* pause_;
  SelectionAction* resume_;
  SelectionAction* delete_;
  ForecastPanel* forecast_;
  widgets::TextLabel* note_;
};

}  // namespace heddle::panels
