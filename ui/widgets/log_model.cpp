// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/log_model.h"

namespace heddle::widgets {

LogModel::LogModel(int capacity, QObject* parent) : QAbstractTableModel(parent), capacity_(capacity) {}

int LogModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(lines_.size());
}

int LogModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const LogLine& line = at(index.row());
  if (role == LevelRole) return static_cast<int>(line.level);
  if (role == LineRole)
    return QString(line.time + QLatin1Char(' ') + line.source + QLatin1Char(' ') + line.text);
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case TimeColumn:
      return line.time;
    case SourceColumn:
      return line.source;
    case TextColumn:
      return line.text;
    default:
      return {};
  }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  const QString names[] = {tr("Time"), tr("Source"), tr("Line")};
  return section >= 0 && section < ColumnCount ? names[section] : QVariant();
}

void LogModel::append(const QVector<LogLine>& batch) {
  if (batch.isEmpty()) return;
  const int kept = std::min(static_cast<int>(batch.size()), capacity_);
  const int size = rowCount();
  if (size + kept > capacity_) {
    // A twentieth more than needed leaves at once: one removal of many rows costs as much as one of a single
    // row.
    const int leaving = std::min(size, size + kept - capacity_ + capacity_ / 20);
    if (leaving > 0) {
      beginRemoveRows({}, 0, leaving - 1);
      lines_.erase(lines_.begin(), lines_.begin() + leaving);
      endRemoveRows();
    }
  }
  const int first = rowCount();
  beginInsertRows({}, first, first + kept - 1);
  lines_.insert(lines_.end(), batch.end() - kept, batch.end());
  endInsertRows();
}

void LogModel::clear() {
  beginResetModel();
  lines_.clear();
  endResetModel();
}

int LogModel::find(const QString& text, int from, bool backwards) const {
  if (text.isEmpty()) return -1;
  const int step = backwards ? -1 : 1;
  for (int row = from + step; row >= 0 && row < rowCount(); row += step) {
    const LogLine& line = at(row);
    if (line.text.contains(text, Qt::CaseInsensitive) || line.source.contains(text, Qt::CaseInsensitive))
      return row;
  }
  return -1;
}

}  // namespace heddle::widgets
