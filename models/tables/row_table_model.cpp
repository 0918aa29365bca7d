// SPDX-License-Identifier: Apache-2.0
#include "models/tables/row_table_model.h"

namespace heddle::models {

QStringList RowTableModel::keys(int first, int last) const {
  QStringList found;
  for (int row = qMax(0, first); row <= qMin(last, rowCount() - 1); ++row)
    found.append(keyAt(row));
  return found;
}

bool RowTableModel::canFetchMore(const QModelIndex& parent) const {
  return !parent.isValid() && moreAvailable_ && !requested_;
}

void RowTableModel::fetchMore(const QModelIndex& parent) {
  if (!canFetchMore(parent)) return;
  requested_ = true;
  Q_EMIT moreRequested();
}

void RowTableModel::setMoreAvailable(bool available) {
  moreAvailable_ = available;
  requested_ = false;
}

void RowTableModel::setTimeFormat(const TimeFormat& format) {
  if (format == format_) return;
  format_ = format;
  if (rowCount() == 0) return;
  for (int column = 0; column < columnCount(); ++column) {
    if (dependsOnTime(column)) {
      Q_EMIT dataChanged(index(0, column), index(rowCount() - 1, column),
                         {Qt::DisplayRole, Qt::ToolTipRole, roles::RawRole, roles::SortRole});
    }
  }
}

QHash<int, QByteArray> RowTableModel::roleNames() const {
  auto names = QAbstractTableModel::roleNames();
  names.insert(roles::RawRole, "raw");
  names.insert(roles::SortRole, "sort");
  names.insert(roles::KeyRole, "key");
  names.insert(roles::StaleRole, "stale");
  names.insert(roles::KindRole, "kind");
  names.insert(roles::JsonRole, "json");
  names.insert(roles::WidthRole, "width");
  names.insert(roles::FilterRole, "filter");
  return names;
}

}  // namespace heddle::models
