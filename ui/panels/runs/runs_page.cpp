// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/runs/runs_page.h"

#include "models/format/duration.h"
#include "models/format/numbers.h"
#include "ui/panels/delete_key.h"
#include "ui/theme/icon.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/text_label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>

namespace heddle::panels {

namespace {

ListWords runWords() {
  return {QStringLiteral("Runs"),
          QStringLiteral("run id"),
          QStringLiteral("run"),
          {QStringLiteral("pending"), QStringLiteral("running"), QStringLiteral("success"),
           QStringLiteral("error"), QStringLiteral("timeout"), QStringLiteral("interrupted")},
          QStringLiteral("No runs yet"),
          QStringLiteral("Start one here or from an SDK; it appears in this list."),
          {{QStringLiteral("Failing now"), QStringLiteral("status:error,timeout age:<1h"),
            QStringLiteral("Failed within the last hour")},
           {QStringLiteral("Slowest"), QStringLiteral("sort:-duration"),
            QStringLiteral("The longest of the newest runs first")},
           {QStringLiteral("Retried"), QStringLiteral("attempt:>1"), QStringLiteral("Tried more than once")},
           {QStringLiteral("Orphaned"), QStringLiteral("has:orphan"),
            QStringLiteral("Running, but their worker is gone")}}};
}

QString notLive() {
  return QStringLiteral("Select a run that is pending or running.");
}

QAction* makeAction(QObject* parent, const char* icon, const QString& text) {
  return new QAction(theme::icon(QLatin1String(icon)), text, parent);
}

}  // namespace

RunsPage::RunsPage(models::RunsTable& runs, QWidget* parent)
    : ListPanel(runs, runWords(), parent),
      runs_(runs),
      run_(makeAction(this, "play", QStringLiteral("Run…"))),
      firstRun_(aliasAction(run_, QStringLiteral("Start a run…"))),
      cancel_(addSelectionAction(
          {QStringLiteral("stop"), QStringLiteral("Cancel run"), QStringLiteral("Cancel %1 runs"),
           QStringLiteral("Stop it (its thread keeps what was committed)"), notLive()},
          [this] { return liveKeys(); })),
      rollback_(addSelectionAction({QStringLiteral("trash"), QStringLiteral("Cancel and roll back…"),
                                    QStringLiteral("Cancel and roll back %1 runs…"),
                                    QStringLiteral("Stop it and delete it with its checkpoints"), notLive()},
                                   [this] { return liveKeys(); })),
      delete_(addSelectionAction(
          {QStringLiteral("trash"), QStringLiteral("Delete run…"), QStringLiteral("Delete %1 runs…"),
           QStringLiteral("Delete it with its checkpoints"), QStringLiteral("Select a run."), true})),
      snippet_(makeAction(this, "copy", QStringLiteral("Copy SDK snippet"))),
      local_(makeAction(this, "server", QStringLiteral("Start a local server"))),
      pending_(new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Muted, this)),
      oldest_(new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Muted, this)) {
  // What a run is about, its thread and its error, stays as long as anything.
  table().setYielding({7, 5, 2});
  tools().addWidget(widgets::makeActionButton(cancel_, theme::ButtonKind::Plain, this));
  tools().addWidget(widgets::makeActionButton(run_, theme::ButtonKind::Primary, this));
  pending_->setAccessibleName(QStringLiteral("Queue"));
  oldest_->setAccessibleName(QStringLiteral("Oldest pending"));
  oldest_->setElide(Qt::ElideRight);
  figures().addWidget(pending_);
  figures().addWidget(oldest_);
  figures().addStretch(1);
  connect(run_, &QAction::triggered, this, &RunsPage::runRequested);
  connect(snippet_, &QAction::triggered, this, &RunsPage::snippetRequested);
  connect(local_, &QAction::triggered, this, &RunsPage::localServerRequested);
  connect(cancel_, &SelectionAction::requested, this, &RunsPage::cancelRequested);
  connect(rollback_, &SelectionAction::requested, this, &RunsPage::rollbackRequested);
  connect(delete_, &SelectionAction::requested, this, &RunsPage::deleteRequested);
  setQueue({});
  setGate({});
}

void RunsPage::setQueue(const std::optional<QueueFigures>& figures) {
  if (!figures) {
    pending_->setText(QStringLiteral("Queue: not read yet"));
    oldest_->clear();
    return;
  }
  pending_->setText(QStringLiteral("%1 pending · %2 running")
                        .arg(models::countText(figures->pending), models::countText(figures->running)));
  oldest_->setText(
      figures->oldestPendingUs
          ? QStringLiteral("oldest pending waits %1").arg(models::durationText(*figures->oldestPendingUs))
          : QString());
}

void RunsPage::setGate(const ActionGate& gate) {
  applyGate(run_, gate, true, QStringLiteral("Start a run of a graph"), {});
  for (SelectionAction* action : {cancel_, rollback_, delete_})
    action->setGate(gate);
}

QStringList RunsPage::liveKeys() const {
  QStringList live;
  for (const QString& key : selectedKeys()) {
    const models::RunRow* row = runs_.find(key);
    if (row != nullptr && !core::isTerminal(row->status)) live.append(key);
  }
  return live;
}

void RunsPage::fillMenu(QMenu& menu, const QString& key) {
  const models::RunRow* row = runs_.find(key);
  menu.addSeparator();
  menu.addAction(QStringLiteral("Copy thread id"), this,
                 [thread = row != nullptr ? row->threadId : QString()] {
                   QGuiApplication::clipboard()->setText(thread);
                 });
  menu.addAction(cancel_);
  menu.addAction(rollback_);
  showDeleteKey(table(), delete_);
  menu.addAction(delete_);
}

QList<QAction*> RunsPage::emptyActions() {
  return {firstRun_, snippet_, local_};
}

}  // namespace heddle::panels
