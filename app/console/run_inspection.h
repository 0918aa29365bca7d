// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/page_context.h"
#include "app/console/run_stream.h"
#include "backend/client/postgres/run_feed.h"
#include "backend/client/postgres/thread_feed.h"
#include "backend/client/postgres/timeline_feed.h"
#include "models/tables/steps_table.h"
#include "models/tables/tail_table.h"
#include "ui/panels/run_detail/run_detail_panel.h"

#include <memory>

#include <QPointer>

namespace heddle::console {

/// Drives one RunDetailPanel: reads the run, its steps and, while that tab is in front, its events. Used by
/// the inspector of the runs list and by a run's own page. GUI thread; large answers are decoded in the pool.
class RunInspection : public QObject {
  Q_OBJECT
 public:
  RunInspection(OpenDeployment& deployment, PageContext& context, panels::Layout layout, QObject* parent);
  ~RunInspection() override;

  panels::RunDetailPanel* panel() const { return panel_; }
  /// An empty id shows nothing. The same id again reads it again without blanking what is shown.
  void show(const QString& runId);
  /// Looks again at a run that lives; one that has ended does not change any more.
  void look();
  const models::RunDetail& detail() const { return detail_; }

 Q_SIGNALS:
  void openRequested(const QString& kind, const QString& object, bool newTab);
  void noticed(const QString& sentence);
  void detailChanged();

 private:
  void wirePanel();
  void start();
  void letGo();
  void forget();
  void cannotOpen(const QString& why);
  void cannotRead();
  void ask();
  void arrived(quint64 generation, const query::RunDetail& answer);
  void decoded(quint64 generation, models::RunDetail detail);
  void historyArrived(quint64 generation, const std::vector<query::CheckpointRecord>& rows, bool more);
  void tasksArrived(quint64 generation, const std::vector<query::TaskRecord>& tasks);
  void showSteps();
  void wireFeeds();
  void failed(quint64 generation, const client::SourceError& error);
  void watchEvents(bool shown);
  void updateGate();

  OpenDeployment& deployment_;
  PageContext& context_;
  models::StepsTable steps_;
  models::TailTable events_;
  QPointer<panels::RunDetailPanel> panel_;
  std::unique_ptr<client::RunDetailFeed> runFeed_;
  std::unique_ptr<client::ThreadDetailFeed> stepFeed_;
  std::unique_ptr<client::TimelineFeed> taskFeed_;
  std::unique_ptr<RunStream> stream_;
  QString runId_;
  models::RunDetail detail_;
  std::vector<models::CheckpointRow> checkpoints_;
  std::vector<models::TaskRow> tasks_;
  bool stepsKnown_ = false, tasksKnown_ = false;
  bool asking_ = false;
  bool failed_ = false;  // something could not be read: it is asked for again
  quint64 wanted_ = 0, wantedSteps_ = 0, wantedTasks_ = 0;
  bool eventsShown_ = false;
};

}  // namespace heddle::console
