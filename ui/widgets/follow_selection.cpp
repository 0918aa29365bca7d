// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/follow_selection.h"

#include <QAbstractItemView>
#include <QItemSelection>

namespace heddle::widgets {

void followSelection(QAbstractItemView& view, const QItemSelection& selected) {
  if (selected.isEmpty()) return;
  const QModelIndexList rows = view.selectionModel()->selectedRows();
  if (rows.size() != 1 || rows.front() == view.currentIndex().siblingAtColumn(0)) return;
  view.selectionModel()->setCurrentIndex(rows.front(), QItemSelectionModel::NoUpdate);
  view.setFocus(Qt::OtherFocusReason);
}

}  // namespace heddle::widgets
