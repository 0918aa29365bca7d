// SPDX-License-Identifier: Apache-2.0
// How the thread inspector is put together; what it shows stands in thread_detail_panel.cpp.
#include "models/values/value_text.h"
#include "ui/panels/detail_buttons.h"
#include "ui/panels/list/dress_table.h"
#include "ui/panels/thread_detail/thread_detail_panel.h"
#include "ui/panels/values/diff_pane.h"
#include "ui/panels/values/reveal_time.h"
#include "ui/panels/values/value_pane.h"
#include "ui/theme/icon.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/history_rail.h"
#include "ui/widgets/message_list.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/split_pane.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/tab_chain.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QTabWidget>
#include <QVBoxLayout>

namespace heddle::panels {

using widgets::TextLabel;
using widgets::TextRole;

ThreadDetailPanel::ThreadDetailPanel(models::RunsTable& runs, Layout layout, QWidget* parent)
    : QWidget(parent),
      layout_(layout),
      resume_(new QAction(theme::icon(QStringLiteral("play"), theme::Tone::OnAccent),
                          QStringLiteral("Resume…"), this)),
      copy_(new QAction(theme::icon(QStringLiteral("copy")), QStringLiteral("Copy state"), this)),
      delete_(new QAction(theme::icon(QStringLiteral("trash")), QStringLiteral("Delete thread…"), this)),
      decrypt_(new QAction(theme::icon(QStringLiteral("key")), QStringLiteral("Decrypt…"), this)),
      reveal_(new QAction(theme::icon(QStringLiteral("eye")), QStringLiteral("Reveal secrets"), this)),
      runs_(new widgets::DataTable) {
  dressTable(*runs_, runs);
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(theme::metrics::kCardGap);
  buildHeader(column);
  buildViews();
  if (layout_ == Layout::full) {
    layOutFull(column);
  } else {
    layOutCompact(column);
  }
  states_ = new widgets::StatefulView(content, this);
  if (layout_ == Layout::compact) setMinimumWidth(kInspectorWidth);
  auto* outer = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  outer->setContentsMargins(pad, pad, pad, pad);
  outer->addWidget(states_);
  connect(states_, &widgets::StatefulView::retryRequested, this, &ThreadDetailPanel::retryRequested);
  decrypt_->setVisible(false);
  decrypt_->setToolTip(
      QStringLiteral("Reads encrypted values with a key that is kept for this session only"));
  connect(decrypt_, &QAction::triggered, this, &ThreadDetailPanel::decryptRequested);
  buildReveal();
  connect(resume_, &QAction::triggered, this, [this] { Q_EMIT resumeRequested(row_.id); });
  connect(delete_, &QAction::triggered, this, [this] { Q_EMIT deleteRequested(row_.id); });
  connect(copy_, &QAction::triggered, this, [this] {
    if (!state_.values) return;
    copying_.start([values = state_.values] {
      return models::qtext(wire::writeJson(*values, wire::JsonStyle::indented));
    });
  });
  showRuns();
  showNothing();
}

void ThreadDetailPanel::buildReveal() {
  revealTime_ = new RevealTime(this);
  reveal_->setCheckable(true);
  reveal_->setVisible(false);
  reveal_->setToolTip(
      QStringLiteral("Shows what looks like a secret for a minute, or until another thread is shown"));
  connect(reveal_, &QAction::triggered, this, &ThreadDetailPanel::turnReveal);
  connect(reveal_, &QAction::toggled, this, [this](bool shown) {
    if (!shown) {
      revealTime_->stop();
      reveal_->setText(QStringLiteral("Reveal secrets"));
    }
  });
  connect(revealTime_, &RevealTime::ticked, this,
          [this] { reveal_->setText(revealTime_->label(QStringLiteral("Hide secrets"))); });
  connect(revealTime_, &RevealTime::over, this, &ThreadDetailPanel::hideSecrets);
}

QString ThreadDetailPanel::named(const char* name) const {
  return scopedName(layout_, QLatin1String(name));
}

void ThreadDetailPanel::buildHeader(QVBoxLayout* column) {
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
  if (layout_ == Layout::full) buttons->add(delete_, theme::ButtonKind::Quiet);
  for (QAction* action : {copy_, reveal_, decrypt_})
    buttons->add(action);
  buttons->add(resume_, theme::ButtonKind::Primary);
  if (layout_ == Layout::compact) buttons->add(delete_);  // lines are read from their begin
  auto* words = new QVBoxLayout;
  words->setSpacing(4);
  words->addWidget(title_);
  words->addLayout(line);
  if (layout_ == Layout::full) {
    auto* top = new QHBoxLayout;
    top->addLayout(words, 1);
    top->addWidget(buttons);
    column->addLayout(top);
  } else {
    column->addLayout(words);
    column->addWidget(buttons);
  }
  notice_ = new widgets::InlineNotice(this);
  notice_->hide();
  column->addWidget(notice_);
}

void ThreadDetailPanel::buildViews() {
  messages_ = new widgets::MessageList(this);
  messages_->setAccessibleName(named("Messages"));
  messageStates_ = new widgets::StatefulView(messages_, this);
  values_ = new ValuePane(named("State"), this);
  diff_ = new DiffPane(named("Difference"), this);
  rail_ = new widgets::HistoryRail(this);
  rail_->setAccessibleName(named("History"));
  railStates_ = new widgets::StatefulView(rail_, this);
  older_ = widgets::makeButton(QStringLiteral("Older checkpoints"), theme::ButtonKind::Quiet,
                               QStringLiteral("chevron-down"), this);
  older_->setAccessibleName(named("Older checkpoints"));
  older_->hide();
  runs_->setAccessibleName(named("Runs of the thread"));
  runs_->setRowHeight(theme::metrics::kCompactRow);
  runStates_ = new widgets::StatefulView(runs_, this);
  for (const int hidden : {2, 3})
    runs_->setColumnHidden(hidden, true);  // assistant and thread: the same on every row
  connect(rail_, &widgets::HistoryRail::currentIdChanged, this, &ThreadDetailPanel::chosen);
  connect(rail_, &widgets::HistoryRail::marksChanged, this, &ThreadDetailPanel::marked);
  connect(older_, &QPushButton::clicked, this, &ThreadDetailPanel::moreHistoryRequested);
  connect(runs_, &widgets::DataTable::opened, this, [this](const QModelIndex& index, bool newTab) {
    Q_EMIT openRunRequested(index.data(models::roles::KeyRole).toString(), newTab);
  });
  connect(runs_->model(), &QAbstractItemModel::rowsInserted, this, &ThreadDetailPanel::showRuns);
  connect(runs_->model(), &QAbstractItemModel::rowsRemoved, this, &ThreadDetailPanel::showRuns);
}

QWidget* ThreadDetailPanel::historyView() {
  auto* view = new QWidget(this);
  auto* column = new QVBoxLayout(view);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  column->addWidget(railStates_, 1);
  column->addWidget(older_);
  return view;
}

void ThreadDetailPanel::layOutCompact(QVBoxLayout* column) {
  tabs_ = new QTabWidget(this);
  tabs_->setDocumentMode(true);
  tabs_->setAccessibleName(named("Thread details"));
  tabs_->addTab(messageStates_, QStringLiteral("Messages"));
  tabs_->addTab(values_, QStringLiteral("State"));
  tabs_->addTab(historyView(), QStringLiteral("History"));
  tabs_->addTab(diff_, QStringLiteral("Diff"));
  tabs_->addTab(runStates_, QStringLiteral("Runs"));
  column->addWidget(tabs_, 1);
}

void ThreadDetailPanel::layOutFull(QVBoxLayout* column) {
  auto* split = new widgets::SplitPane(Qt::Horizontal, this);
  auto* left = new widgets::Card(theme::metrics::kPagePadding, split);
  past_ = new QTabWidget(left);
  past_->setDocumentMode(true);
  past_->setAccessibleName(named("Thread history and runs"));
  past_->addTab(historyView(), QStringLiteral("History"));
  past_->addTab(runStates_, QStringLiteral("Runs"));
  left->body()->addWidget(past_);
  auto* middle = new widgets::Card(theme::metrics::kPagePadding, split);
  where_ = new TextLabel({}, TextRole::Medium, theme::Tone::Text, middle);
  middle->body()->addWidget(where_);
  tabs_ = new QTabWidget(middle);
  tabs_->setDocumentMode(true);
  tabs_->setAccessibleName(named("State and difference"));
  tabs_->addTab(values_, QStringLiteral("State"));
  tabs_->addTab(diff_, QStringLiteral("Diff"));
  middle->body()->addWidget(tabs_, 1);
  auto* right = new widgets::Card(theme::metrics::kPagePadding, split);
  right->body()->addWidget(
      new TextLabel(QStringLiteral("Messages"), TextRole::Medium, theme::Tone::Text, right));
  right->body()->addWidget(messageStates_, 1);
  split->add(left, 2, 320);
  split->add(middle, 4, 600);
  split->add(right, 3, 440);
  column->addWidget(split, 1);
  QWidget* last = widgets::chainTabs(past_->previousInFocusChain(), past_);
  for (QWidget* next : {static_cast<QWidget*>(tabs_), static_cast<QWidget*>(messageStates_)})
    last = widgets::chainTabs(last, next);
}

}  // namespace heddle::panels
