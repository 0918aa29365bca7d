// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/status_bar.h"

#include "ui/shell/source_dot.h"
#include "ui/theme/text_size.h"
#include "ui/widgets/text_label.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace heddle::shell {
namespace {

QToolButton* flatButton() {
  auto* button = new QToolButton;
  button->setAutoRaise(true);
  theme::followFont(button, &theme::Fonts::small);
  button->setFocusPolicy(Qt::TabFocus);
  theme::followHeight(button, 22);
  return button;
}

}  // namespace

StatusBar::StatusBar(QWidget* parent)
    : QWidget(parent),
      row_(new QHBoxLayout(this)),
      postgres_(new SourceDot(QStringLiteral("PG"), tr("Postgres"))),
      redis_(new SourceDot(QStringLiteral("RD"), tr("Redis"))),
      api_(new SourceDot(QStringLiteral("API"), tr("API"))),
      clock_(new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Interrupted)),
      refreshButton_(addMenuButton(tr("Refresh interval"))),
      timeButton_(addMenuButton(tr("Time mode"))),
      page_(new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Muted)),
      tasks_(new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Muted)) {
  theme::followHeight(this, theme::metrics::kStatusBar);
  row_->setContentsMargins(12, 1, 6, 0);
  row_->setSpacing(14);
  for (QWidget* dot : {postgres_, redis_, api_})
    row_->addWidget(dot);
  clock_->setToolTip(tr("Measured against this computer. Ages are corrected by it; set both clocks by NTP."));
  clock_->hide();
  row_->addWidget(clock_);
  row_->addWidget(refreshButton_);
  row_->addWidget(timeButton_);
  page_->setElide(Qt::ElideRight);
  page_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  row_->addWidget(page_, 1);
  row_->addWidget(tasks_);
  timeButton_->hide();
  fillRefreshMenu();
  setRefreshInterval(refresh_);
}

QToolButton* StatusBar::addMenuButton(const QString& name) {
  QToolButton* button = flatButton();
  button->setAccessibleName(name);
  button->setToolTip(name);
  button->setPopupMode(QToolButton::InstantPopup);
  button->setMenu(new QMenu(button));
  return button;
}

void StatusBar::setSources(const SourceStates& states) {
  postgres_->setState(states.postgres);
  redis_->setState(states.redis);
  api_->setState(states.api);
  clock_->setText(states.clock);
  clock_->setVisible(!states.clock.isEmpty());
}

void StatusBar::setSourcesShown(bool shown) {
  for (QWidget* dot : {postgres_, redis_, api_})
    dot->setVisible(shown);
  clock_->setVisible(shown && !clock_->text().isEmpty());
}

void StatusBar::fillRefreshMenu() {
  for (const int seconds : {0, 1, 2, 5, 15, 60}) {
    QAction* action = refreshButton_->menu()->addAction(seconds ? tr("Refresh every %1 s").arg(seconds)
                                                                : tr("Refresh off"));
    connect(action, &QAction::triggered, this, [this, seconds] {
      setRefreshInterval(seconds);
      Q_EMIT refreshIntervalChosen(seconds);
    });
  }
}

void StatusBar::setRefreshInterval(int seconds) {
  refresh_ = seconds;
  refreshButton_->setText(seconds ? tr("refresh %1 s").arg(seconds) : tr("refresh off"));
}

void StatusBar::setTimeModes(const QStringList& words, int current) {
  timeButton_->menu()->clear();
  for (int mode = 0; mode < words.size(); ++mode) {
    QAction* action = timeButton_->menu()->addAction(tr("Times: %1").arg(words.at(mode)));
    connect(action, &QAction::triggered, this, [this, mode] { Q_EMIT timeModeChosen(mode); });
  }
  timeButton_->menu()->addSeparator();
  connect(timeButton_->menu()->addAction(tr("Times: choose a zone…")), &QAction::triggered, this,
          &StatusBar::timeZoneWanted);
  showTimeMode(words.value(current));
  timeButton_->show();
}

void StatusBar::showTimeMode(const QString& word) {
  timeButton_->setText(word);
}

QList<QAction*> StatusBar::menuCommands() const {
  QList<QAction*> all = refreshButton_->menu()->actions();
  if (!timeButton_->isHidden()) all += timeButton_->menu()->actions();
  return all;
}

void StatusBar::setPageText(const QString& text) {
  page_->setText(text);
}
void StatusBar::setTasksText(const QString& text) {
  tasks_->setText(text);
}

void StatusBar::addToggles(const QList<QAction*>& actions) {
  auto* group = new QHBoxLayout;
  group->setSpacing(0);
  for (QAction* action : actions) {
    QToolButton* button = flatButton();
    button->setFixedWidth(26);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setAccessibleName(action->text());
    group->addWidget(button);
  }
  row_->addLayout(group);
}

void StatusBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), theme::tokens().surface);
  painter.fillRect(QRect(0, 0, width(), 1), theme::tokens().line);
}

}  // namespace heddle::shell
