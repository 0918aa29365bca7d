// SPDX-License-Identifier: Apache-2.0
#include "app/console/run_inspection.h"

#include "app/console/absence.h"
#include "app/console/decode_pool.h"
#include "app/console/rows.h"
#include "app/console/write_actions.h"
#include "models/format/ids.h"
#include "models/values/timeline.h"
#include "ui/panels/tail/tail_pane.h"

namespace heddle::console {
namespace {

constexpr int kMostSteps = 500;  // the timeline's bound too

}  // namespace

RunInspection::RunInspection(OpenDeployment& deployment, PageContext& context, panels::Layout layout,
                             QObject* parent)
    : QObject(parent), deployment_(deployment), context_(context) {
  panel_ = new panels::RunDetailPanel(steps_, events_, layout);
  wirePanel();
  connect(&deployment_, &OpenDeployment::opened, this, &RunInspection::start);
  connect(&deployment_, &OpenDeployment::closing, this, &RunInspection::letGo);
  connect(&deployment_, &OpenDeployment::failed, this, &RunInspection::cannotOpen);
  connect(&deployment_, &OpenDeployment::sourceChanged, this, [this] {
    updateGate();
    if (!runFeed_) cannotRead();
  });
  connect(&context_.time, &WindowTime::modeChanged, this, [this] {
    steps_.setTimeFormat(context_.format(deployment_));
    events_.setTimeFormat(context_.format(deployment_));
  });
  if (deployment_.session() != nullptr) start();
}

RunInspection::~RunInspection() {
  delete panel_.data();
}

void RunInspection::wirePanel() {
  connect(panel_, &panels::RunDetailPanel::retryRequested, this, [this] {
    deployment_.open();
    ask();
  });
  connect(panel_, &panels::RunDetailPanel::openThreadRequested, this,
          [this](const QString& id) { Q_EMIT openRequested(QStringLiteral("thread"), id, false); });
  connect(panel_, &panels::RunDetailPanel::tailRequested, this, [this](const QString&, const QString& run) {
    Q_EMIT openRequested(QStringLiteral("tail"), run, false);
  });
  connect(panel_, &panels::RunDetailPanel::eventsShown, this, &RunInspection::watchEvents);
  const auto act = [this](client::ActionVerb verb) {
    return [this, verb](const QString& thread, const QString& run) {
      context_.writes.ask(deployment_, WriteActions::onRun(verb, thread, run));
    };
  };
  using client::ActionVerb;
  connect(panel_, &panels::RunDetailPanel::cancelRequested, this, act(ActionVerb::cancelRun));
  connect(panel_, &panels::RunDetailPanel::rollbackRequested, this, act(ActionVerb::rollBackRun));
  connect(panel_, &panels::RunDetailPanel::deleteRequested, this, act(ActionVerb::deleteRun));
  connect(&context_.writes, &WriteActions::changed, this, [this](const QString& slug) {
    if (slug == deployment_.slug()) ask();
  });
}

void RunInspection::letGo() {
  stream_.reset();
  runFeed_.reset();
  stepFeed_.reset();
  taskFeed_.reset();
  forget();
  if (panel_ && !runId_.isEmpty()) panel_->showLoading();
}

/// No answer of the run shown so far counts any more.
void RunInspection::forget() {
  wanted_ = wantedSteps_ = wantedTasks_ = 0;
  asking_ = failed_ = false;
  stepsKnown_ = tasksKnown_ = false;
  detail_ = {};
  checkpoints_.clear();
  tasks_.clear();
  events_.clear();
  steps_.replaceAll({});
}

void RunInspection::cannotOpen(const QString& why) {
  if (panel_ && !runId_.isEmpty())
    panel_->showError(QStringLiteral("The deployment could not be opened."), why);
}

void RunInspection::start() {
  updateGate();
  client::PgSession* postgres = deployment_.session()->postgres();
  if (postgres == nullptr) {
    cannotRead();
    return;
  }
  runFeed_ = std::make_unique<client::RunDetailFeed>(*postgres);
  stepFeed_ = std::make_unique<client::PgThreadDetailFeed>(*postgres);
  taskFeed_ = std::make_unique<client::TimelineFeed>(*postgres);
  wireFeeds();
  ask();
}

void RunInspection::wireFeeds() {
  connect(runFeed_.get(), &client::RunDetailFeed::loaded, this, &RunInspection::arrived);
  connect(runFeed_.get(), &client::RunDetailFeed::failed, this, &RunInspection::failed);
  connect(stepFeed_.get(), &client::ThreadDetailFeed::historyLoaded, this,
          [this](quint64 generation, const std::vector<query::CheckpointRecord>& rows, bool more) {
            historyArrived(generation, rows, more);
          });
  connect(stepFeed_.get(), &client::ThreadDetailFeed::failed, this,
          [this](quint64 generation, const client::SourceError& error) {
            if (generation != wantedSteps_ || !panel_ || error.kind == client::SourceError::Kind::cancelled)
              return;
            failed_ = true;
            panel_->showStepsError(error.sentence);
            panel_->showTimelineError(error.sentence);
          });
  connect(taskFeed_.get(), &client::TimelineFeed::loaded, this, &RunInspection::tasksArrived);
  connect(taskFeed_.get(), &client::TimelineFeed::failed, this,
          [this](quint64 generation, const client::SourceError& error) {
            if (generation != wantedTasks_ || !panel_ || error.kind == client::SourceError::Kind::cancelled)
              return;
            failed_ = true;
            panel_->showTimelineError(error.sentence);
          });
}

/// It is not on its way: there is nothing to read it from.
void RunInspection::cannotRead() {
  const client::DeploymentSession* session = deployment_.session();
  if (session == nullptr || session->postgres() != nullptr || !panel_ || runId_.isEmpty()) return;
  const auto absence =
      noPostgres(*session, query::Part::runs, QStringLiteral("A run is read from Postgres."));
  panel_->showError(absence.sentence, absence.cause);
}

void RunInspection::updateGate() {
  if (panel_) panel_->setGate({deployment_.actionsAllowed(), deployment_.refusal()});
}

void RunInspection::show(const QString& runId) {
  if (runId == runId_) {
    look();
    return;
  }
  runId_ = runId;
  stream_.reset();
  forget();
  if (runId_.isEmpty()) {
    panel_->showNothing();
    return;
  }
  panel_->showLoading();
  ask();
  cannotRead();
}

void RunInspection::look() {
  if (asking_) return;  // a slow answer must arrive
  const bool known = detail_.row.id == runId_;
  if (!known || failed_ || !core::isTerminal(detail_.row.status)) ask();
}

void RunInspection::ask() {
  if (!runFeed_ || runId_.isEmpty()) return;
  asking_ = true;
  wanted_ = runFeed_->load(runId_.toStdString());
}

void RunInspection::arrived(quint64 generation, const query::RunDetail& answer) {
  if (generation != wanted_) return;
  asking_ = failed_ = false;
  decode(
      this, [answer] { return runDetail(answer); },
      [this, generation](models::RunDetail detail) { decoded(generation, std::move(detail)); });
  query::HistoryQuery steps;
  steps.threadId = answer.row.threadId;
  steps.runId = answer.row.runId;
  steps.limit = kMostSteps;
  wantedSteps_ = stepFeed_->loadHistory(steps);
  wantedTasks_ = taskFeed_->load(answer.row.threadId, answer.row.runId);
}

void RunInspection::decoded(quint64 generation, models::RunDetail detail) {
  if (generation != wanted_ || !panel_) return;
  const bool first = detail_.row.id.isEmpty();
  detail_ = std::move(detail);
  panel_->setDetail(detail_, context_.format(deployment_));
  showSteps();
  if (first && eventsShown_) watchEvents(true);
  Q_EMIT detailChanged();
}

void RunInspection::historyArrived(quint64 generation, const std::vector<query::CheckpointRecord>& rows,
                                   bool more) {
  if (generation != wantedSteps_) return;
  if (panel_)
    panel_->setStepsRemark(
        more ? QStringLiteral("The newest %1 checkpoints of this run; the thread's history has the others.")
                   .arg(kMostSteps)
             : QString());
  checkpoints_ = rowsOf(rows, checkpointRow);
  stepsKnown_ = true;
  showSteps();
}

void RunInspection::tasksArrived(quint64 generation, const std::vector<query::TaskRecord>& tasks) {
  if (generation != wantedTasks_) return;
  tasks_ = rowsOf(tasks, taskRow);
  tasksKnown_ = true;
  showSteps();
}

/// Run, checkpoints and tasks come in any order; spans need the run's own times.
void RunInspection::showSteps() {
  if (!panel_ || !stepsKnown_ || detail_.row.id.isEmpty()) return;
  steps_.setTimeFormat(context_.format(deployment_));
  steps_.replaceAll(models::stepsOf(checkpoints_, detail_.row.startedUs));
  if (tasksKnown_)
    panel_->setTimeline(
        models::timelineOf(detail_.row, checkpoints_, tasks_, context_.format(deployment_).nowUs));
}

void RunInspection::failed(quint64 generation, const client::SourceError& error) {
  if (generation != wanted_ || !panel_) return;
  asking_ = false;
  if (error.kind == client::SourceError::Kind::cancelled) return;
  failed_ = true;
  const bool gone = error.kind == client::SourceError::Kind::notFound;
  if (!gone && detail_.row.id == runId_) {
    panel_->showStale(QStringLiteral("The run could not be read."), error.sentence);
    return;
  }
  panel_->showError(gone ? QStringLiteral("There is no run %1.").arg(models::shortId(runId_))
                         : QStringLiteral("The run could not be read."),
                    error.sentence);
}

void RunInspection::watchEvents(bool shown) {
  eventsShown_ = shown;
  if (!shown || detail_.row.id.isEmpty() || deployment_.session() == nullptr) {
    stream_.reset();
    return;
  }
  events_.setTimeFormat(context_.format(deployment_));
  events_.clear();
  stream_ = std::make_unique<RunStream>(deployment_, events_, panel_->events());
  stream_->watch(detail_.row, steps_);
}

}  // namespace heddle::console
