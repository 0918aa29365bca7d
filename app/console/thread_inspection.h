// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/page_context.h"
#include "app/console/pair_comparison.h"
#include "backend/client/postgres/run_feed.h"
#include "backend/client/thread_detail_feed.h"
#include "models/rows/thread_detail.h"
#include "models/tables/runs_table.h"
#include "ui/panels/thread_detail/thread_detail_panel.h"

#include <memory>

#include <QPointer>

namespace heddle::console {

/// Drives one ThreadDetailPanel: the thread, its history, its runs, and the state at the newest or at a
/// chosen checkpoint. GUI thread; states are decoded where they are read, shaped in the pool.
class ThreadInspection : public QObject {
  Q_OBJECT
 public:
  ThreadInspection(OpenDeployment& deployment, PageContext& context, panels::Layout layout, QObject* parent,
                   client::Source source = client::Source::postgres);
  ~ThreadInspection() override;

  panels::ThreadDetailPanel* panel() const { return panel_; }
  void show(const QString& threadId);
  /// Reads thread, runs and newest checkpoint again; a chosen older checkpoint stays on the screen.
  void look();
  /// Nobody sees it any more: a state that is being read is given up, and read again by look().
  void leave();
  const models::ThreadRow& row() const { return row_; }

 Q_SIGNALS:
  void openRequested(const QString& kind, const QString& object, bool newTab);
  void resumeRequested(const QString& threadId, const std::vector<heddle::models::InterruptRow>& interrupts);
  void detailChanged();

 private:
  bool isSaved() const { return source_ == client::Source::redis; }
  void wirePanel();
  void wireFeeds();
  void wireComparison();
  QString elsewhere(const StatePlace& place) const;
  void askKey();
  void showAbsences();
  void start();
  void letGo();
  void cannotOpen(const QString& why);
  void cannotRead();
  void ask();
  void askState(const QString& ns, const QString& checkpointId, bool glance = false);
  void readRest(const std::string& checkpointId);
  void arrived(quint64 generation, const query::ThreadDetail& answer);
  void historyArrived(quint64 generation, const std::vector<query::CheckpointRecord>& rows, bool more);
  void takeNewest(std::vector<models::CheckpointRow> rows, bool more);
  void stateArrived(quint64 generation, const client::CheckpointContentPtr& content);
  QString noState() const;
  void failed(quint64 generation, const client::SourceError& error);
  void updateGate();

  OpenDeployment& deployment_;
  PageContext& context_;
  client::Source source_;  // Redis: a checkpointer's there, which has no runs
  models::RunsTable runs_;
  QPointer<panels::ThreadDetailPanel> panel_;
  std::unique_ptr<client::ThreadDetailFeed> feed_;
  std::unique_ptr<client::RunFeed> runFeed_;
  std::unique_ptr<PairComparison> comparison_;
  QString threadId_;
  models::ThreadRow row_;
  std::vector<models::CheckpointRow> history_;
  bool moreHistory_ = false;  // older than these
  QString seenCheckpoint_;
  QString shownNs_, shownCheckpoint_;  // of the state on the screen
  bool revealed_ = false;              // secrets in the state, by the user's wish, while this thread is shown
  bool asking_ = false;
  bool stateFailed_ = false;  // could not be read, or was given up: it is asked for again
  bool stateAsked_ = false;   // and not all there yet
  bool glance_ = false;       // the state asked for is without its large values: they follow
  quint64 wanted_ = 0, wantedHistory_ = 0, wantedOlder_ = 0, wantedState_ = 0, wantedRuns_ = 0;
};

/// The same of a thread that a checkpointer keeps in Redis.
class SavedThreadInspection : public ThreadInspection {
  Q_OBJECT
 public:
  SavedThreadInspection(OpenDeployment& deployment, PageContext& context, panels::Layout layout,
                        QObject* parent)
      : ThreadInspection(deployment, context, layout, parent, client::Source::redis) {}
};

}  // namespace heddle::console
