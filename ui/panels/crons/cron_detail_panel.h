// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"
#include "models/rows/cron_row.h"
#include "models/tables/crons_table.h"
#include "models/values/masked_value.h"
#include "ui/panels/action_gate.h"
#include "ui/panels/layout.h"

#include <memory>

#include <QWidget>

class QVBoxLayout;

namespace heddle::widgets {
class DataTable;
class KeyValueGrid;
class StatefulView;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

class ValuePane;

/// One cron: when it fires, what it sends, and what became of it so far. The inspector of the list.
class CronDetailPanel : public QWidget {
  Q_OBJECT
 public:
  struct Detail {
    models::CronRow row;
    QString userId, onRunCompleted;
    QStringList next;  // fires to come, on its own clocks
    models::MaskedValue payload, metadata;
    std::vector<models::PastFireRow> fires;  // newest first
    bool firesKept = true;                   // this database keeps them
  };

  explicit CronDetailPanel(QWidget* parent = nullptr);

  void showNothing();
  void showLoading();
  void showError(const QString& sentence, const QString& cause);
  void setDetail(const Detail& detail, const models::TimeFormat& format);
  void setGate(const ActionGate& gate);

 Q_SIGNALS:
  void retryRequested();
  // Not confirmed yet.
  void pauseRequested(const QString& cronId);
  void resumeRequested(const QString& cronId);
  void deleteRequested(const QString& cronId);
  void runRequested(const QString& runId, bool newTab);

 private:
  void showFires(const Detail& detail, const models::TimeFormat& format);
  void buildActions(QVBoxLayout* column);
  void updateActions();

  models::PastFiresTable fires_;
  models::CronRow row_;
  ActionGate gate_;
  QAction* pause_;
  QAction* resume_;
  QAction* delete_;
  widgets::StatefulView* states_;
  widgets::TextLabel* title_;
  widgets::KeyValueGrid* facts_;
  ValuePane* payload_;
  ValuePane* metadata_;
  widgets::DataTable* history_;
  widgets::StatefulView* historyStates_;
};

}  // namespace heddle::panels
