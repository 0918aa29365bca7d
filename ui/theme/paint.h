// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/theme.h"

#include <QPainter>
#include <QRectF>
#include <QString>
#include <QStyleOption>

// The strokes that style, delegates and widgets share. All of them leave the painter as they found it.
namespace heddle::theme {

// A rounded box whose 1 px border lies inside `rect` on whole pixels. An invalid colour leaves that part out.
void drawBox(QPainter* painter, const QRect& rect, int radius, const QColor& fill, const QColor& border,
             Qt::PenStyle pen = Qt::SolidLine);

// The keyboard focus: 2 px of accent just inside `rect`.
void drawFocusRing(QPainter* painter, const QRect& rect, int radius = metrics::kControlRadius);

// Status as shape + word + colour, left aligned and vertically centred in `rect`; returns the pill's
// rectangle.
QRect drawStatusPill(QPainter* painter, const QRect& rect, const QString& word);
int statusPillWidth(const QString& word);

// A label on a soft ground, `scaled(metrics::kPill)` high; returns its rectangle.
QRect drawChip(QPainter* painter, const QRect& rect, const QString& text, const QColor& ink,
               const QColor& ground);

// Text in one line, elided where `mode` says, vertically centred.
void drawLine(QPainter* painter, const QRect& rect, const QString& text, const QFont& font,
              const QColor& color, Qt::Alignment alignment = Qt::AlignLeft,
              Qt::TextElideMode mode = Qt::ElideRight);

inline bool has(const QStyleOption* option, QStyle::StateFlag flag) {
  return option->state.testFlag(flag);
}

}  // namespace heddle::theme
