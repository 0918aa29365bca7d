// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/notice.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QTimer>

namespace heddle::widgets {
namespace {

struct Dress {
  QString icon;
  theme::Ink ink;
};

Dress dressOf(InlineNotice::Kind kind) {
  const theme::Tokens& t = theme::tokens();
  switch (kind) {
    case InlineNotice::Kind::Info:
      return {QStringLiteral("info"), t.running};
    case InlineNotice::Kind::Success:
      return {QStringLiteral("check"), t.success};
    case InlineNotice::Kind::Warning:
      return {QStringLiteral("warning"), t.timeout};
    case InlineNotice::Kind::Error:
      return {QStringLiteral("warning"), t.error};
  }
  return {};
}

constexpr int kToastMs = 5000;
constexpr int kToastHeight = 36;

}  // namespace

InlineNotice::InlineNotice(QWidget* parent)
    : QWidget(parent), sentence_(new TextLabel), action_(makeButton({})) {
  theme::setSmall(action_);
  action_->hide();
  sentence_->setWordWrap(true);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(36, 5, 6, 5);
  row->addWidget(sentence_, 1);
  row->addWidget(action_);
  connect(action_, &QPushButton::clicked, this, &InlineNotice::actionTriggered);
}

void InlineNotice::setContent(Kind kind, const QString& sentence) {
  kind_ = kind;
  sentence_->setText(sentence);
  setAccessibleName(sentence);
  update();
}

void InlineNotice::setAction(const QString& text) {
  action_->setText(text);
  action_->setAccessibleName(text);
  action_->setVisible(!text.isEmpty());
}

void InlineNotice::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Dress dress = dressOf(kind_);
  theme::drawBox(&painter, rect(), theme::metrics::kControlRadius, dress.ink.soft, QColor());
  theme::drawIcon(&painter, dress.icon, dress.ink.strong, QPointF(12, height() / 2 - 8));
}

Toast::Toast(QWidget* parent) : QWidget(parent), life_(new QTimer(this)) {
  life_->setSingleShot(true);
  connect(life_, &QTimer::timeout, this, &QWidget::hide);
  parent->installEventFilter(this);
  hide();
}

void Toast::say(const QString& sentence, const QString& icon) {
  sentence_ = sentence;
  icon_ = icon;
  setAccessibleName(sentence);
  place();
  show();
  raise();
  update();
  life_->start(kToastMs);
  QAccessibleEvent spoken(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&spoken);
}

void Toast::place() {
  const int text = QFontMetrics(theme::fonts().medium).horizontalAdvance(sentence_);
  const int width = std::min(text + 60, parentWidget()->width() - 48);
  setGeometry((parentWidget()->width() - width) / 2, parentWidget()->height() - kToastHeight - 44, width,
              kToastHeight);
}

bool Toast::event(QEvent* event) {
  if (event->type() == QEvent::Enter) life_->stop();
  if (event->type() == QEvent::Leave) life_->start(kToastMs / 2);
  if (event->type() == QEvent::MouseButtonPress) hide();
  return QWidget::event(event);
}

bool Toast::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) place();
  return QWidget::eventFilter(watched, event);
}

void Toast::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const theme::Tokens& t = theme::tokens();
  theme::drawBox(&painter, rect(), theme::metrics::kCardRadius, t.raised, t.accent);
  theme::drawIcon(&painter, icon_, t.accent, QPointF(14, height() / 2 - 8));
  theme::drawLine(&painter, rect().adjusted(40, 0, -14, 0), sentence_, theme::fonts().medium, t.text);
}

}  // namespace heddle::widgets
