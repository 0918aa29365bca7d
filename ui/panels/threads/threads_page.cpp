// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/threads/threads_page.h"

#include "ui/panels/delete_key.h"
#include "ui/theme/icon.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"

#include <QHBoxLayout>

namespace heddle::panels {

namespace {

ListWords threadWords() {
  return {QStringLiteral("Threads"),
          QStringLiteral("thread id"),
          QStringLiteral("thread"),
          {QStringLiteral("idle"), QStringLiteral("busy"), QStringLiteral("interrupted"),
           QStringLiteral("error")},
          QStringLiteral("No threads yet"),
          QStringLiteral("A thread keeps the state of a conversation; the first run makes one."),
          {{QStringLiteral("Busy without a run"), QStringLiteral("status:busy -has:run"),
            QStringLiteral("Busy, though no run waits or is worked on")},
           {QStringLiteral("Idle over a day"), QStringLiteral("idle:>1d"),
            QStringLiteral("Nothing happened for more than a day")},
           {QStringLiteral("Large"), QStringLiteral("size:>1MB"),
            QStringLiteral("State of more than 1 MB, as stored")}}};
}

}  // namespace

ThreadsPage::ThreadsPage(models::ThreadsTable& threads, QWidget* parent)
    : ListPanel(threads, threadWords(), parent),
      threads_(threads),
      run_(new QAction(theme::icon(QStringLiteral("play")), QStringLiteral("Run…"), this)),
      firstRun_(aliasAction(run_, QStringLiteral("Start a run…"))),
      resume_(new QAction(theme::icon(QStringLiteral("play")), QStringLiteral("Resume…"), this)),
      delete_(addSelectionAction({QStringLiteral("trash"), QStringLiteral("Delete thread…"),
                                  QStringLiteral("Delete %1 threads…"),
                                  QStringLiteral("Delete it with its runs, checkpoints and state"),
                                  QStringLiteral("Select a thread."), true})),
      snippet_(new QAction(theme::icon(QStringLiteral("copy")), QStringLiteral("Copy SDK snippet"), this)),
      local_(
          new QAction(theme::icon(QStringLiteral("server")), QStringLiteral("Start a local server"), this)) {
  table().setYielding({6, 4, 5});
  tools().addWidget(widgets::makeActionButton(resume_, theme::ButtonKind::Plain, this));
  tools().addWidget(widgets::makeActionButton(run_, theme::ButtonKind::Primary, this));
  connect(run_, &QAction::triggered, this, &ThreadsPage::runRequested);
  connect(resume_, &QAction::triggered, this, [this] { Q_EMIT resumeRequested(currentKey()); });
  connect(delete_, &SelectionAction::requested, this, &ThreadsPage::deleteRequested);
  connect(snippet_, &QAction::triggered, this, &ThreadsPage::snippetRequested);
  connect(local_, &QAction::triggered, this, &ThreadsPage::localServerRequested);
  connect(this, &ListPanel::currentChanged, this, [this](const QString&) { updateActions(); });
  connect(&threads, &QAbstractItemModel::dataChanged, this, [this] { updateActions(); });
  setGate({});
}

void ThreadsPage::setGate(const ActionGate& gate) {
  gate_ = gate;
  applyGate(run_, gate_, true, QStringLiteral("Start a run of a graph"), {});
  delete_->setGate(gate);
  updateActions();
}

void ThreadsPage::updateActions() {
  const models::ThreadRow* row = threads_.find(currentKey());
  const bool waits = row != nullptr && row->status == core::ThreadStatus::interrupted;
  applyGate(resume_, gate_, waits, QStringLiteral("Answer what this thread waits for"),
            QStringLiteral("Select a thread that is interrupted."));
}

void ThreadsPage::fillMenu(QMenu& menu, const QString&) {
  menu.addSeparator();
  updateActions();
  menu.addAction(resume_);
  showDeleteKey(table(), delete_);
  menu.addAction(delete_);
}

QList<QAction*> ThreadsPage::emptyActions() {
  return {firstRun_, snippet_, local_};
}

}  // namespace heddle::panels
