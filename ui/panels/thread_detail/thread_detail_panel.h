// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/diff.h"
#include "models/rows/thread_detail.h"
#include "models/tables/runs_table.h"
#include "ui/panels/action_gate.h"
#include "ui/panels/freshness.h"
#include "ui/panels/layout.h"
#include "ui/panels/thread_detail/thread_place.h"
#include "ui/widgets/large_copy.h"

#include <memory>
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

class DiffPane;
class RevealTime;
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
  /// The thread shown could not be read again: it stays, greyed, with its age.
  void showStale(const QString& sentence, const QString& cause);

  /// The thread itself; state and history come apart, as they are read.
  void setThread(const models::ThreadRow& row, const QString& error, const models::TimeFormat& format);
  void setState(const models::ThreadState& state);
  void setStateProblem(const QString& sentence);
  void setHistory(const std::vector<models::CheckpointRow>& newestFirst, bool more,
                  const models::TimeFormat& format);
  /// Why there is no history or no list of runs to expect here; empty: there may be.
  void setAbsences(const QString& history, const QString& runs);
  /// `elsewhereA` and `elsewhereB` say where a side stands that is not of this thread; empty: it is.
  void setDiff(std::shared_ptr<const checkpoint::Diff> diff, const QString& elsewhereA = {},
               const QString& elsewhereB = {});
  void setDiffProblem(const QString& sentence);
  void setGate(const ActionGate& gate);

  /// What is looked at. It may be set before there is a thread: it is gone to when the history is there.
  ThreadPlace place() const;
  void setPlace(const ThreadPlace& place);
  /// The checkpoint whose state is shown; empty: the newest.
  const QString& checkpoint() const { return checkpoint_; }
  const std::vector<models::InterruptRow>& interrupts() const { return state_.interrupts; }
  QList<QAction*> actionList() const { return {resume_, copy_, decrypt_, reveal_, delete_}; }

 Q_SIGNALS:
  void retryRequested();
  void resumeRequested(const QString& threadId);
  /// Not confirmed yet.
  void deleteRequested(const QString& threadId);
  void checkpointChosen(const QString& threadId, const QString& ns, const QString& checkpointId);
  void moreHistoryRequested();
  /// Of two checkpoints of the history, each by its row.
  void compareRequested(const heddle::models::CheckpointRow& a, const heddle::models::CheckpointRow& b);
  void decryptRequested();
  /// For the state and for what is compared; not revealed again before the user asks.
  void revealRequested(bool reveal);
  void openRunRequested(const QString& runId, bool newTab);

 private:
  void buildHeader(QVBoxLayout* column);
  void buildReveal();
  void turnReveal(bool reveal);
  void hideSecrets();
  void buildViews();
  void layOutCompact(QVBoxLayout* column);
  void layOutFull(QVBoxLayout* column);
  QWidget* historyView();
  void showRuns();
  void showMarkHint();
  void forgetMarks();
  void showMessages();
  void updateHeader();
  void chosen(const QString& railId);
  void marked();
  void goToWanted();
  void show(const models::CheckpointRow& row);
  void compareMarks();
  std::optional<models::CheckpointRow> rowOf(const QString& key) const;
  QString named(const char* name) const;

  Layout layout_;
  models::ThreadRow row_;
  models::ThreadState state_;
  widgets::LargeCopy copying_;
  QString error_;
  QString checkpoint_;
  std::optional<ThreadPlace> wanted_;  // not reached yet
  int pagesSought_ = 0;                // of older checkpoints, on the way there
  std::vector<models::CheckpointRow> history_;
  models::TimeFormat format_;
  ActionGate gate_;
  QAction* resume_;
  QAction* copy_;
  QAction* delete_;
  QAction* decrypt_;
  QAction* reveal_;
  RevealTime* revealTime_;
  widgets::StatefulView* states_;
  Freshness freshness_;
  widgets::TextLabel* title_;
  widgets::StatusPill* status_;
  widgets::TextLabel* subtitle_;
  widgets::InlineNotice* notice_;
  widgets::MessageList* messages_;
  widgets::StatefulView* messageStates_;
  ValuePane* values_;
  DiffPane* diff_;
  QString noHistory_, noRuns_;  // why, where the database keeps none
  widgets::HistoryRail* rail_;
  widgets::StatefulView* railStates_;
  QPushButton* older_;
  widgets::DataTable* runs_;
  widgets::StatefulView* runStates_;
  QTabWidget* tabs_ = nullptr;  // what is compared stands in one of them
  QTabWidget* past_ = nullptr;  // full only: history and runs, beside them
  widgets::TextLabel* where_ = nullptr;
};

}  // namespace heddle::panels
