// SPDX-License-Identifier: Apache-2.0
#include "app/console/run_stream.h"

#include "app/console/rows.h"
#include "models/format/ids.h"
#include "models/tables/cell_text.h"
#include "ui/panels/tail/tail_pane.h"

#include <algorithm>
#include <chrono>

namespace heddle::console {
namespace {

constexpr std::chrono::seconds kAskAgain{5};

}  // namespace

RunStream::RunStream(OpenDeployment& deployment, models::TailTable& events, panels::TailPane& pane)
    : deployment_(deployment), events_(events), pane_(pane) {
  askAgain_.setSingleShot(true);
  askAgain_.setInterval(kAskAgain);
  connect(&askAgain_, &QTimer::timeout, this, &RunStream::askForEnd);
}

void RunStream::watch(const models::RunRow& run, models::StepsTable& steps) {
  run_ = run;
  steps_ = &steps;
  pane_.setScope(panels::TailPane::Scope::oneRun);
  const bool over = core::isTerminal(run.status);
  connect(steps_, &QAbstractItemModel::rowsInserted, this, &RunStream::showSteps);
  const auto thread = core::ThreadId::parse(run.threadId.toStdString());
  const auto id = core::RunId::parse(run.id.toStdString());
  tail_.reset(deployment_.session()->makeTail(nullptr));
  const QString what = QStringLiteral("run ") + models::shortId(run.id);
  if (tail_ && thread && id) {
    pane_.setSource(what, QStringLiteral("redis"));
    pane_.showWaiting(over ? QStringLiteral("This run has ended") : QStringLiteral("Waiting for events"),
                      over ? QStringLiteral("Its events are no longer kept; its stored steps appear here.")
                           : QStringLiteral("They appear as the run makes them."));
    wireTail();
    tail_->showRun(*thread, *id);
    if (over) connect(tail_.get(), &client::TailFeed::subscribed, this, &RunStream::showSteps);
    return;
  }
  if (over) {
    pane_.setSource(what, QStringLiteral("stored steps"));
    showSteps();
    return;
  }
  join(run);
}

void RunStream::watchDeployment() {
  pane_.setScope(panels::TailPane::Scope::manyRuns);
  tail_.reset(deployment_.session()->makeTail(nullptr));
  if (!tail_) {
    pane_.setSource({}, {});
    pane_.showError(
        QStringLiteral("The whole deployment is watched through Redis."),
        QStringLiteral("This deployment has no Redis address; open a single run to watch it over HTTP."));
    return;
  }
  pane_.setSource(QStringLiteral("whole deployment"), QStringLiteral("redis, at most 5,000/s"));
  pane_.showWaiting(
      QStringLiteral("Waiting for events"),
      QStringLiteral("From now on; while this tail is open every replica publishes all its events."));
  wireTail();
  tail_->showDeployment();
}

void RunStream::wireTail() {
  connect(tail_.get(), &client::TailFeed::subscribed, this, [this] {
    pane_.showConnected();
    if (!core::isTerminal(run_.status)) {
      pane_.showWaiting(QStringLiteral("Listening for events"),
                        QStringLiteral("Nothing published from now on is missed."));
    }
  });
  connect(tail_.get(), &client::TailFeed::caughtUp, this, &RunStream::askForEnd);
  connect(tail_.get(), &client::TailFeed::batchArrived, this, [this](const client::TailBatch& batch) {
    notes_ +=
        static_cast<quint64>(std::count_if(batch.begin(), batch.end(), [](const client::TailEvent& row) {
          return row.kind == client::TailEvent::Kind::note;
        }));
    events_.append(rowsOf(batch, [this](const client::TailEvent& event) { return rows_.row(event); }));
  });
  connect(tail_.get(), &client::TailFeed::countersChanged, this, &RunStream::counted);
  connect(tail_.get(), &client::TailFeed::stateChanged, this, [this](const client::SourceState& state) {
    if (state.phase == client::SourcePhase::lost)
      pane_.showError(QStringLiteral("Redis does not answer."), state.sentence);
    else if (state.phase == client::SourcePhase::failed)
      pane_.showError(QStringLiteral("Redis refuses this tail."), state.sentence);
  });
}

/// Redis keeps no messages for who is away, and cuts off who reads too slowly: the end may be among them.
void RunStream::askForEnd() {
  client::PgSession* postgres = deployment_.session() ? deployment_.session()->postgres() : nullptr;
  if (postgres == nullptr || core::isTerminal(run_.status)) return;
  if (!endFeed_) {
    endFeed_ = std::make_unique<client::RunDetailFeed>(*postgres);
    connect(endFeed_.get(), &client::RunDetailFeed::loaded, this, &RunStream::answered);
    connect(endFeed_.get(), &client::RunDetailFeed::failed, this,
            [this](quint64 generation, const client::SourceError& error) {
              const bool passes = error.kind != client::SourceError::Kind::cancelled &&
                                  error.kind != client::SourceError::Kind::notFound;
              if (generation == askedEnd_ && passes) askAgain_.start();
            });
  }
  askedEnd_ = endFeed_->load(run_.id.toStdString());
}

void RunStream::answered(quint64 generation, const query::RunDetail& answer) {
  const auto status = runRow(answer.row).status;
  if (generation != askedEnd_ || !core::isTerminal(status)) return;
  tail_->tellEnd(std::string(core::word(status)));
}

void RunStream::counted(const client::TailCounters& counters) {
  if (counters.dropped > droppedSeen_) events_.addDropped(counters.dropped - droppedSeen_);
  droppedSeen_ = counters.dropped;
  models::TailCounters shown;
  shown.received = counters.received;
  shown.dropped = counters.dropped;
  shown.perSecond = counters.eventsPerSecond;
  shown.bytesPerSecond = counters.bytesPerSecond;
  // Events carry the servers' time, and arrive at this computer's.
  shown.lagUs =
      counters.received > 0 ? std::max<qint64>(0, counters.lag + deployment_.clockAheadUs()) : qint64{-1};
  pane_.setCounters(shown);
}

void RunStream::join(const models::RunRow& run) {
  client::ApiSession* api = deployment_.session()->api();
  pane_.setSource(QStringLiteral("run ") + models::shortId(run.id), QStringLiteral("http"));
  if (api == nullptr) {
    pane_.showError(QStringLiteral("A live run is watched through Redis or HTTP."),
                    QStringLiteral("This deployment has neither address; add one on the Deployments page."));
    return;
  }
  pane_.showWaiting(QStringLiteral("Waiting for events"),
                    QStringLiteral("They appear as the run makes them."));
  join_ = std::make_unique<RunJoin>(deployment_, RunPlace{run.threadId, run.id, {}});
  connect(join_.get(), &RunJoin::arrived, this, [this](const client::StreamEvents& batch) {
    pane_.showConnected();
    events_.append(rowsOf(batch.events, [this](const wire::SseEvent& event) {
      return tailRow(event, run_.threadId, run_.id, models::currentUs());
    }));
  });
  connect(join_.get(), &RunJoin::ended, &pane_, &panels::TailPane::showConnected);
  connect(join_.get(), &RunJoin::broken, &pane_, [this](const QString& sentence, bool) {
    pane_.showError(QStringLiteral("The stream broke off."), sentence);
  });
  join_->start();
}

void RunStream::showSteps() {
  if (stepsShown_ || events_.received() > notes_ || steps_ == nullptr || steps_->rowCount() == 0) return;
  if (!core::isTerminal(run_.status)) return;
  stepsShown_ = true;
  pane_.setSource(QStringLiteral("run ") + models::shortId(run_.id), QStringLiteral("stored steps"));
  std::vector<models::TailRow> rows;
  for (int i = 0; i < steps_->rowCount(); ++i) {
    const models::StepRow& step = steps_->at(i);
    models::TailRow row;
    row.timeUs = step.endedUs;
    row.runId = run_.id;
    row.threadId = run_.threadId;
    row.mode = QStringLiteral("step");
    row.ns = step.ns;
    row.json = steps_->jsonAt(i).toUtf8();
    rows.push_back(std::move(row));
  }
  events_.append(std::move(rows));
}

}  // namespace heddle::console
