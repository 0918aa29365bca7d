// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tables/assistants_table.h"
#include "ui/panels/action_gate.h"
#include "ui/panels/list/list_panel.h"

namespace heddle::panels {

/// The assistants of one deployment: its graphs under their names. Run… starts the chosen one.
class AssistantsPage : public ListPanel {
  Q_OBJECT
 public:
  explicit AssistantsPage(models::AssistantsTable& assistants, QWidget* parent = nullptr);

  void setGate(const ActionGate& gate);
  QList<QAction*> actionList() const { return {run_, edit_, version_}; }

 Q_SIGNALS:
  void runRequested(const QString& assistantId);
  // Nothing is changed yet.
  void editRequested(const QString& assistantId);
  void versionRequested(const QString& assistantId);
  void localServerRequested();

 protected:
  void fillMenu(QMenu& menu, const QString& key) override;
  QList<QAction*> emptyActions() override;

 private:
  void updateActions();

  ActionGate gate_;
  QAction* run_;
  QAction* edit_;
  QAction* version_;
  QAction* local_;
};

}  // namespace heddle::panels
