// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/crons/forecast_panel.h"

#include "ui/panels/crons/forecast_strip.h"
#include "ui/panels/list/dress_table.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace heddle::panels {

namespace {

constexpr int kDay = 24, kWeek = 168;
constexpr int kHeight = 270;  // at a text size of 100 %

}  // namespace

ForecastPanel::ForecastPanel(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  auto* card = new widgets::Card(10, this);
  outer->addWidget(card);
  auto* content = new QWidget(card);
  buildHead(*card);
  buildContent(*content);
  states_ = new widgets::StatefulView(content, card);
  card->body()->addWidget(states_, 1);
  wire();
  showLoading();
}

void ForecastPanel::buildHead(widgets::Card& card) {
  auto* head = new QHBoxLayout;
  head->setSpacing(8);
  head->addWidget(new widgets::TextLabel(QStringLiteral("Forecast"), widgets::TextRole::Medium,
                                         theme::Tone::Text, &card));
  const auto chip = [&](const QString& text, const QString& name) {
    auto* made = new widgets::ToggleChip(text, &card);
    made->setCheckable(true);
    made->setAccessibleName(name);
    head->addWidget(made);
    return made;
  };
  day_ = chip(QStringLiteral("24 h"), QStringLiteral("Forecast of 24 hours"));
  week_ = chip(QStringLiteral("7 d"), QStringLiteral("Forecast of 7 days"));
  day_->setChecked(true);
  summary_ = new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Muted, &card);
  summary_->setElide(Qt::ElideRight);
  head->addWidget(summary_, 1);
  card.body()->addLayout(head);
}

void ForecastPanel::buildContent(QWidget& content) {
  auto* column = new QVBoxLayout(&content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  strip_ = new ForecastStrip(&content);
  column->addWidget(strip_);
  notes_ = new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Timeout, &content);
  notes_->setWordWrap(true);
  notes_->hide();
  column->addWidget(notes_);
  table_ = new widgets::DataTable(&content);
  table_->setAccessibleName(QStringLiteral("Fires to come"));
  dressTable(*table_, fires_);
  table_->setYielding({1, 3, 4});
  table_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  column->addWidget(table_, 1);
}

void ForecastPanel::wire() {
  // No button group: the Tab key would pass over the one that is not chosen.
  const auto choose = [this](bool week) {
    const bool other = ofWeek_ != week;
    ofWeek_ = week;
    day_->setChecked(!week);
    week_->setChecked(week);
    if (other) Q_EMIT hoursChanged();
  };
  connect(day_, &QAbstractButton::clicked, this, [choose] { choose(false); });
  connect(week_, &QAbstractButton::clicked, this, [choose] { choose(true); });
  connect(states_, &widgets::StatefulView::retryRequested, this, &ForecastPanel::retryRequested);
  connect(table_, &widgets::DataTable::opened, this,
          [this](const QModelIndex& index, bool) { Q_EMIT cronChosen(fires_.at(index.row()).cronId); });
}

QSize ForecastPanel::sizeHint() const {
  return {600, theme::scaled(kHeight)};
}

int ForecastPanel::hours() const {
  return ofWeek_ ? kWeek : kDay;
}

void ForecastPanel::setForecast(const models::CronForecast& forecast, const models::TimeFormat& format) {
  fires_.setTimeFormat(format);
  fires_.replaceAll(forecast.fires);
  strip_->setForecast(forecast, format);
  summary_->setText(forecast.summary);
  notes_->setText(forecast.notes.join(u'\n'));
  notes_->setVisible(!forecast.notes.isEmpty());
  if (forecast.fires.empty()) {
    states_->showEmpty(QStringLiteral("clock"), QStringLiteral("Nothing fires in this time"));
  } else {
    states_->showContent();
  }
}

void ForecastPanel::showLoading() {
  states_->showLoading(QStringLiteral("forecast"));
}

void ForecastPanel::showError(const QString& sentence, const QString& cause) {
  summary_->setText({});
  states_->showError(sentence, cause);
}

}  // namespace heddle::panels
