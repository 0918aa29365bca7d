// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/column_header.h"

#include "ui/theme/theme.h"

#include <QStyleOptionHeader>

namespace heddle::widgets {

ColumnHeader::ColumnHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
  setSectionsClickable(true);
  setSectionsMovable(true);
  setHighlightSections(false);
  setStretchLastSection(true);
  setMinimumSectionSize(40);
  setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  setContextMenuPolicy(Qt::CustomContextMenu);
}

void ColumnHeader::setRightAligned(int column, bool right) {
  if (right)
    right_.insert(column);
  else
    right_.remove(column);
}

QSize ColumnHeader::sizeHint() const {
  return {QHeaderView::sizeHint().width(), theme::scaled(theme::metrics::kHeaderRow)};
}

void ColumnHeader::initStyleOptionForIndex(QStyleOptionHeader* option, int column) const {
  QHeaderView::initStyleOptionForIndex(option, column);
  option->textAlignment = (right_.contains(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

}  // namespace heddle::widgets
