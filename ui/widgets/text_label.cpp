// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/text_label.h"

#include "ui/theme/paint.h"
#include "ui/theme/theme_switch.h"
#include "ui/widgets/accessible_role.h"

#include <QPainter>

namespace heddle::widgets {
namespace {

const QFont& fontOf(TextRole role) {
  const theme::Fonts& f = theme::fonts();
  switch (role) {
    case TextRole::Text:
      return f.text;
    case TextRole::Medium:
      return f.medium;
    case TextRole::Small:
      return f.small;
    case TextRole::Caption:
      return f.caption;
    case TextRole::Title:
      return f.title;
    case TextRole::Figure:
      return f.figure;
    case TextRole::Mono:
      return f.mono;
  }
  return f.text;
}

}  // namespace

TextLabel::TextLabel(const QString& text, TextRole role, theme::Tone tone, QWidget* parent)
    : QLabel(text, parent), role_(role), tone_(tone) {
  setTextFormat(Qt::PlainText);
  setAccessibleRole(this, QAccessible::StaticText);
  dress();
  connect(&theme::ThemeSwitch::instance(), &theme::ThemeSwitch::themeChanged, this, &TextLabel::dress);
}

void TextLabel::setTone(theme::Tone tone) {
  tone_ = tone;
  recolor();
}

void TextLabel::setElide(Qt::TextElideMode mode) {
  elide_ = mode;
  updateGeometry();
}

QSize TextLabel::minimumSizeHint() const {
  const QSize hint = QLabel::minimumSizeHint();
  return elide_ == Qt::ElideNone ? hint : QSize(std::min(hint.width(), 24), hint.height());
}

void TextLabel::paintEvent(QPaintEvent* event) {
  if (elide_ == Qt::ElideNone) return QLabel::paintEvent(event);
  QPainter painter(this);
  const QRect room = contentsRect();
  const bool fits = fontMetrics().horizontalAdvance(text()) <= room.width();
  if (toolTip().isEmpty() == !fits) setToolTip(fits ? QString() : text());
  theme::drawLine(&painter, room, text(), font(), theme::toneColor(tone_),
                  alignment() & Qt::AlignHorizontal_Mask, elide_);
}

void TextLabel::dress() {
  setFont(fontOf(role_));
  recolor();
}

void TextLabel::recolor() {
  QPalette colors = palette();
  colors.setColor(QPalette::WindowText, theme::toneColor(isEnabled() ? tone_ : theme::Tone::Faint));
  setPalette(colors);
  update();
}

}  // namespace heddle::widgets
