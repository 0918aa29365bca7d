// SPDX-License-Identifier: Apache-2.0
#include "app/console/thread_inspection.h"

#include "app/console/absence.h"
#include "app/console/decode_pool.h"
#include "app/console/rows.h"
#include "app/console/write_actions.h"
#include "models/format/ids.h"
#include "models/values/value_text.h"

#include <algorithm>

#include <QInputDialog>

namespace heddle::console {

namespace {

constexpr int kHistoryPage = 100;
/// What is read before anything is shown. A thread with a large state opens with the rest of it, and the
/// large values come when they are there.
constexpr query::ValueCaps kGlance{.one = 4 << 20, .together = 8 << 20};

}  // namespace

ThreadInspection::ThreadInspection(OpenDeployment& deployment, PageContext& context, panels::Layout layout,
                                   QObject* parent, client::Source source)
    : QObject(parent), deployment_(deployment), context_(context), source_(source) {
  panel_ = new panels::ThreadDetailPanel(runs_, layout);
  wirePanel();
  connect(&deployment_, &OpenDeployment::opened, this, &ThreadInspection::start);
  connect(&deployment_, &OpenDeployment::closing, this, &ThreadInspection::letGo);
  connect(&deployment_, &OpenDeployment::failed, this, &ThreadInspection::cannotOpen);
  connect(&deployment_, &OpenDeployment::sourceChanged, this, [this] {
    updateGate();
    cannotRead();
  });
  connect(&context_.time, &WindowTime::modeChanged, this, [this] {
    runs_.setTimeFormat(context_.format(deployment_));
    if (panel_ && !history_.empty()) panel_->setHistory(history_, moreHistory_, context_.format(deployment_));
  });
  if (deployment_.session() != nullptr) start();
}

ThreadInspection::~ThreadInspection() {
  delete panel_.data();
}

void ThreadInspection::wirePanel() {
  connect(panel_, &panels::ThreadDetailPanel::retryRequested, this, [this] {
    deployment_.open();
    ask();
  });
  connect(panel_, &panels::ThreadDetailPanel::checkpointChosen, this,
          [this](const QString&, const QString& ns, const QString& id) {
            if (feed_) feed_->cancelCheckpoint();
            askState(ns, id);
          });
  connect(
      panel_, &panels::ThreadDetailPanel::openRunRequested, this,
      [this](const QString& run, bool newTab) { Q_EMIT openRequested(QStringLiteral("run"), run, newTab); });
  connect(panel_, &panels::ThreadDetailPanel::resumeRequested, this,
          [this](const QString& thread) { Q_EMIT resumeRequested(thread, panel_->interrupts()); });
  connect(panel_, &panels::ThreadDetailPanel::deleteRequested, this, [this](const QString& thread) {
    context_.writes.ask(deployment_, WriteActions::onIds(client::ActionVerb::deleteThread, {thread}));
  });
  connect(panel_, &panels::ThreadDetailPanel::decryptRequested, this, &ThreadInspection::askKey);
  connect(panel_, &panels::ThreadDetailPanel::revealRequested, this, [this](bool reveal) {
    revealed_ = reveal;
    askState(shownNs_, shownCheckpoint_);
  });
  connect(panel_, &panels::ThreadDetailPanel::compareRequested, this,
          [this](const models::CheckpointRow& a, const models::CheckpointRow& b) {
            const auto place = [this](const models::CheckpointRow& row) {
              return StatePlace{threadId_.toStdString(), row.ns.toStdString(), row.id.toStdString()};
            };
            if (comparison_) comparison_->compare(place(a), place(b), revealed_);
          });
  connect(panel_, &panels::ThreadDetailPanel::moreHistoryRequested, this, [this] {
    if (!feed_ || history_.empty()) return;
    query::HistoryQuery older;
    older.threadId = threadId_.toStdString();
    older.beforeId = history_.back().id.toStdString();
    older.limit = kHistoryPage;
    wantedOlder_ = feed_->loadHistory(older);
  });
}

void ThreadInspection::leave() {
  if (!feed_ || !stateAsked_) return;
  feed_->cancelCheckpoint();
  wantedState_ = 0;
  stateAsked_ = false;
  stateFailed_ = true;
}

void ThreadInspection::letGo() {
  comparison_.reset();
  feed_.reset();
  runFeed_.reset();
  wanted_ = wantedHistory_ = wantedOlder_ = wantedState_ = wantedRuns_ = 0;
  asking_ = stateFailed_ = stateAsked_ = moreHistory_ = revealed_ = false;
  row_ = {};
  history_.clear();
  seenCheckpoint_.clear();
  runs_.replaceAll({});
  if (!panel_) return;
  const panels::ThreadPlace place = panel_->place();
  panel_->showNothing();
  if (threadId_.isEmpty()) return;
  panel_->setPlace(place);  // gone to again when the deployment is back
  panel_->showLoading();
}

void ThreadInspection::cannotOpen(const QString& why) {
  if (panel_ && !threadId_.isEmpty())
    panel_->showError(QStringLiteral("The deployment could not be opened."), why);
}

void ThreadInspection::start() {
  updateGate();
  const client::DeploymentSession& session = *deployment_.session();
  feed_ = session.makeThreadDetails(source_);
  if (!feed_) {
    cannotRead();
    return;
  }
  if (!isSaved()) runFeed_ = std::make_unique<client::RunFeed>(*session.postgres());
  wireFeeds();
  comparison_ = std::make_unique<PairComparison>(session, source_);
  wireComparison();
  showAbsences();
  ask();
}

/// It is not on its way: there is nothing to read it from.
void ThreadInspection::cannotRead() {
  const client::DeploymentSession* session = deployment_.session();
  if (session == nullptr || feed_ || !panel_ || threadId_.isEmpty()) return;
  const auto absence = isSaved() ? noRedis(QStringLiteral("This thread is read from Redis."))
                                 : noPostgres(*session, query::Part::threads,
                                              QStringLiteral("A thread is read from Postgres."));
  panel_->showError(absence.sentence, absence.cause);
}

void ThreadInspection::wireComparison() {
  connect(
      comparison_.get(), &PairComparison::compared, this,
      [this](const std::shared_ptr<const checkpoint::Diff>& diff, const StatePlace& a, const StatePlace& b) {
        if (panel_) panel_->setDiff(diff, elsewhere(a), elsewhere(b));
      });
  connect(comparison_.get(), &PairComparison::failed, this, [this](const QString& sentence) {
    if (panel_) panel_->setDiffProblem(sentence);
  });
  client::DeploymentSession* session = deployment_.session();
  connect(session, &client::DeploymentSession::capabilitiesRead, this, &ThreadInspection::showAbsences);
  connect(session, &client::DeploymentSession::aesKeyChanged, this,
          [this] { askState(shownNs_, shownCheckpoint_); });
}

/// What is compared and not of this thread says whose it is.
QString ThreadInspection::elsewhere(const StatePlace& place) const {
  const QString thread = models::qtext(place.threadId);
  if (thread == threadId_) return {};
  return QStringLiteral("Checkpoint %1 of thread %2")
      .arg(models::shortId(models::qtext(place.checkpointId)), models::shortId(thread));
}

void ThreadInspection::showAbsences() {
  const client::DeploymentSession& session = *deployment_.session();
  const query::Capabilities* known = session.capabilities();
  if (!panel_ || !feed_ || (known == nullptr && !isSaved())) return;
  const auto runs = isSaved() ? query::absence(session.redisFlavour(), query::Part::runs)
                              : query::absence(*known, query::Part::runs);
  panel_->setAbsences(models::qtext(feed_->historyAbsence()), models::qtext(runs));
}

/// Nothing of the key stays in the window: the field is emptied, the text handed over and wiped.
void ThreadInspection::askKey() {
  auto* dialog = new QInputDialog(panel_);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(QStringLiteral("Decrypt values"));
  dialog->setLabelText(
      QStringLiteral("Key of the deployment (its LANGGRAPH_AES_KEY: 16, 24 or 32 characters).\n"
                     "It is kept until the deployment is closed, and never stored."));
  dialog->setTextEchoMode(QLineEdit::Password);
  connect(dialog, &QInputDialog::textValueSelected, this, [this, dialog](const QString& text) {
    auto key = checkpoint::AesKey::make(text.toStdString());
    dialog->setTextValue({});
    if (key) {
      if (deployment_.session() != nullptr) deployment_.session()->setAesKey(std::move(*key));
    } else if (panel_) {
      panel_->setStateProblem(models::qtext(key.error().message));
    }
  });
  dialog->open();
}

void ThreadInspection::wireFeeds() {
  connect(feed_.get(), &client::ThreadDetailFeed::loaded, this, &ThreadInspection::arrived);
  connect(feed_.get(), &client::ThreadDetailFeed::historyLoaded, this, &ThreadInspection::historyArrived);
  connect(feed_.get(), &client::ThreadDetailFeed::checkpointLoaded, this, &ThreadInspection::stateArrived);
  connect(feed_.get(), &client::ThreadDetailFeed::failed, this, &ThreadInspection::failed);
  if (!runFeed_) return;
  connect(runFeed_.get(), &client::RunFeed::loaded, this,
          [this](quint64 generation, const query::Page<query::RunRecord>& page) {
            if (generation != wantedRuns_) return;
            runs_.setTimeFormat(context_.format(deployment_));
            runs_.replaceAll(rowsOf(page.rows, runRow));
          });
}

void ThreadInspection::updateGate() {
  if (!panel_) return;
  if (isSaved())
    panel_->setGate({false, QStringLiteral("The thread belongs to the program that keeps it in Redis.")});
  else
    panel_->setGate({deployment_.actionsAllowed(), deployment_.refusal()});
}

void ThreadInspection::show(const QString& threadId) {
  if (threadId == threadId_) {
    look();
    return;
  }
  if (!threadId_.isEmpty()) panel_->setPlace({});  // where one went in the last thread is nowhere in this
  if (feed_) feed_->cancel();  // a large state of the last thread would keep this one waiting
  threadId_ = threadId;
  revealed_ = false;
  asking_ = stateFailed_ = stateAsked_ = moreHistory_ = false;
  wanted_ = wantedHistory_ = wantedOlder_ = wantedRuns_ = wantedState_ = 0;  // no answer of the last thread
  row_ = {};
  history_.clear();
  seenCheckpoint_.clear();
  if (comparison_) comparison_->drop();
  runs_.replaceAll({});
  if (threadId_.isEmpty()) {
    panel_->showNothing();
    return;
  }
  panel_->showLoading();
  ask();
  cannotRead();
}

void ThreadInspection::look() {
  if (!asking_) ask();  // a slow answer must arrive
  if (stateFailed_) askState(shownNs_, shownCheckpoint_);
}

void ThreadInspection::ask() {
  if (!feed_ || threadId_.isEmpty()) return;
  asking_ = true;
  wanted_ = feed_->load(threadId_.toStdString());
  query::HistoryQuery history;
  history.threadId = threadId_.toStdString();
  history.limit = kHistoryPage;
  wantedHistory_ = feed_->loadHistory(history);
  if (!runFeed_) return;
  query::RunQuery runs;
  runs.threadId = threadId_.toStdString();
  runs.limit = kHistoryPage;
  wantedRuns_ = runFeed_->load(runs);
}

void ThreadInspection::askState(const QString& ns, const QString& checkpointId, bool glance) {
  if (!feed_ || threadId_.isEmpty()) return;
  shownNs_ = ns;
  shownCheckpoint_ = checkpointId;
  stateFailed_ = false;
  stateAsked_ = true;
  glance_ = glance;
  wantedState_ =
      feed_->loadCheckpoint(threadId_.toStdString(), ns.toStdString(), checkpointId.toStdString(),
                            deployment_.session()->aesKey(), glance ? kGlance : query::ValueCaps());
}

/// Of the very checkpoint that is on the screen, whatever is the newest now.
void ThreadInspection::readRest(const std::string& checkpointId) {
  glance_ = false;
  stateAsked_ = true;
  wantedState_ = feed_->loadCheckpoint(threadId_.toStdString(), shownNs_.toStdString(), checkpointId,
                                       deployment_.session()->aesKey());
}

void ThreadInspection::arrived(quint64 generation, const query::ThreadDetail& answer) {
  if (generation != wanted_ || !panel_) return;
  asking_ = false;
  row_ = threadRow(answer.row);
  panel_->setThread(row_, errorLine(answer.error), context_.format(deployment_));
  Q_EMIT detailChanged();
}

void ThreadInspection::historyArrived(quint64 generation, const std::vector<query::CheckpointRecord>& rows,
                                      bool more) {
  if (!panel_ || (generation != wantedHistory_ && generation != wantedOlder_)) return;
  auto fresh = rowsOf(rows, checkpointRow);
  if (generation == wantedOlder_) {
    history_.insert(history_.end(), fresh.begin(), fresh.end());
    moreHistory_ = more;
  } else {
    takeNewest(std::move(fresh), more);
  }
  panel_->setHistory(history_, moreHistory_, context_.format(deployment_));
  showAbsences();  // what is shallow is known by its history
  // The newest state is read again only when there is a newer one: an unchanged thread costs three small
  // reads.
  const QString newest = history_.empty() ? QStringLiteral("none") : history_.front().key();
  if (panel_->checkpoint().isEmpty() && newest != seenCheckpoint_) {
    const bool first = seenCheckpoint_.isEmpty();
    seenCheckpoint_ = newest;
    askState({}, {}, first);
  }
}

/// Older ones that were loaded stay, as long as they hang together with the newest.
void ThreadInspection::takeNewest(std::vector<models::CheckpointRow> rows, bool more) {
  const auto joint = rows.empty() ? history_.end()
                                  : std::find_if(history_.begin(), history_.end(),
                                                 [&rows](const models::CheckpointRow& known) {
                                                   return known.key() == rows.back().key();
                                                 });
  if (more && joint != history_.end() && joint + 1 != history_.end()) {
    rows.insert(rows.end(), joint + 1, history_.end());
  } else {
    moreHistory_ = more;
  }
  history_ = std::move(rows);
}

void ThreadInspection::stateArrived(quint64 generation, const client::CheckpointContentPtr& content) {
  if (generation != wantedState_) return;
  stateAsked_ = false;
  const bool more = glance_ && content && content->truncated && content->source == client::Source::postgres;
  decode(
      this,
      [content, more, revealed = revealed_] {
        if (!content) return models::ThreadState();
        auto state = threadState(*content, more, revealed);
        if (state.masked) state.clear = {content, &content->values};
        return state;
      },
      [this, generation, content, more](const models::ThreadState& state) {
        if (generation != wantedState_ || !panel_) return;
        panel_->setState(state);
        if (more) readRest(content->row.checkpointId);
      });
}

QString ThreadInspection::noState() const {
  const QString none = QStringLiteral("No checkpoint is stored for this thread.");
  const bool beside = !isSaved() && deployment_.session() != nullptr &&
                      deployment_.session()->redisFlavour() != query::RedisFlavour::none;
  return beside ? none + QStringLiteral(" A checkpointer keeps states in Redis: see the Redis threads page.")
                : none;
}

void ThreadInspection::failed(quint64 generation, const client::SourceError& error) {
  if (generation == wanted_) asking_ = false;
  if (!panel_ || error.kind == client::SourceError::Kind::cancelled) return;
  const bool gone = error.kind == client::SourceError::Kind::notFound;
  if (generation == wantedState_) {
    stateAsked_ = false;
    stateFailed_ = !gone;
    panel_->setStateProblem(!gone ? error.sentence
                            : shownCheckpoint_.isEmpty()
                                ? noState()
                                : QStringLiteral("There is no checkpoint %1 in this thread.")
                                      .arg(models::shortId(shownCheckpoint_)));
  } else if (generation == wanted_ && !gone && !row_.id.isEmpty()) {
    panel_->showStale(QStringLiteral("The thread could not be read."), error.sentence);
  } else if (generation == wanted_) {
    panel_->showError(gone ? QStringLiteral("There is no thread %1.").arg(models::shortId(threadId_))
                           : QStringLiteral("The thread could not be read."),
                      error.sentence);
  }
}

}  // namespace heddle::console
