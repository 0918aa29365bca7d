// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/chip.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/status_style.h"
#include "ui/widgets/accessible_role.h"

#include <QPainter>

namespace heddle::widgets {
namespace {

int textWidth(const QString& text) {
  return QFontMetrics(theme::fonts().smallMedium).horizontalAdvance(text);
}

}  // namespace

StatusPill::StatusPill(const QString& word, QWidget* parent) : QWidget(parent), word_(word) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setAccessibleRole(this, QAccessible::StaticText);
  setAccessibleName(word);
}

void StatusPill::setWord(const QString& word) {
  word_ = word;
  setAccessibleName(word);
  updateGeometry();
  update();
}

QSize StatusPill::sizeHint() const {
  return word_.isEmpty() ? QSize(0, theme::scaled(theme::metrics::kPill))
                         : QSize(theme::statusPillWidth(word_), theme::scaled(theme::metrics::kPill));
}

void StatusPill::paintEvent(QPaintEvent*) {
  if (word_.isEmpty()) return;
  QPainter painter(this);
  theme::drawStatusPill(&painter, rect(), word_);
}

Chip::Chip(const QString& text, QWidget* parent) : QWidget(parent), text_(text) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  setAccessibleRole(this, QAccessible::StaticText);
  setAccessibleName(text);
}

void Chip::setText(const QString& text) {
  text_ = text;
  setAccessibleName(text);
  updateGeometry();
  update();
}

void Chip::setEnvironment(const QString& word, bool asDot) {
  environment_ = word;
  dot_ = asDot;
  updateGeometry();
  update();
}

void Chip::setStatus(const QString& word) {
  status_ = word;
  dot_ = true;
  updateGeometry();
  update();
}

void Chip::setIcon(const QString& name) {
  icon_ = name;
  updateGeometry();
  update();
}

int Chip::leading() const {
  return dot_ ? 14 : icon_.isEmpty() ? 0 : 18;
}

QSize Chip::sizeHint() const {
  return {textWidth(text_) + 17 + leading(), theme::scaled(theme::metrics::kChip)};
}

QSize Chip::minimumSizeHint() const {
  return {std::min(sizeHint().width(), 40), theme::scaled(theme::metrics::kChip)};
}

void Chip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const theme::Tokens& t = theme::tokens();
  theme::Ink ink{t.muted, t.sunken};
  if (!environment_.isEmpty() && !dot_) ink = theme::environmentInk(environment_);
  theme::drawBox(&painter, rect(), theme::metrics::kControlRadius, ink.soft, QColor());
  if (dot_) {
    const QRect dot(8, height() / 2 - 4, 8, 8);
    const QColor mark = status_.isEmpty() ? theme::environmentInk(environment_).strong
                                          : theme::statusStyle(status_).ink.strong;
    theme::drawBox(&painter, dot, 4, mark, QColor());
  } else if (!icon_.isEmpty()) {
    theme::drawIcon(&painter, icon_, ink.strong, QPointF(8, height() / 2 - 6), 12);
  }
  theme::drawLine(&painter, rect().adjusted(8 + leading(), 0, -6, 0), text_, theme::fonts().smallMedium,
                  ink.strong, Qt::AlignLeft, Qt::ElideMiddle);
}

ToggleChip::ToggleChip(const QString& text, QWidget* parent) : QAbstractButton(parent) {
  setText(text);
  setCheckable(true);
  setAttribute(Qt::WA_Hover, true);
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setAccessibleName(text);
}

void ToggleChip::setStatus(const QString& word) {
  status_ = word;
  updateGeometry();
}

void ToggleChip::setCount(const QString& count) {
  count_ = count;
  updateGeometry();
  update();
}

QSize ToggleChip::sizeHint() const {
  int width = textWidth(text()) + 20;
  if (!status_.isEmpty()) width += 17;
  if (!count_.isEmpty()) width += textWidth(count_) + 6;
  return {width, theme::scaled(theme::metrics::kSmallControlHeight)};
}

void ToggleChip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const theme::Tokens& t = theme::tokens();
  const QColor fill = isChecked() ? t.accentSoft : underMouse() ? t.hover : t.surface;
  theme::drawBox(&painter, rect(), height() / 2, fill, isChecked() ? t.accent : t.line);
  int x = 10;
  if (!status_.isEmpty()) {
    const theme::StatusStyle style = theme::statusStyle(status_);
    theme::drawIcon(&painter, style.icon, style.ink.strong, QPointF(x - 1, height() / 2 - 6), 12);
    x += 16;
  }
  const QColor color = isChecked() ? t.accentText : isEnabled() ? t.muted : t.faint;
  theme::drawLine(&painter, rect().adjusted(x, 0, -8, 0), text(), theme::fonts().smallMedium, color);
  if (!count_.isEmpty())
    theme::drawLine(&painter, rect().adjusted(0, 0, -9, 0), count_, theme::fonts().small, t.faint,
                    Qt::AlignRight);
  if (hasFocus()) theme::drawFocusRing(&painter, rect(), height() / 2);
}

}  // namespace heddle::widgets
