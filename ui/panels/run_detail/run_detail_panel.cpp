// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/run_detail/run_detail_panel.h"

#include "models/format/duration.h"
#include "models/format/ids.h"
#include "models/tables/runs_table.h"
#include "ui/panels/detail_buttons.h"
#include "ui/panels/list/dress_table.h"
#include "ui/panels/run_detail/run_timeline.h"
#include "ui/panels/tail/tail_pane.h"
#include "ui/panels/values/value_pane.h"
#include "ui/theme/icon.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/code_view.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/key_value_grid.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QTabWidget>
#include <QVBoxLayout>

namespace heddle::panels {

using widgets::TextLabel;
using widgets::TextRole;

namespace {

QAction* makeAction(QObject* parent, const QString& icon, const QString& text) {
  return new QAction(theme::icon(icon), text, parent);
}

QString statusWord(core::RunStatus status) {
  const auto word = core::word(status);
  return QString::fromLatin1(word.data(), static_cast<qsizetype>(word.size()));
}

}  // namespace

RunDetailPanel::RunDetailPanel(models::StepsTable& steps, models::TailTable& events, Layout layout,
                               QWidget* parent)
    : QWidget(parent),
      layout_(layout),
      openThread_(makeAction(this, QStringLiteral("thread"), QStringLiteral("Open thread"))),
      cancel_(makeAction(this, QStringLiteral("stop"), QStringLiteral("Cancel run"))),
      rollback_(makeAction(this, QStringLiteral("trash"), QStringLiteral("Cancel and roll back…"))),
      delete_(makeAction(this, QStringLiteral("trash"), QStringLiteral("Delete run…"))),
      tail_(makeAction(this, QStringLiteral("tail"), QStringLiteral("Tail"))),
      steps_(new widgets::DataTable),
      events_(new TailPane(events, scopedName(layout, QStringLiteral("Events")), TailPane::Scope::oneRun)) {
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(theme::metrics::kCardGap);
  dressTable(*steps_, steps);
  buildHeader(column);
  buildTabs(column);
  states_ = new widgets::StatefulView(content, this);
  if (layout_ == Layout::compact) setMinimumWidth(kInspectorWidth);
  auto* outer = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  outer->setContentsMargins(pad, pad, pad, pad);
  outer->addWidget(states_);
  connect(states_, &widgets::StatefulView::retryRequested, this, &RunDetailPanel::retryRequested);
  connect(openThread_, &QAction::triggered, this,
          [this] { Q_EMIT openThreadRequested(detail_.row.threadId); });
  connect(cancel_, &QAction::triggered, this,
          [this] { Q_EMIT cancelRequested(detail_.row.threadId, detail_.row.id); });
  connect(rollback_, &QAction::triggered, this,
          [this] { Q_EMIT rollbackRequested(detail_.row.threadId, detail_.row.id); });
  connect(delete_, &QAction::triggered, this,
          [this] { Q_EMIT deleteRequested(detail_.row.threadId, detail_.row.id); });
  connect(tail_, &QAction::triggered, this,
          [this] { Q_EMIT tailRequested(detail_.row.threadId, detail_.row.id); });
  showNothing();
}

void RunDetailPanel::buildHeader(QVBoxLayout* column) {
  title_ = new TextLabel({}, TextRole::Title, theme::Tone::Text, this);
  title_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  status_ = new widgets::StatusPill({}, this);
  subtitle_ = new TextLabel({}, TextRole::Text, theme::Tone::Muted, this);
  subtitle_->setElide(Qt::ElideRight);
  auto* line = new QHBoxLayout;
  line->setSpacing(8);
  line->addWidget(status_);
  line->addWidget(subtitle_, 1);
  auto* buttons = new DetailButtons(layout_, this);
  buttons->add(openThread_);
  buttons->add(tail_);
  buttons->add(cancel_, theme::ButtonKind::Danger);
  buttons->add(delete_);
  times_ = new widgets::KeyValueGrid(this);
  if (layout_ == Layout::full) {
    auto* top = new QHBoxLayout;
    top->addWidget(title_);
    top->addStretch(1);
    top->addWidget(buttons);
    column->addLayout(top);
    column->addLayout(line);
    column->addWidget(times_);
  } else {
    column->addWidget(title_);
    column->addLayout(line);
    column->addWidget(times_);
    column->addWidget(buttons);
  }
  errorCard_ = new widgets::Card(10, this);
  errorCard_->setBorderTone(theme::Tone::Error);
  errorTitle_ = new TextLabel({}, TextRole::Medium, theme::Tone::Error, errorCard_);
  errorLine_ = new TextLabel({}, TextRole::Mono, theme::Tone::Text, errorCard_);
  errorLine_->setElide(Qt::ElideRight);
  errorCard_->body()->addWidget(errorTitle_);
  errorCard_->body()->addWidget(errorLine_);
  column->addWidget(errorCard_);
}

void RunDetailPanel::buildTabs(QVBoxLayout* column) {
  const auto named = [this](const char* name) { return scopedName(layout_, QLatin1String(name)); };
  tabs_ = new QTabWidget(this);
  tabs_->setDocumentMode(true);
  tabs_->setElideMode(Qt::ElideNone);  // in a narrow inspector they scroll: seven cut words say nothing
  tabs_->setUsesScrollButtons(true);
  tabs_->setAccessibleName(named("Run details"));
  timeline_ = new RunTimeline(layout_, this);
  connect(timeline_, &RunTimeline::retryRequested, this, &RunDetailPanel::retryRequested);
  errorText_ = new widgets::CodeView(this);
  errorText_->setAccessibleName(named("Error text"));
  input_ = new ValuePane(named("Input"), this);
  output_ = new ValuePane(named("Output"), this);
  raw_ = new widgets::CodeView(this);
  raw_->setAccessibleName(named("Raw row"));
  steps_->setAccessibleName(named("Steps"));
  steps_->setRowHeight(theme::metrics::kCompactRow);
  steps_->setYielding({7, 6, 2, 1});
  stepStates_ = new widgets::StatefulView(steps_, this);
  tabs_->addTab(timeline_, QStringLiteral("Timeline"));
  tabs_->addTab(stepStates_, QStringLiteral("Steps"));
  tabs_->addTab(events_, QStringLiteral("Events"));
  tabs_->addTab(input_, QStringLiteral("Input"));
  tabs_->addTab(output_, QStringLiteral("Output"));
  tabs_->addTab(errorText_, QStringLiteral("Error"));
  tabs_->addTab(raw_, QStringLiteral("Raw"));
  connect(tabs_, &QTabWidget::currentChanged, this, [this] { Q_EMIT eventsShown(eventsVisible()); });
  connect(steps_->model(), &QAbstractItemModel::rowsInserted, this, &RunDetailPanel::showSteps);
  connect(steps_->model(), &QAbstractItemModel::rowsRemoved, this, &RunDetailPanel::showSteps);
  if (layout_ == Layout::full) {
    auto* card = new widgets::Card(theme::metrics::kPagePadding, this);
    card->body()->addWidget(tabs_);
    column->addWidget(card, 1);
  } else {
    column->addWidget(tabs_, 1);
  }
  showSteps();
}

void RunDetailPanel::showSteps() {
  if (steps_->model()->rowCount() > 0) {
    stepStates_->showContent(stepsRemark_);
    if (!wantedStep_.isEmpty()) markWantedStep();
  } else {
    stepStates_->showEmpty(
        QStringLiteral("history"), QStringLiteral("No step is stored"),
        QStringLiteral("Steps come from the run's checkpoints; this run has left none so far."));
  }
}

ThreadPlace RunDetailPanel::place() const {
  ThreadPlace place;
  place.checkpoint = wantedStep_;
  if (wantedStep_.isEmpty() && steps_->currentRow() >= 0)
    place.checkpoint = steps_->currentIndex().data(models::roles::KeyRole).toString();
  // The first one is there without being named, unless a step would lead elsewhere.
  if (tabs_->currentIndex() > 0 || !place.checkpoint.isEmpty())
    place.tab = tabs_->tabText(tabs_->currentIndex()).toLower();
  return place;
}

void RunDetailPanel::setPlace(const ThreadPlace& place) {
  const QString word =
      place.tab.isEmpty() && !place.checkpoint.isEmpty() ? QStringLiteral("steps") : place.tab;
  for (int index = 0; index < tabs_->count(); ++index) {
    if (tabs_->tabText(index).toLower() == word) tabs_->setCurrentIndex(index);
  }
  wantedStep_ = place.checkpoint;
  showSteps();
}

void RunDetailPanel::markWantedStep() {
  for (int row = 0; row < steps_->model()->rowCount(); ++row) {
    const QModelIndex index = steps_->model()->index(row, 0);
    const QString key = index.data(models::roles::KeyRole).toString();
    if (key != wantedStep_ && key.section(u'/', -1) != wantedStep_) continue;
    steps_->setCurrentIndex(index);
    wantedStep_.clear();
    return;
  }
}

bool RunDetailPanel::eventsVisible() const {
  return tabs_->currentWidget() == events_;
}

void RunDetailPanel::showStepsError(const QString& cause) {
  const auto sentence = QStringLiteral("The steps could not be read.");
  if (steps_->model()->rowCount() > 0) {
    stepStates_->showStale(sentence + u' ' + cause);
  } else {
    stepStates_->showError(sentence, cause);
  }
}

void RunDetailPanel::setStepsRemark(const QString& remark) {
  if (stepsRemark_ == remark) return;
  stepsRemark_ = remark;
  showSteps();
}

void RunDetailPanel::setTimeline(const models::Timeline& timeline) {
  timeline_->set(timeline, stepsRemark_);
}

void RunDetailPanel::showTimelineError(const QString& cause) {
  timeline_->showError(cause);
}

void RunDetailPanel::showNothing() {
  states_->showEmpty(QStringLiteral("run"), QStringLiteral("No run selected"),
                     QStringLiteral("Select a run in the list, or paste its id into “Go to anything”."));
}

void RunDetailPanel::showLoading() {
  states_->showLoading(QStringLiteral("run"));
}

void RunDetailPanel::showError(const QString& sentence, const QString& cause) {
  states_->showError(sentence, cause);
}

void RunDetailPanel::showStale(const QString& sentence, const QString& cause) {
  states_->showStale(freshness_.stale(sentence, cause));
}

void RunDetailPanel::setDetail(const models::RunDetail& detail, const models::TimeFormat& format) {
  const bool anotherRun = detail_.row.id != detail.row.id;
  const bool first = detail_.row.id.isEmpty();
  detail_ = detail;
  if (anotherRun) {
    for (ValuePane* pane : {input_, output_})
      pane->hideRevealed();
  }
  freshness_.renew();
  const models::RunRow& row = detail_.row;
  title_->setText(QStringLiteral("Run ") + models::shortId(row.id));
  title_->setToolTip(row.id);
  status_->setWord(statusWord(row.status));
  const QString assistant =
      row.assistantName.isEmpty() ? models::shortId(row.assistantId) : row.assistantName;
  QString subtitle = QStringLiteral("%1 · thread %2").arg(assistant, models::shortId(row.threadId));
  if (row.attempt) subtitle += QStringLiteral(" · attempt %1").arg(*row.attempt);
  subtitle_->setText(subtitle);
  setTimes(format);
  setError();
  const bool live = !core::isTerminal(row.status);
  input_->setValue(detail_.input, QStringLiteral("This run was started without input."));
  output_->setValue(detail_.output,
                    live ? QStringLiteral("The run has not ended yet.")
                         : QStringLiteral("No output is kept for this run; its thread has the state."));
  output_->setNote(detail_.truncated
                       ? QStringLiteral("Something was larger than the reader's cap and is cut.")
                       : QString());
  raw_->setCode(detail_.raw);
  if (anotherRun) timeline_->showLoading();
  if (anotherRun && !first && !eventsVisible()) tabs_->setCurrentWidget(timeline_);
  updateActions();
  states_->showContent();
}

void RunDetailPanel::setTimes(const models::TimeFormat& format) {
  const auto duration = [](const QVariant& us) {
    return us.isValid() ? models::durationText(us.toLongLong()) : QStringLiteral("–");
  };
  const models::RunRow& row = detail_.row;
  times_->set(QStringLiteral("Created"), models::timeText(row.createdUs, format));
  times_->set(QStringLiteral("Queue wait"), duration(models::queueWait(row, format)));
  times_->set(QStringLiteral("Duration"), duration(models::runDuration(row, format)));
  times_->set(QStringLiteral("Multitask"), row.multitask);
  times_->set(QStringLiteral("Waiting"),
              detail_.waitingBehind > 0 ? QStringLiteral("behind %1 of its thread").arg(detail_.waitingBehind)
              : detail_.waitingBehind == 0 ? QStringLiteral("next of its thread, for a free worker")
                                           : QString());
}

/// The card says it once; the tab has what the card has no room for.
void RunDetailPanel::setError() {
  const bool failed = !detail_.errorText.isEmpty() || !detail_.errorTitle.isEmpty();
  const QString line = detail_.errorText.section(u'\n', 0, 0);
  const QString rest = detail_.errorText.section(u'\n', 1).trimmed();
  errorCard_->setVisible(failed);
  errorTitle_->setText(detail_.errorTitle.isEmpty() ? QStringLiteral("Error") : detail_.errorTitle);
  errorLine_->setText(line);
  errorLine_->setToolTip(line);
  errorLine_->setVisible(line != errorTitle_->text());
  // A message of one line that fits the card would only be read twice.
  const bool said = !rest.isEmpty() && line.size() <= 160;
  errorText_->setCode(!failed          ? QStringLiteral("This run has no error.")
                      : said           ? rest
                      : rest.isEmpty() ? line + QStringLiteral("\n\nNo trace is stored with it.")
                                       : detail_.errorText,
                      widgets::CodeView::Language::Plain);
}

void RunDetailPanel::setGate(const ActionGate& gate) {
  gate_ = gate;
  for (ValuePane* pane : {input_, output_})
    pane->setGate(gate);
  updateActions();
}

void RunDetailPanel::updateActions() {
  const bool live = !detail_.row.id.isEmpty() && !core::isTerminal(detail_.row.status);
  const QString none = QStringLiteral("No run is selected.");
  const bool known = !detail_.row.id.isEmpty();
  // Reading needs nobody's leave.
  applyGate(openThread_, {true, {}}, !detail_.row.threadId.isEmpty(),
            QStringLiteral("Show the thread of this run"),
            known ? QStringLiteral("This run has no thread.") : none);
  applyGate(tail_, {true, {}}, known, QStringLiteral("Show this run's events in the live tail"), none);
  const QString ended = known ? QStringLiteral("This run has ended.") : none;
  applyGate(cancel_, gate_, live, QStringLiteral("Stop this run (its thread keeps what was committed)"),
            ended);
  applyGate(rollback_, gate_, live, QStringLiteral("Stop this run and delete it with its checkpoints"),
            ended);
  applyGate(delete_, gate_, !detail_.row.id.isEmpty(), QStringLiteral("Delete this run with its checkpoints"),
            none);
}

}  // namespace heddle::panels
