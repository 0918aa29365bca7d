// SPDX-License-Identifier: Apache-2.0
#include "app/console/tail_controller.h"

#include "app/console/rows.h"
#include "models/format/ids.h"

namespace heddle::console {

TailController::TailController(const shell::PageKey& key, PageContext& context, QObject* parent)
    : Page(parent),
      key_(key),
      context_(context),
      deployment_(context.deployments.at(key.deployment)),
      page_(new panels::TailPage(events_)),
      runId_(key.object) {
  page_->setRun(runId_);
  connect(page_, &panels::TailPage::watchRequested, this, [this](const QString& runId) {
    runId_ = runId;
    events_.clear();
    watch();
    Q_EMIT titleChanged();
  });
  connect(&page_->pane(), &panels::TailPane::runRequested, this, [this](const QString& id) {
    Q_EMIT openRequested({QStringLiteral("run"), key_.deployment, id}, shell::OpenMode::NewTab);
  });
  connect(&page_->pane(), &panels::TailPane::retryRequested, this, &TailController::refresh);
  connect(&deployment_, &OpenDeployment::opened, this, &TailController::watch);
  connect(&deployment_, &OpenDeployment::closing, this, &TailController::letGo);
  connect(&deployment_, &OpenDeployment::failed, this, [this](const QString& why) {
    page_->pane().showError(QStringLiteral("The deployment could not be opened."), why);
  });
  connect(&context_.time, &WindowTime::modeChanged, this,
          [this] { events_.setTimeFormat(context_.format(deployment_)); });
  events_.setTimeFormat(context_.format(deployment_));
}

TailController::~TailController() {
  stream_.reset();
  delete page_.data();
}

QString TailController::title() const {
  return runId_.isEmpty() ? QStringLiteral("Live tail") : QStringLiteral("Tail ") + models::shortId(runId_);
}

void TailController::activate() {
  active_ = true;
  deployment_.open();
  if (!stream_) watch();
}

void TailController::deactivate() {
  active_ = false;
  stream_.reset();
}

void TailController::refresh() {
  deployment_.open();
  watch();
}

void TailController::letGo() {
  stream_.reset();
  runFeed_.reset();
  stepFeed_.reset();
  wanted_ = wantedSteps_ = 0;
  events_.clear();
  steps_.replaceAll({});
}

void TailController::watch() {
  stream_.reset();
  wanted_ = wantedSteps_ = 0;  // no answer of the run before
  if (!active_ || deployment_.session() == nullptr) return;
  if (!runId_.isEmpty()) {
    watchRun();
    return;
  }
  stream_ = std::make_unique<RunStream>(deployment_, events_, page_->pane());
  stream_->watchDeployment();
}

void TailController::watchRun() {
  client::PgSession* postgres = deployment_.session()->postgres();
  if (postgres == nullptr) {
    page_->pane().showError(QStringLiteral("A run is looked up in Postgres first."),
                            QStringLiteral("This deployment has no Postgres address."));
    return;
  }
  if (!runFeed_) {
    runFeed_ = std::make_unique<client::RunDetailFeed>(*postgres);
    stepFeed_ = std::make_unique<client::PgThreadDetailFeed>(*postgres);
    connect(runFeed_.get(), &client::RunDetailFeed::loaded, this, &TailController::runArrived);
    connect(runFeed_.get(), &client::RunDetailFeed::failed, this,
            [this](quint64 generation, const client::SourceError& error) {
              if (generation != wanted_ || error.kind == client::SourceError::Kind::cancelled) return;
              page_->pane().showError(QStringLiteral("The run could not be read."), error.sentence);
            });
    connect(stepFeed_.get(), &client::ThreadDetailFeed::historyLoaded, this,
            [this](quint64 generation, const std::vector<query::CheckpointRecord>& rows, bool) {
              if (generation == wantedSteps_)
                steps_.replaceAll(models::stepsOf(rowsOf(rows, checkpointRow), {}));
            });
  }
  steps_.replaceAll({});
  wanted_ = runFeed_->load(runId_.toStdString());
}

void TailController::runArrived(quint64 generation, const query::RunDetail& answer) {
  if (generation != wanted_ || !active_) return;
  query::HistoryQuery steps;
  steps.threadId = answer.row.threadId;
  steps.runId = answer.row.runId;
  steps.limit = 500;
  wantedSteps_ = stepFeed_->loadHistory(steps);
  stream_ = std::make_unique<RunStream>(deployment_, events_, page_->pane());
  stream_->watch(runRow(answer.row), steps_);
}

}  // namespace heddle::console
