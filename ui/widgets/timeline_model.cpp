// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/timeline_model.h"

namespace heddle::widgets {

int TimelineModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(bars_.size());
}

QVariant TimelineModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const TimelineBar& bar = at(index.row());
  if (role == Qt::DisplayRole) return bar.label;
  if (role == Qt::AccessibleTextRole || role == Qt::ToolTipRole) return bar.spoken;
  return {};
}

void TimelineModel::setBars(const QVector<TimelineBar>& bars) {
  if (bars == bars_) return;
  const int before = rowCount();
  const int after = static_cast<int>(bars.size());
  if (after < before) {
    beginResetModel();
    bars_ = bars;
    endResetModel();
    return;
  }
  if (after > before) {
    beginInsertRows({}, before, after - 1);
    bars_ = bars;
    endInsertRows();
  } else {
    bars_ = bars;
  }
  if (before > 0) Q_EMIT dataChanged(index(0), index(before - 1));
}

}  // namespace heddle::widgets
