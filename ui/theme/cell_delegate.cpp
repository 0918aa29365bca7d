// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/cell_delegate.h"

#include "ui/theme/paint.h"

namespace heddle::theme {

CellDelegate::CellDelegate(Tone tone, QObject* parent) : QStyledItemDelegate(parent), tone_(tone) {}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
  const QString text = index.data(Qt::DisplayRole).toString();
  if (text.isEmpty()) return;
  const bool stale = staleRole_ >= 0 && index.data(staleRole_).toBool();
  const QRect inner = option.rect.adjusted(metrics::kCellPadding, 0, -metrics::kCellPadding, 0);
  if (stale) painter->setOpacity(0.55);
  paintContent(painter, inner, text, toneColor(stale ? Tone::Muted : tone_), index);
  if (stale) painter->setOpacity(1.0);
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
  const int width = contentWidth(index.data(Qt::DisplayRole).toString());
  return {width + 2 * metrics::kCellPadding, scaled(metrics::kRow)};
}

void CellDelegate::paintContent(QPainter* painter, const QRect& rect, const QString& text,
                                const QColor& color, const QModelIndex&) const {
  drawLine(painter, rect, text, fonts().text, color);
}

int CellDelegate::contentWidth(const QString& text) const {
  return QFontMetrics(fonts().text).horizontalAdvance(text);
}

}  // namespace heddle::theme
