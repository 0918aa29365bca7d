// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/card.h"

#include <QPainter>

#include "ui/theme/paint.h"

namespace heddle::widgets {

Card::Card(int padding, QWidget* parent) : QWidget(parent), body_(new QVBoxLayout(this)) {
  const int inset = std::max(padding, 1);
  body_->setContentsMargins(inset, inset, inset, inset);
  body_->setSpacing(padding ? theme::metrics::kCardGap : 0);
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
  if (orientation == Qt::Horizontal) setFixedHeight(1);
  else setFixedWidth(1);
}

void Rule::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), theme::tokens().line); }

}  // namespace heddle::widgets
