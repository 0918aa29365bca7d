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

/// The crons of one deployment, and what they will do. Read-only.
class CronsPage : public ListPanel {
  Q_OBJECT
 public:
  explicit CronsPage(models::CronsTable& crons, QWidget* parent = nullptr);

  ForecastPanel& forecast() { return *forecast_; }
  /// What this database does not keep about crons; empty hides it.
  void setNote(const QString& sentence);
  void setGate(const ActionGate&) {}

 Q_SIGNALS:
  void runRequested(const QString& runId);
  void threadRequested(const QString& threadId);

 protected:
  void fillMenu(QMenu& menu, const QString& key) override;

 private:
  models::CronsTable& crons_;
  ForecastPanel* forecast_;
  widgets::TextLabel* note_;
};

}  // namespace heddle::panels
