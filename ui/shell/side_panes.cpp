// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/side_panes.h"

#include "ui/shell/key_hint.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace heddle::shell {

namespace {

// Details bring their own least width; the empty pane is no narrower than a sentence.
constexpr int kEmptyWidth = 280;

}  // namespace

InspectorPane::InspectorPane(QWidget* parent)
    : QWidget(parent), stack_(new QStackedWidget), nothing_(new QWidget) {
  auto* hint = new widgets::TextLabel(tr("Nothing is selected"), widgets::TextRole::Text, theme::Tone::Muted);
  hint->setAlignment(Qt::AlignCenter);
  (new QVBoxLayout(nothing_))->addWidget(hint);
  stack_->addWidget(nothing_);
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  column->setContentsMargins(0, pad, pad, pad);
  auto* card = new widgets::Card(0);
  card->body()->addWidget(stack_);
  column->addWidget(card);
  nothing_->setMinimumWidth(kEmptyWidth);
}

void InspectorPane::showFor(Page* page) {
  QWidget* inspector = page ? page->inspector() : nullptr;
  if (inspector && stack_->indexOf(inspector) < 0) stack_->addWidget(inspector);
  stack_->setCurrentWidget(inspector ? inspector : nothing_);
}

bool InspectorPane::hasContent() const {
  return stack_->currentWidget() != nothing_;
}

BottomPanel::BottomPanel(QWidget* parent) : QWidget(parent), tabs_(new QTabBar), stack_(new QStackedWidget) {
  tabs_->setDrawBase(false);
  tabs_->setExpanding(false);
  tabs_->setAccessibleName(tr("Panels"));
  close_ = widgets::makeIconButton(QStringLiteral("close"), tr("Hide the panel"));
  auto* head = new QHBoxLayout;
  head->setContentsMargins(6, 0, 6, 0);
  head->addWidget(tabs_);
  head->addStretch(1);
  head->addWidget(close_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 1, 0, 0);
  column->setSpacing(0);
  column->addLayout(head);
  column->addWidget(new widgets::Rule);
  column->addWidget(stack_, 1);
  setMinimumHeight(120);
  connect(tabs_, &QTabBar::currentChanged, stack_, &QStackedWidget::setCurrentIndex);
  connect(close_, &QToolButton::clicked, this, &BottomPanel::closeRequested);
}

void BottomPanel::addPanel(const QString& title, QWidget* panel) {
  stack_->addWidget(panel);
  tabs_->addTab(title);
}

void BottomPanel::showPanel(QWidget* panel) {
  tabs_->setCurrentIndex(stack_->indexOf(panel));
}

void BottomPanel::setHideAction(const QAction* action) {
  const auto follow = [this, action] { close_->setToolTip(withKey(tr("Hide the panel"), action)); };
  follow();
  connect(action, &QAction::changed, close_, follow);
}

int BottomPanel::count() const {
  return stack_->count();
}

void BottomPanel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), theme::tokens().surface);
  painter.fillRect(QRect(0, 0, width(), 1), theme::tokens().line);
}

}  // namespace heddle::shell
