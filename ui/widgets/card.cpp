// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/card.h"

#include "ui/theme/paint.h"

#include <QPainter>
#include <QPainterPath>

namespace heddle::widgets {

Card::Card(int padding, QWidget* parent)
    : QWidget(parent),
      inner_(padding ? nullptr : new QWidget(this)),
      body_(new QVBoxLayout(inner_ ? inner_ : this)) {
  body_->setContentsMargins(padding, padding, padding, padding);
  body_->setSpacing(padding ? theme::metrics::kCardGap : 0);
  if (!inner_) return;
  auto* edge = new QVBoxLayout(this);
  edge->setContentsMargins(1, 1, 1, 1);
  edge->addWidget(inner_);
}

void Card::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  if (!inner_) return;
  QPainterPath path;
  const int radius = theme::metrics::kCardRadius - 1;
  path.addRoundedRect(QRectF(rect().adjusted(0, 0, -2, -2)), radius, radius);
  inner_->setMask(QRegion(path.toFillPolygon().toPolygon()));
}

void Card::setBorderTone(theme::Tone tone) {
  tone_ = tone;
  toned_ = true;
  update();
}

void Card::clearBorderTone() {
  toned_ = false;
  update();
}

void Card::setDashed(bool dashed) {
  dashed_ = dashed;
  update();
}

void Card::setRaised(bool raised) {
  raised_ = raised;
  update();
}

void Card::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const theme::Tokens& t = theme::tokens();
  const QColor border = !toned_ ? t.line : tone_ == theme::Tone::Accent ? t.accent : theme::toneColor(tone_);
  theme::drawBox(&painter, rect(), theme::metrics::kCardRadius, raised_ ? t.raised : t.surface, border,
                 dashed_ ? Qt::DashLine : Qt::SolidLine);
}

Rule::Rule(Qt::Orientation orientation, QWidget* parent) : QWidget(parent) {
  if (orientation == Qt::Horizontal)
    setFixedHeight(1);
  else
    setFixedWidth(1);
}

void Rule::paintEvent(QPaintEvent*) {
  QPainter(this).fillRect(rect(), theme::tokens().line);
}

}  // namespace heddle::widgets
