// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/crons/cron_detail_panel.h"

#include "ui/panels/detail_buttons.h"
#include "ui/panels/list/dress_table.h"
#include "ui/panels/values/value_pane.h"
#include "ui/theme/icon.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/key_value_grid.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <QTabWidget>
#include <QVBoxLayout>

namespace heddle::panels {

CronDetailPanel::CronDetailPanel(QWidget* parent)
    : QWidget(parent),
      pause_(new QAction(theme::icon(QStringLiteral("pause")), QStringLiteral("Pause cron…"), this)),
      resume_(new QAction(theme::icon(QStringLiteral("play")), QStringLiteral("Resume cron…"), this)),
      delete_(new QAction(theme::icon(QStringLiteral("trash")), QStringLiteral("Delete cron…"), this)) {
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(theme::metrics::kCardGap);
  title_ = new widgets::TextLabel({}, widgets::TextRole::Title, theme::Tone::Text, content);
  title_->setWordWrap(true);
  facts_ = new widgets::KeyValueGrid(content);
  column->addWidget(title_);
  column->addWidget(facts_);
  buildActions(column);
  auto* tabs = new QTabWidget(content);
  tabs->setDocumentMode(true);
  tabs->setAccessibleName(QStringLiteral("Cron details"));
  payload_ = new ValuePane(QStringLiteral("Inspector: Cron payload"), tabs);
  metadata_ = new ValuePane(QStringLiteral("Inspector: Cron metadata"), tabs);
  history_ = new widgets::DataTable(tabs);
  history_->setAccessibleName(QStringLiteral("Inspector: Fires of the cron"));
  dressTable(*history_, fires_);
  historyStates_ = new widgets::StatefulView(history_, tabs);
  tabs->addTab(payload_, QStringLiteral("Payload"));
  tabs->addTab(historyStates_, QStringLiteral("Fires"));
  tabs->addTab(metadata_, QStringLiteral("Metadata"));
  column->addWidget(tabs, 1);
  states_ = new widgets::StatefulView(content, this);
  auto* outer = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  outer->setContentsMargins(pad, pad, pad, pad);
  outer->addWidget(states_);
  connect(states_, &widgets::StatefulView::retryRequested, this, &CronDetailPanel::retryRequested);
  connect(history_, &widgets::DataTable::opened, this, [this](const QModelIndex& index, bool newTab) {
    Q_EMIT runRequested(fires_.at(index.row()).runId, newTab);
  });
  showNothing();
}

void CronDetailPanel::buildActions(QVBoxLayout* column) {
  auto* buttons = new DetailButtons(Layout::compact, this);
  for (QAction* action : {pause_, resume_, delete_})
    buttons->add(action);
  column->addWidget(buttons);
  connect(pause_, &QAction::triggered, this, [this] { Q_EMIT pauseRequested(row_.id); });
  connect(resume_, &QAction::triggered, this, [this] { Q_EMIT resumeRequested(row_.id); });
  connect(delete_, &QAction::triggered, this, [this] { Q_EMIT deleteRequested(row_.id); });
  updateActions();
}

void CronDetailPanel::setGate(const ActionGate& gate) {
  gate_ = gate;
  for (ValuePane* pane : {payload_, metadata_})
    pane->setGate(gate);
  updateActions();
}

/// Of pausing and resuming one is no use, unless the database does not say which: then the API is asked.
void CronDetailPanel::updateActions() {
  pause_->setVisible(row_.enabled != false);
  resume_->setVisible(row_.enabled != true);
  applyGate(pause_, gate_, true, QStringLiteral("It does not fire until it is resumed"), {});
  applyGate(resume_, gate_, true, QStringLiteral("It fires again from its next time on"), {});
  applyGate(delete_, gate_, true, QStringLiteral("It fires no more; its earlier runs stay"), {});
}

void CronDetailPanel::showNothing() {
  states_->showEmpty(QStringLiteral("clock"), QStringLiteral("No cron selected"),
                     QStringLiteral("Select one in the list."));
}

void CronDetailPanel::showLoading() {
  states_->showLoading(QStringLiteral("cron"));
}

void CronDetailPanel::showError(const QString& sentence, const QString& cause) {
  states_->showError(sentence, cause);
}

void CronDetailPanel::setDetail(const Detail& detail, const models::TimeFormat& format) {
  if (row_.id != detail.row.id) {
    for (ValuePane* pane : {payload_, metadata_})
      pane->hideRevealed();
  }
  row_ = detail.row;
  updateActions();
  const auto& row = detail.row;
  title_->setText(row.words.isEmpty() ? row.schedule : row.words);
  facts_->setMono(QStringLiteral("Id"), row.id);
  facts_->set(QStringLiteral("State"), models::cronState(row, format.nowUs));
  facts_->setMono(QStringLiteral("Schedule"), row.schedule);
  facts_->set(QStringLiteral("Time zone"), row.zone.isEmpty() ? QStringLiteral("UTC") : row.zone);
  facts_->set(QStringLiteral("Next fire"), models::nextFireText(row, format.nowUs));
  facts_->setMono(QStringLiteral("Fires then"), detail.next.join(u'\n'));
  facts_->set(QStringLiteral("Ends"), row.endUs ? models::timeText(*row.endUs, format) : QString());
  facts_->set(QStringLiteral("Assistant"), row.assistantName.isEmpty() ? row.assistantId : row.assistantName);
  facts_->setMono(QStringLiteral("Thread"), row.threadId);
  facts_->set(QStringLiteral("Threads"),
              !row.threadId.isEmpty() ? QString()
              : detail.onRunCompleted == QStringLiteral("delete")
                  ? QStringLiteral("a new one for every fire, deleted after its run")
                  : QStringLiteral("a new one for every fire"));
  facts_->set(QStringLiteral("User"), detail.userId);
  facts_->set(QStringLiteral("Created"), models::timeText(row.createdUs, format));
  payload_->setValue(detail.payload, QStringLiteral("It sends nothing but its assistant."));
  metadata_->setValue(detail.metadata, QStringLiteral("No metadata."));
  showFires(detail, format);
  states_->showContent();
}

void CronDetailPanel::showFires(const Detail& detail, const models::TimeFormat& format) {
  fires_.setTimeFormat(format);
  fires_.replaceAll(detail.fires);
  if (!detail.firesKept) {
    historyStates_->showEmpty(
        QStringLiteral("clock"), QStringLiteral("Fires are not kept here"),
        QStringLiteral(
            "This database does not say which runs its crons started; runs carry the cron's id in their "
            "metadata: filter them by meta.cron_id."));
  } else if (detail.fires.empty()) {
    historyStates_->showEmpty(QStringLiteral("clock"), QStringLiteral("It has not fired yet"));
  } else {
    historyStates_->showContent();
  }
}

}  // namespace heddle::panels
