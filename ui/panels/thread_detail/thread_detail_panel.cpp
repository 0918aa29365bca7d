// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/thread_detail/thread_detail_panel.h"

#include "models/format/ids.h"
#include "models/format/numbers.h"
#include "models/values/value_text.h"
#include "ui/panels/thread_detail/thread_cards.h"
#include "ui/panels/values/diff_pane.h"
#include "ui/panels/values/reveal_time.h"
#include "ui/panels/values/value_pane.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/history_rail.h"
#include "ui/widgets/message_list.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTabWidget>

namespace heddle::panels {

void ThreadDetailPanel::showNothing() {
  row_ = {};
  checkpoint_.clear();
  setHistory({}, false, format_);
  states_->showEmpty(QStringLiteral("thread"), QStringLiteral("No thread selected"),
                     QStringLiteral("Select a thread in the list, or paste its id into “Go to anything”."));
}

void ThreadDetailPanel::showLoading() {
  states_->showLoading(QStringLiteral("thread"));
}

void ThreadDetailPanel::showError(const QString& sentence, const QString& cause) {
  states_->showError(sentence, cause);
}

void ThreadDetailPanel::showStale(const QString& sentence, const QString& cause) {
  states_->showStale(freshness_.stale(sentence, cause));
}

void ThreadDetailPanel::setThread(const models::ThreadRow& row, const QString& error,
                                  const models::TimeFormat& format) {
  if (row.id != row_.id) {
    state_ = {};
    reveal_->setChecked(false);
    history_.clear();
    checkpoint_.clear();
    values_->setValue(nullptr, QStringLiteral("The state is being read."));
    messages_->messages()->setCards({});
    rail_->entries()->setEntries({});
    forgetMarks();
  }
  row_ = row;
  freshness_.renew();
  error_ = error;
  format_ = format;
  updateHeader();
  states_->showContent();
}

void ThreadDetailPanel::setState(const models::ThreadState& state) {
  state_ = state;
  values_->setValue({state_.values, state_.clear}, QStringLiteral("No state is stored for this thread."));
  values_->setNote(state_.note);
  showMessages();
  updateHeader();
}

void ThreadDetailPanel::setStateProblem(const QString& sentence) {
  state_ = {};  // what stood here was another checkpoint's: not to be copied, nor answered
  updateHeader();
  values_->setValue(nullptr, sentence);
  messageStates_->showEmpty(QStringLiteral("message"), QStringLiteral("No messages"), sentence);
}

void ThreadDetailPanel::showMessages() {
  const auto cards = messageCards(state_);
  messages_->messages()->setCards(cards);
  if (!cards.isEmpty()) {
    messageStates_->showContent();
    return;
  }
  messageStates_->showEmpty(QStringLiteral("message"), QStringLiteral("This state holds no messages"),
                            QStringLiteral("Its channels are in the State tab."));
}

void ThreadDetailPanel::setHistory(const std::vector<models::CheckpointRow>& newestFirst, bool more,
                                   const models::TimeFormat& format) {
  history_ = newestFirst;
  older_->setVisible(more);
  const QSignalBlocker quiet(rail_);
  rail_->entries()->setEntries(railEntries(history_, format));
  if (!checkpoint_.isEmpty()) rail_->setCurrentId(checkpoint_);
  if (history_.empty()) {
    railStates_->showEmpty(
        QStringLiteral("history"),
        noHistory_.isEmpty() ? QStringLiteral("No checkpoint yet") : QStringLiteral("No history"),
        noHistory_.isEmpty() ? QStringLiteral("Every step of a run leaves one here.") : noHistory_);
  } else {
    railStates_->showContent();
  }
  showMarkHint();
  updateHeader();
  if (wanted_ && !history_.empty()) goToWanted();
}

void ThreadDetailPanel::setAbsences(const QString& history, const QString& runs) {
  noHistory_ = history;
  noRuns_ = runs;
  showRuns();
  showMarkHint();
}

void ThreadDetailPanel::forgetMarks() {
  const QSignalBlocker quiet(rail_);
  rail_->setMarkA({});
  rail_->setMarkB({});
  showMarkHint();
}

void ThreadDetailPanel::showMarkHint() {
  if (!rail_->markA().isEmpty() && !rail_->markB().isEmpty()) return;
  const bool one = !rail_->markA().isEmpty() || !rail_->markB().isEmpty();
  diff_->showNothing(one ? QStringLiteral("One checkpoint is marked, the other is missing")
                         : QStringLiteral("No checkpoints are marked"),
                     noHistory_.isEmpty()
                         ? QStringLiteral("In the history press A on one checkpoint and B on another.")
                         : noHistory_);
}

void ThreadDetailPanel::marked() {
  wanted_.reset();  // somebody goes elsewhere
  compareMarks();
  if (!rail_->markA().isEmpty() && !rail_->markB().isEmpty()) tabs_->setCurrentWidget(diff_);
}

void ThreadDetailPanel::setDiff(std::shared_ptr<const checkpoint::Diff> diff, const QString& elsewhereA,
                                const QString& elsewhereB) {
  if (rail_->markA().isEmpty() || rail_->markB().isEmpty()) return;
  const auto side = [this](const QString& elsewhere, const QString& mark) {
    return elsewhere.isEmpty() ? whereText(history_, mark, format_) : elsewhere;
  };
  diff_->setDiff(std::move(diff),
                 QStringLiteral("A: %1 → B: %2")
                     .arg(side(elsewhereA, rail_->markA()), side(elsewhereB, rail_->markB())));
}

void ThreadDetailPanel::setDiffProblem(const QString& sentence) {
  diff_->showProblem(sentence);
}

void ThreadDetailPanel::chosen(const QString& railId) {
  wanted_.reset();
  if (const auto row = rowOf(railId)) show(*row);
}

void ThreadDetailPanel::updateHeader() {
  title_->setText(QStringLiteral("Thread ") + models::shortId(row_.id));
  title_->setToolTip(row_.id);
  const auto word = core::word(row_.status);
  status_->setWord(QString::fromLatin1(word.data(), static_cast<qsizetype>(word.size())));
  QStringList facts;
  if (!row_.graph.isEmpty()) facts.append(row_.graph);
  if (row_.updatedUs > 0)
    facts.append(QStringLiteral("last activity ") + models::timeText(row_.updatedUs, format_));
  if (!history_.empty()) {
    const auto count = static_cast<qint64>(history_.size());
    facts.append(older_->isVisibleTo(this) ? models::countText(count) + QStringLiteral("+ checkpoints")
                                           : models::countText(count, QStringLiteral("checkpoint")));
  }
  subtitle_->setText(facts.join(QStringLiteral(" · ")));
  notice_->setVisible(!error_.isEmpty());
  if (!error_.isEmpty()) notice_->setContent(widgets::InlineNotice::Kind::Error, error_);
  const bool waits = row_.status == core::ThreadStatus::interrupted;
  applyGate(resume_, gate_, waits, QStringLiteral("Answer what this thread waits for"),
            QStringLiteral("This thread does not wait for an answer."));
  applyGate(delete_, gate_, !row_.id.isEmpty(),
            QStringLiteral("Delete it with its runs, checkpoints and state"),
            QStringLiteral("No thread is selected."));
  applyGate(copy_, {true, {}}, state_.values != nullptr, QStringLiteral("The state shown, as JSON"),
            QStringLiteral("No state is shown."));
  decrypt_->setVisible(state_.encrypted);
  reveal_->setVisible(state_.masked || (reveal_->isChecked() && state_.values != nullptr));
  if (where_ != nullptr) where_->setText(whereText(history_, checkpoint_, format_));
}

void ThreadDetailPanel::turnReveal(bool reveal) {
  if (!reveal) {
    hideSecrets();
    return;
  }
  revealTime_->start();
  Q_EMIT revealRequested(true);
}

/// At once, whatever becomes of the question for the masked state: the database may be away by now.
void ThreadDetailPanel::hideSecrets() {
  reveal_->setChecked(false);
  setStateProblem(QStringLiteral("The state is being read."));
  messages_->messages()->setCards({});
  Q_EMIT revealRequested(false);
  compareMarks();
}

void ThreadDetailPanel::setGate(const ActionGate& gate) {
  gate_ = gate;
  revealTime_->setGate(gate);
  values_->setGate(gate);
  updateHeader();
}

void ThreadDetailPanel::showRuns() {
  if (runs_->model()->rowCount() > 0) {
    runStates_->showContent();
  } else {
    runStates_->showEmpty(QStringLiteral("run"), QStringLiteral("No runs"),
                          noRuns_.isEmpty() ? QStringLiteral("No run of this thread is stored.") : noRuns_);
  }
}

}  // namespace heddle::panels
