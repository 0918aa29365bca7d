// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/tail/tail_pane.h"

#include "models/format/duration.h"
#include "models/format/numbers.h"
#include "models/values/value_text.h"
#include "ui/panels/list/dress_table.h"
#include "ui/theme/icon.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/code_view.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/split_pane.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/tail_view.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>

namespace heddle::panels {

namespace {

/// Above this an event is shown cut and as it came: laying it out would hold up the window.
constexpr qsizetype kMostShown = 512 * 1024;

const QStringList& knownModes() {
  static const QStringList kModes{QStringLiteral("values"), QStringLiteral("updates"),
                                  QStringLiteral("messages"), QStringLiteral("custom"),
                                  QStringLiteral("error")};
  return kModes;
}

QString rate(double perSecond) {
  return models::countText(qRound64(perSecond)) + QStringLiteral("/s");
}

}  // namespace

TailPane::TailPane(models::TailTable& events, const QString& paneName, Scope scope, QWidget* parent)
    : QWidget(parent), events_(events), name_(paneName) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  buildBar(column);
  buildBody(column);
  setScope(scope);
  connect(&events_, &models::TailTable::countsChanged, this, &TailPane::showCounts);
  showWaiting(QStringLiteral("Nothing is watched"),
              QStringLiteral("Choose a run, or watch the whole deployment."));
}

QString TailPane::name(const char* part) const {
  return name_ + QStringLiteral(": ") + QLatin1String(part);
}

void TailPane::buildBar(QVBoxLayout* column) {
  auto* bar = new QHBoxLayout;
  bar->setSpacing(8);
  what_ = new widgets::Chip({}, this);
  through_ = new widgets::Chip({}, this);
  what_->hide();
  through_->hide();
  bar->addWidget(what_);
  bar->addWidget(through_);
  counts_ = new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Muted, this);
  counts_->setAccessibleName(name("counters"));
  counts_->setElide(Qt::ElideRight);
  bar->addWidget(counts_, 1);
  pause_ =
      widgets::makeButton(QStringLiteral("Pause"), theme::ButtonKind::Plain, QStringLiteral("pause"), this);
  pause_->setAccessibleName(name("pause"));
  follow_ =
      widgets::makeButton(QStringLiteral("Follow"), theme::ButtonKind::Plain, QStringLiteral("follow"), this);
  follow_->setAccessibleName(name("follow"));
  follow_->setCheckable(true);
  follow_->setChecked(true);
  auto* clear = widgets::makeIconButton(QStringLiteral("trash"), name("clear"), this);
  using Command = widgets::ViewCommand;
  widgets::showKeyInToolTip(pause_, QStringLiteral("Hold what comes, or let it on"), Command::Pause);
  widgets::showKeyInToolTip(follow_, QStringLiteral("Stay at the newest event"), Command::Follow);
  widgets::showKeyInToolTip(clear, QStringLiteral("Clear the events"), Command::Clear);
  bar->addWidget(pause_);
  bar->addWidget(follow_);
  bar->addWidget(clear);
  column->addLayout(bar);
  connect(pause_, &QPushButton::clicked, this, &TailPane::togglePause);
  connect(clear, &QToolButton::clicked, &events_, &models::TailTable::clear);

  auto* filters = new QHBoxLayout;
  filters->setSpacing(8);
  filter_ = new widgets::SearchField(QStringLiteral("Filter events"), this);
  filter_->setAccessibleName(name("filter"));
  filters->addWidget(filter_, 1);
  for (const QString& mode : knownModes()) {
    auto* chip = new widgets::ToggleChip(mode, this);
    chip->setCheckable(true);
    chip->setAccessibleName(name_ + QStringLiteral(": only ") + mode);
    connect(chip, &QAbstractButton::toggled, this, &TailPane::applyFilter);
    modes_.append(chip);
    filters->addWidget(chip);
  }
  column->addLayout(filters);
  connect(filter_, &widgets::SearchField::searchChanged, this, &TailPane::applyFilter);
}

void TailPane::buildBody(QVBoxLayout* column) {
  view_ = new widgets::TailView(this);
  view_->setAccessibleName(name_);
  dressTable(*view_, events_);
  view_->setRowHeight(theme::metrics::kCompactRow);
  event_ = new widgets::CodeView(this);
  event_->setAccessibleName(name("event"));
  event_->setPlaceholderText(QStringLiteral("Select an event to read it whole."));
  split_ = new widgets::SplitPane(Qt::Vertical, this);
  split_->setLined(true);
  split_->add(view_, 3, 320);
  split_->add(event_, 1, 120);
  states_ = new widgets::StatefulView(split_, this);
  column->addWidget(states_, 1);
  connect(states_, &widgets::StatefulView::retryRequested, this, &TailPane::retryRequested);
  connect(view_, &widgets::TailView::pauseToggled, this, &TailPane::togglePause);
  connect(view_, &widgets::TailView::clearRequested, &events_, &models::TailTable::clear);
  connect(view_, &widgets::FollowTable::followChanged, follow_, &QPushButton::setChecked);
  connect(follow_, &QPushButton::toggled, view_, &widgets::FollowTable::setFollow);
  connect(view_, &widgets::DataTable::currentRowChanged, this, &TailPane::showPicked);
  connect(view_, &widgets::DataTable::opened, this, [this](const QModelIndex& index, bool) {
    Q_EMIT runRequested(index.data(models::roles::KeyRole).toString());
  });
}

void TailPane::setScope(Scope scope) {
  view_->setColumnHidden(models::TailTable::RunColumn, scope == Scope::oneRun);
}

void TailPane::setSideBySide() {
  split_->setOrientation(Qt::Horizontal);
  split_->setSizes({800, 360});
}

void TailPane::setSource(const QString& what, const QString& through) {
  what_->setText(what);
  what_->setVisible(!what.isEmpty());
  through_->setText(through);
  through_->setVisible(!through.isEmpty());
}

void TailPane::setCounters(const models::TailCounters& counters) {
  counters_ = counters;
  if (!cut_) freshness_.renew();
  showCounts();
}

void TailPane::showCounts() {
  QString text =
      QStringLiteral("%1 · %2 received · %3 shown · %4 filtered · %5 dropped")
          .arg(rate(counters_.perSecond), models::countText(static_cast<qint64>(events_.received())),
               models::countText(events_.rowCount()),
               models::countText(static_cast<qint64>(events_.filteredOut())),
               models::countText(static_cast<qint64>(events_.dropped())));
  if (events_.held() > 0)
    text += QStringLiteral(" · %1 held").arg(models::countText(static_cast<qint64>(events_.held())));
  if (events_.isFiltering()) text += QStringLiteral(" · filtering…");
  view_->setCounting(!events_.isFiltering());
  if (counters_.bytesPerSecond >= 1)
    text += QStringLiteral(" · %1/s").arg(models::bytesText(qRound64(counters_.bytesPerSecond)));
  if (counters_.lagUs >= 0) text += QStringLiteral(" · lag %1").arg(models::durationText(counters_.lagUs));
  counts_->setText(text);
  if (events_.received() > 0) {
    if (!cut_) states_->showContent();
  } else if (states_->state() == widgets::StatefulView::State::Content) {
    showWaiting(waiting_, hint_);
  }
}

void TailPane::showWaiting(const QString& sentence, const QString& hint) {
  waiting_ = sentence;
  hint_ = hint;
  cut_ = false;
  if (events_.received() == 0) states_->showEmpty(QStringLiteral("tail"), sentence, hint);
}

void TailPane::showError(const QString& sentence, const QString& cause) {
  cut_ = true;
  if (events_.received() > 0) {
    states_->showStale(freshness_.stale(sentence, cause));
  } else {
    states_->showError(sentence, cause);
  }
}

void TailPane::showConnected() {
  cut_ = false;
  if (events_.received() > 0) {
    states_->showContent();
  } else if (states_->state() == widgets::StatefulView::State::Error) {
    showWaiting(waiting_, hint_);
  }
}

void TailPane::applyFilter() {
  QStringList modes;
  for (qsizetype i = 0; i < modes_.size(); ++i) {
    if (modes_[i]->isChecked()) modes.append(knownModes()[i]);
  }
  events_.setFilter(filter_->text(), modes);
}

void TailPane::showPicked(int row) {
  if (row < 0 || row >= events_.rowCount()) return;
  const QByteArray& json = events_.at(row).json;
  if (json.size() <= kMostShown) {
    event_->setCode(models::prettyJson(models::shownJson(json)));
    return;
  }
  event_->setCode(models::shownJson(json.left(kMostShown)) +
                  QStringLiteral("\n… cut here; the whole event has %1 and is copied with its row.")
                      .arg(models::bytesText(json.size())));
}

void TailPane::togglePause() {
  events_.setPaused(!events_.isPaused());
  pause_->setText(events_.isPaused() ? QStringLiteral("Resume") : QStringLiteral("Pause"));
  pause_->setIcon(theme::icon(events_.isPaused() ? QStringLiteral("play") : QStringLiteral("pause")));
}

void TailPane::focusFilter() {
  filter_->setFocus(Qt::ShortcutFocusReason);
}

}  // namespace heddle::panels
