// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/cell_delegates.h"

#include "ui/theme/paint.h"
#include "ui/theme/text.h"

#include <cmath>

namespace heddle::theme {
namespace {

int monoWidth(const QString& text) {
  // A character is no whole number of pixels wide: rounded, eleven of them would miss two.
  const qreal one = QFontMetricsF(fonts().mono).horizontalAdvance(QLatin1Char('0'));
  return static_cast<int>(std::ceil(one * static_cast<qreal>(text.size())));
}

}  // namespace

void StatusDelegate::paintContent(QPainter* painter, const QRect& rect, const QString& text, const QColor&,
                                  const QModelIndex&) const {
  // A status is a word: the dash of a row that has none gets no shape.
  if (!text.front().isLetter())
    drawLine(painter, rect, text, fonts().text, toneColor(Tone::Faint));
  else
    drawStatusPill(painter, rect, text);
}

int StatusDelegate::contentWidth(const QString& text) const {
  return statusPillWidth(text);
}

void IdDelegate::paintContent(QPainter* painter, const QRect& rect, const QString& text, const QColor& color,
                              const QModelIndex&) const {
  // Shortened the way titles and tabs do it, so that the eye finds the same letters again.
  const QString shown = monoWidth(text) <= rect.width() ? text : elidedId(text);
  drawLine(painter, rect, shown, fonts().mono, color, Qt::AlignLeft, Qt::ElideMiddle);
}

int IdDelegate::contentWidth(const QString& text) const {
  return monoWidth(text);
}

void NumberDelegate::paintContent(QPainter* painter, const QRect& rect, const QString& text,
                                  const QColor& color, const QModelIndex&) const {
  // Cut at its end a figure keeps what weighs most: the days of a duration, not its seconds.
  drawLine(painter, rect, text, fonts().mono, color, Qt::AlignRight, Qt::ElideRight);
}

int NumberDelegate::contentWidth(const QString& text) const {
  return monoWidth(text);
}

void SnippetDelegate::paintContent(QPainter* painter, const QRect& rect, const QString& text,
                                   const QColor& color, const QModelIndex&) const {
  // What cannot be seen is not measured: a cell may carry a megabyte.
  const int room = rect.width() / std::max(1, monoWidth(QStringLiteral("0"))) + 2;
  drawLine(painter, rect, snippet(text, std::max(8, room)), fonts().mono, color);
}

int SnippetDelegate::contentWidth(const QString& text) const {
  return monoWidth(snippet(text, 120));
}

void ChipDelegate::paintContent(QPainter* painter, const QRect& rect, const QString& text, const QColor&,
                                const QModelIndex&) const {
  drawChip(painter, rect, text, tokens().muted, tokens().sunken);
}

int ChipDelegate::contentWidth(const QString& text) const {
  return QFontMetrics(fonts().smallMedium).horizontalAdvance(text) + 16;
}

}  // namespace heddle::theme
