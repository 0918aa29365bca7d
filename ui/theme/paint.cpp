// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/paint.h"

#include "ui/theme/icon.h"
#include "ui/theme/status_style.h"

#include <QFontMetrics>

namespace heddle::theme {
namespace {

constexpr int kPillIcon = 12;
constexpr int kPillLeft = 6;
constexpr int kPillGap = 5;
constexpr int kPillRight = 8;

}  // namespace

void drawBox(QPainter* painter, const QRect& rect, int radius, const QColor& fill, const QColor& border,
             Qt::PenStyle pen) {
  const bool smooth = painter->testRenderHint(QPainter::Antialiasing);
  painter->setRenderHint(QPainter::Antialiasing, true);
  painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
  QRectF box(rect);
  if (border.isValid()) {
    painter->setPen(QPen(border, 1, pen));
    box.adjust(0.5, 0.5, -0.5, -0.5);
  } else {
    painter->setPen(Qt::NoPen);
  }
  painter->drawRoundedRect(box, radius, radius);
  painter->setRenderHint(QPainter::Antialiasing, smooth);
}

void drawFocusRing(QPainter* painter, const QRect& rect, int radius) {
  const bool smooth = painter->testRenderHint(QPainter::Antialiasing);
  painter->setRenderHint(QPainter::Antialiasing, true);
  painter->setBrush(Qt::NoBrush);
  painter->setPen(QPen(tokens().accent, 2));
  painter->drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius - 1, radius - 1);
  painter->setRenderHint(QPainter::Antialiasing, smooth);
}

int statusPillWidth(const QString& word) {
  const QFontMetrics measure(fonts().smallMedium);
  return kPillLeft + kPillIcon + kPillGap + measure.horizontalAdvance(word) + kPillRight;
}

QRect drawStatusPill(QPainter* painter, const QRect& rect, const QString& word) {
  const StatusStyle style = statusStyle(word);
  const int width = std::min(statusPillWidth(word), rect.width());
  const int high = scaled(metrics::kPill);
  const QRect pill(rect.x(), rect.y() + (rect.height() - high) / 2, width, high);
  drawBox(painter, pill, high / 2, style.ink.soft, QColor());
  const QPointF icon(pill.x() + kPillLeft, pill.y() + (high - kPillIcon) / 2);
  drawIcon(painter, style.icon, style.ink.strong, icon, kPillIcon);
  const QRect text = pill.adjusted(kPillLeft + kPillIcon + kPillGap, 0, -2, 0);
  drawLine(painter, text, word, fonts().smallMedium, style.ink.strong);
  return pill;
}

QRect drawChip(QPainter* painter, const QRect& rect, const QString& text, const QColor& ink,
               const QColor& ground) {
  const QFontMetrics measure(fonts().smallMedium);
  const int width = std::min(measure.horizontalAdvance(text) + 16, rect.width());
  const int high = scaled(metrics::kPill);
  const QRect chip(rect.x(), rect.y() + (rect.height() - high) / 2, width, high);
  drawBox(painter, chip, metrics::kControlRadius, ground, QColor());
  drawLine(painter, chip.adjusted(8, 0, -2, 0), text, fonts().smallMedium, ink);
  return chip;
}

void drawLine(QPainter* painter, const QRect& rect, const QString& text, const QFont& font,
              const QColor& color, Qt::Alignment alignment, Qt::TextElideMode mode) {
  if (text.isEmpty() || rect.width() <= 0) return;
  painter->setFont(font);
  painter->setPen(color);
  const QFontMetrics measure(painter->font());
  const bool fits = measure.horizontalAdvance(text) <= rect.width();
  const QString shown = fits ? text : measure.elidedText(text, mode, rect.width());
  painter->drawText(rect, static_cast<int>(alignment | Qt::AlignVCenter) | Qt::TextSingleLine, shown);
}

}  // namespace heddle::theme
