// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/thread_detail.h"
#include "models/tables/runs_table.h"
#include "ui/panels/action_gate.h"
#include "ui/panels/layout.h"

#include <optional>

#include <QWidget>

class QPushButton;
class QTabWidget;
class QVBoxLayout;

namespace heddle::widgets {
class DataTable;
class HistoryRail;
class InlineNotice;
class MessageList;
class StatefulView;
class StatusPill;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

class ValuePane;

/// One thread: messages, state, history and runs. Choosing a checkpoint of the history shows the messages and
/// the state as they were there. The same widget is the inspector (compact, four tabs) and a page of its own
/// (full: history beside the state). Asks by signals. GUI thread.
class ThreadDetailPanel : public QWidget {
  Q_OBJECT
 public:
  ThreadDetailPanel(models::RunsTable& runs, Layout layout, QWidget* parent = nullptr);

  void showNothing();
  void showLoading();
  void showError(const QString& sentence, const QString& cause);

  /// The thread itself; state and history come apart, as they are read.
  void setThread(const models::ThreadRow& row, const QString& error, const models::TimeFormat& format);
  void setState(const models::ThreadState& state);
  void setStateProblem(const QString& sentence);
  void setHistory(const std::vector<models::CheckpointRow>& newestFirst, bool more,
                  const models::TimeFormat& format);
  void setGate(const ActionGate& gate);

  /// The checkpoint whose state is shown; empty: the newest.
  const QString& checkpoint() const { return checkpoint_; }
  const std::vector<models::InterruptRow>& interrupts() const { return state_.interrupts; }
  QList<QAction*> actionList() const { return {resume_, copy_, delete_}; }

 Q_SIGNALS:
  void retryRequested();
  void resumeRequested(const QString& threadId);
  /// Not confirmed yet.
  void deleteRequested(const QString& threadId);
  void checkpointChosen(const QString& threadId, const QString& ns, const QString& checkpointId);
  void moreHistoryRequested();
  void openRunRequested(const QString& runId, bool newTab);

 private:
  void buildHeader(QVBoxLayout* column);
  void buildViews();
  void layOutCompact(QVBoxLayout* column);
  void layOutFull(QVBoxLayout* column);
  QWidget* historyView();
  void showRuns();
  void showMessages();
  void updateHeader();
  void chosen(const QString& railId);
  QString named(const char* name) const;

  Layout layout_;
  models::ThreadRow row_;
  models::ThreadState state_;
  QString error_;
  QString checkpoint_;
  std::vector<models::CheckpointRow> history_;
  models::TimeFormat format_;
  ActionGate gate_;
  QAction* resume_;
  QAction* copy_;
  QAction* delete_;
  widgets::StatefulView* states_;
  widgets::TextLabel* title_;
  widgets::StatusPill* status_;
  widgets::TextLabel* subtitle_;
  widgets::InlineNotice* notice_;
  widgets::MessageList* messages_;
  widgets::StatefulView* messageStates_;
  ValuePane* values_;
  widgets::HistoryRail* rail_;
  widgets::StatefulView* railStates_;
  QPushButton* older_;
  widgets::DataTable* runs_;
  widgets::StatefulView* runStates_;
  QTabWidget* tabs_ = nullptr;  // Messages and State, and in the compact layout History and Runs too
  widgets::TextLabel* where_ = nullptr;
};

}  // namespace heddle::panels
