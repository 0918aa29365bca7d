// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/state_views.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/text_size.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QPlainTextEdit>
#include <QTimer>
#include <QVBoxLayout>

namespace heddle::widgets {
namespace {

constexpr int kIconSize = 32;
constexpr int kTextWidth = 460;
constexpr int kSkeletonAfterMs = 150;
constexpr int kElapsedAfterMs = 1000;

TextLabel* centredText(TextRole role, theme::Tone tone) {
  auto* label = new TextLabel({}, role, tone);
  label->setAlignment(Qt::AlignHCenter);
  label->setWordWrap(true);
  return label;
}

// A column of at most `kTextWidth` in the middle; wrapped labels get their height from its width.
QVBoxLayout* middleColumn(QWidget* parent) {
  auto* middle = new QWidget;
  middle->setMaximumWidth(theme::scaled(kTextWidth));
  auto* column = new QVBoxLayout(middle);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  auto* row = new QHBoxLayout(parent);
  row->addStretch(1);
  row->addWidget(middle, 1000);
  row->addStretch(1);
  return column;
}

}  // namespace

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent),
      sentence_(centredText(TextRole::Title, theme::Tone::Text)),
      hint_(centredText(TextRole::Text, theme::Tone::Muted)),
      buttons_(new QHBoxLayout),
      column_(middleColumn(this)) {
  buttons_->setAlignment(Qt::AlignHCenter);
  column_->addStretch(2);
  column_->addSpacing(kIconSize + 8);
  column_->addWidget(sentence_);
  column_->addWidget(hint_);
  column_->addSpacing(4);
  column_->addLayout(buttons_);
  column_->addStretch(3);
  theme::whenThemeChanges(this, [this] { fitColumn(); });
}

void EmptyState::setContent(const QString& icon, const QString& sentence, const QString& hint) {
  icon_ = icon;
  sentence_->setText(sentence);
  hint_->setText(hint);
  hint_->setVisible(!hint.isEmpty());
  setAccessibleName(sentence);
  update();
}

void EmptyState::setActions(const QList<QAction*>& actions) {
  const QList<QPointer<QAction>> wanted(actions.begin(), actions.end());
  if (wanted == actions_) return;
  actions_ = wanted;
  while (QLayoutItem* item = buttons_->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  for (QAction* action : actions) {
    const auto kind = action == actions.first() ? theme::ButtonKind::Primary : theme::ButtonKind::Plain;
    buttons_->addWidget(makeActionButton(action, kind, this));
  }
  fitColumn();
}

// As wide as lines read well, and never narrower than the buttons.
void EmptyState::fitColumn() {
  buttons_->invalidate();
  sentence_->parentWidget()->setMaximumWidth(
      std::max(theme::scaled(kTextWidth), buttons_->sizeHint().width()));
}

void EmptyState::setExtra(QWidget* extra) {
  delete extra_;
  extra_ = extra;
  if (extra_) column_->insertWidget(column_->count() - 1, extra_, 0, Qt::AlignHCenter);
}

void EmptyState::paintEvent(QPaintEvent*) {
  if (icon_.isEmpty()) return;
  QPainter painter(this);
  const QPointF at((width() - kIconSize) / 2, sentence_->mapTo(this, QPoint()).y() - kIconSize - 14);
  theme::drawIcon(&painter, icon_, theme::tokens().faint, at, kIconSize);
}

ErrorState::ErrorState(QWidget* parent)
    : QWidget(parent),
      sentence_(centredText(TextRole::Title, theme::Tone::Error)),
      cause_(centredText(TextRole::Text, theme::Tone::Muted)),
      toggle_(makeButton(tr("Details"))),
      details_(new QPlainTextEdit(this)) {
  auto* retry = makeButton(tr("Retry"), theme::ButtonKind::Primary, QStringLiteral("refresh"));
  details_->setReadOnly(true);
  theme::followFont(details_, &theme::Fonts::mono);
  details_->setMaximumHeight(220);
  details_->setAccessibleName(tr("Error details"));
  details_->hide();
  toggle_->setCheckable(true);
  connect(toggle_, &QPushButton::toggled, details_, &QWidget::setVisible);
  connect(retry, &QPushButton::clicked, this, &ErrorState::retryRequested);
  auto* buttons = new QHBoxLayout;
  buttons->setAlignment(Qt::AlignHCenter);
  buttons->addWidget(retry);
  buttons->addWidget(toggle_);
  QVBoxLayout* column = middleColumn(this);
  column->addStretch(2);
  column->addWidget(sentence_);
  column->addWidget(cause_);
  column->addSpacing(4);
  column->addLayout(buttons);
  column->addWidget(details_);
  column->addStretch(3);
}

void ErrorState::setContent(const QString& sentence, const QString& cause, const QString& details) {
  sentence_->setText(sentence);
  cause_->setText(cause);
  cause_->setVisible(!cause.isEmpty());
  details_->setPlainText(details);
  toggle_->setVisible(!details.isEmpty());
  toggle_->setChecked(false);
  setAccessibleName(sentence);
}

LoadingState::LoadingState(QWidget* parent)
    : QWidget(parent),
      timer_(new QTimer(this)),
      elapsed_(new TextLabel({}, TextRole::Small, theme::Tone::Muted, this)),
      cancel_(makeButton(tr("Cancel"), theme::ButtonKind::Plain, {}, this)) {
  theme::setSmall(cancel_);
  auto* foot = new QHBoxLayout;
  foot->addStretch();
  foot->addWidget(elapsed_);
  foot->addWidget(cancel_);
  foot->addStretch();
  auto* column = new QVBoxLayout(this);
  column->addStretch(2);
  column->addLayout(foot);
  column->addStretch(1);
  connect(timer_, &QTimer::timeout, this, &LoadingState::tick);
  connect(cancel_, &QPushButton::clicked, this, &LoadingState::cancelRequested);
  stop();
}

void LoadingState::start(const QString& what) {
  what_ = what;
  bones_ = false;
  elapsed_->hide();
  cancel_->hide();
  since_.start();
  timer_->start(kSkeletonAfterMs);
  setAccessibleName(what);
  update();
}

void LoadingState::stop() {
  timer_->stop();
  bones_ = false;
}

void LoadingState::tick() {
  if (!bones_) {
    bones_ = true;
    cancel_->show();
    timer_->start(100);
    update();
  }
  if (since_.elapsed() < kElapsedAfterMs) return;
  elapsed_->setText(
      tr("%1 · %2 s").arg(what_, QLocale().toString(static_cast<double>(since_.elapsed()) / 1000, 'f', 1)));
  elapsed_->show();
}

void LoadingState::paintEvent(QPaintEvent*) {
  if (!bones_) return;
  QPainter painter(this);
  constexpr int kWidths[] = {54, 88, 62, 78, 70};
  const theme::Tokens& t = theme::tokens();
  const int rows = std::min(12, (height() / 2) / theme::metrics::kRow);
  for (int row = 0; row < rows; ++row) {
    QColor bone = t.line;
    bone.setAlphaF(1.0F - static_cast<float>(row) / 13.0F);
    int x = theme::metrics::kCellPadding;
    for (int column = 0; column < 5; ++column) {
      const int room = (width() - 20) / 5 * kWidths[(column + row) % 5] / 100;
      theme::drawBox(&painter, QRect(x, row * theme::metrics::kRow + 9, room, 10), 4, bone, QColor());
      x += (width() - 20) / 5;
    }
  }
}

}  // namespace heddle::widgets
