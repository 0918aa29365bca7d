// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/crons/crons_page.h"

#include "ui/panels/crons/forecast_panel.h"
#include "ui/panels/delete_key.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace heddle::panels {

namespace {

ListWords cronWords() {
  return {
      QStringLiteral("Crons"),
      QStringLiteral("cron id"),
      QStringLiteral("clock"),
      {},
      QStringLiteral("No crons"),
      QStringLiteral("A cron starts a run of an assistant by a schedule; clients create it through the API."),
      {{QStringLiteral("Paused"), QStringLiteral("has:paused"), QStringLiteral("Switched off by somebody")},
       {QStringLiteral("Last run failed"), QStringLiteral("result:error,timeout"),
        QStringLiteral("The run of the last fire ended in error or timeout")},
       {QStringLiteral("Never again"), QStringLiteral("-has:next"),
        QStringLiteral("Without a next time: paused, ended, or a date that does not come")}}};
}

}  // namespace

CronsPage::CronsPage(models::CronsTable& crons, QWidget* parent)
    : ListPanel(crons, cronWords(), parent),
      crons_(crons),
      pause_(addSelectionAction(
          {QStringLiteral("pause"), QStringLiteral("Pause cron…"), QStringLiteral("Pause %1 crons…"),
           QStringLiteral("It does not fire until it is resumed"),
           QStringLiteral("Select a cron that is enabled.")},
          [this] { return keysToTurn(false); })),
      resume_(addSelectionAction(
          {QStringLiteral("play"), QStringLiteral("Resume cron…"), QStringLiteral("Resume %1 crons…"),
           QStringLiteral("It fires again from its next time on"),
           QStringLiteral("Select a cron that is paused.")},
          [this] { return keysToTurn(true); })),
      delete_(addSelectionAction({QStringLiteral("trash"), QStringLiteral("Delete cron…"),
                                  QStringLiteral("Delete %1 crons…"),
                                  QStringLiteral("It fires no more; its earlier runs stay"),
                                  QStringLiteral("Select a cron."), true})),
      forecast_(new ForecastPanel(this)) {
  table().setYielding({11, 10, 9, 5, 7, 3, 8});
  note_ = new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Muted, this);
  note_->setWordWrap(true);
  note_->hide();
  auto* toggle = new widgets::ToggleChip(QStringLiteral("Forecast"), this);
  toggle->setCheckable(true);
  toggle->setChecked(true);
  toggle->setAccessibleName(QStringLiteral("Crons: show the forecast"));
  addTool(toggle);
  connect(toggle, &QAbstractButton::toggled, forecast_, &QWidget::setVisible);
  auto* column = static_cast<QVBoxLayout*>(layout());
  column->addWidget(note_);
  column->addWidget(forecast_);
  buildActions();
}

void CronsPage::buildActions() {
  for (QAction* action : {pause_, resume_})
    addTool(widgets::makeActionButton(action, theme::ButtonKind::Plain, this));
  connect(pause_, &SelectionAction::requested, this, &CronsPage::pauseRequested);
  connect(resume_, &SelectionAction::requested, this, &CronsPage::resumeRequested);
  connect(delete_, &SelectionAction::requested, this, &CronsPage::deleteRequested);
}

void CronsPage::setGate(const ActionGate& gate) {
  for (SelectionAction* action : {pause_, resume_, delete_})
    action->setGate(gate);
}

QStringList CronsPage::keysToTurn(bool enabled) const {
  QStringList keys;
  for (const QString& key : selectedKeys()) {
    const models::CronRow* row = crons_.find(key);
    // Where the database does not say which are paused, the API is asked.
    if (row != nullptr && row->enabled != enabled) keys.append(key);
  }
  return keys;
}

void CronsPage::setNote(const QString& sentence) {
  note_->setText(sentence);
  note_->setVisible(!sentence.isEmpty());
}

void CronsPage::fillMenu(QMenu& menu, const QString& key) {
  const models::CronRow* row = crons_.find(key);
  if (row == nullptr) return;
  menu.addSeparator();
  auto* run = menu.addAction(QStringLiteral("Open its last run"), this,
                             [this, id = row->lastRunId] { Q_EMIT runRequested(id); });
  run->setEnabled(!row->lastRunId.isEmpty() && !row->lastStatus.isEmpty());
  auto* thread = menu.addAction(QStringLiteral("Open its thread"), this,
                                [this, id = row->threadId] { Q_EMIT threadRequested(id); });
  thread->setEnabled(!row->threadId.isEmpty());
  menu.addSeparator();
  showDeleteKey(table(), delete_);
  menu.addActions(actionList());
}

}  // namespace heddle::panels
