// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/run_detail.h"
#include "models/rows/timeline_row.h"
#include "models/tables/steps_table.h"
#include "models/tables/tail_table.h"
#include "ui/panels/action_gate.h"
#include "ui/panels/freshness.h"
#include "ui/panels/layout.h"
#include "ui/panels/thread_detail/thread_place.h"

#include <QWidget>

class QTabWidget;
class QVBoxLayout;

namespace heddle::widgets {
class Card;
class CodeView;
class DataTable;
class KeyValueGrid;
class StatefulView;
class StatusPill;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

class RunTimeline;
class TailPane;
class ValuePane;

/// One run: status, times and error above, below Timeline, Steps, Events, Input, Output, Error and Raw. The
/// same widget is the inspector (compact) and a tab of its own (full). Asks by signals; what it shows is set
/// from outside. GUI thread.
class RunDetailPanel : public QWidget {
  Q_OBJECT
 public:
  RunDetailPanel(models::StepsTable& steps, models::TailTable& events, Layout layout,
                 QWidget* parent = nullptr);

  /// No run is chosen: says what to do.
  void showNothing();
  void showLoading();
  void showError(const QString& sentence, const QString& cause);
  /// The run shown could not be read again: it stays, greyed, with its age.
  void showStale(const QString& sentence, const QString& cause);
  /// The run is there, its steps could not be read. Steps on the screen stay, greyed.
  void showStepsError(const QString& cause);
  /// What of the run's steps is left out, as a sentence above them and the timeline; empty: nothing.
  void setStepsRemark(const QString& remark);
  /// Of the run shown; comes apart, as its checkpoints are read.
  void setTimeline(const models::Timeline& timeline);
  void showTimelineError(const QString& cause);
  /// `format` is the moment queue wait and duration are counted to while the run lives.
  void setDetail(const models::RunDetail& detail, const models::TimeFormat& format);
  void setGate(const ActionGate& gate);
  /// The tab in front, and of the steps the checkpoint that is marked. It may be set before there is a run.
  ThreadPlace place() const;
  void setPlace(const ThreadPlace& place);
  TailPane& events() { return *events_; }
  QList<QAction*> actionList() const { return {openThread_, cancel_, rollback_, delete_, tail_}; }

 Q_SIGNALS:
  void retryRequested();
  // Not confirmed yet.
  void cancelRequested(const QString& threadId, const QString& runId);
  void rollbackRequested(const QString& threadId, const QString& runId);
  void deleteRequested(const QString& threadId, const QString& runId);
  void openThreadRequested(const QString& threadId);
  void tailRequested(const QString& threadId, const QString& runId);
  /// The Events tab came to the front or left it: only then its stream is worth reading.
  void eventsShown(bool shown);

 private:
  void buildHeader(QVBoxLayout* column);
  void buildTabs(QVBoxLayout* column);
  void showSteps();
  void markWantedStep();
  void setTimes(const models::TimeFormat& format);
  void setError();
  void updateActions();
  bool eventsVisible() const;

  Layout layout_;
  models::RunDetail detail_;
  ActionGate gate_;
  QAction* openThread_;
  QAction* cancel_;
  QAction* rollback_;
  QAction* delete_;
  QAction* tail_;
  widgets::StatefulView* states_;
  Freshness freshness_;
  widgets::TextLabel* title_;
  widgets::StatusPill* status_;
  widgets::TextLabel* subtitle_;
  widgets::KeyValueGrid* times_;
  widgets::Card* errorCard_;
  widgets::TextLabel* errorTitle_;
  widgets::TextLabel* errorLine_;
  widgets::CodeView* errorText_;
  widgets::CodeView* raw_;
  widgets::DataTable* steps_;
  widgets::StatefulView* stepStates_;
  RunTimeline* timeline_;
  ValuePane* input_;
  ValuePane* output_;
  TailPane* events_;
  QTabWidget* tabs_;
  QString stepsRemark_;
  QString wantedStep_;  // a checkpoint to be marked once it is there
};

}  // namespace heddle::panels
