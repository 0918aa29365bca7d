// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tables/cell_text.h"
#include "models/tables/row_table_model.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include <QHash>
#include <QSet>

namespace heddle::models {

/// One column of a KeyedTable: `raw` gives the value, the kind says how it is written and drawn.
template <typename Row>
struct Column {
  const char* title;  // as in the header
  const char* field;  // name in copied JSON; empty: not copied
  CellKind kind;
  int width;  // pixels at 100 %; 0 takes what is left
  std::function<QVariant(const Row&, const TimeFormat&)> raw;
  bool ticks = false;       // the value itself depends on the current time (age, running duration)
  const char* filter = "";  // the field of the list's filter that finds this value; empty: none
};

/// Rows of one kind, each with a unique `key()`. The differences between what is shown and what arrives are
/// applied as inserts, removals and changes; see RowTableModel for the promise.
template <typename Row>
class KeyedTable : public RowTableModel {
 public:
  explicit KeyedTable(std::vector<Column<Row>> columns, QObject* parent = nullptr)
      : RowTableModel(parent), columns_(std::move(columns)) {}

  int rowCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
  }
  int columnCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(columns_.size());
  }
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  QString keyAt(int row) const override { return at(row).key(); }
  int rowOf(const QString& key) const override { return positions_.value(key, -1); }
  QString jsonAt(int row) const override;

  const Row& at(int row) const { return rows_.at(static_cast<std::size_t>(row)); }
  const Row* find(const QString& key) const {
    const int row = rowOf(key);
    return row < 0 ? nullptr : &at(row);
  }

  /// A reload: what is shown becomes exactly `rows`, in their order; equal keys keep their identity.
  void replaceAll(std::vector<Row> rows);
  /// The next page: rows already loaded are updated in place, the others go to the end.
  void append(std::vector<Row> rows);
  /// A live refresh of what is loaded. Nothing moves and nothing leaves: rows in `asked` that did not come
  /// back, and rows for which `matches` says no, are marked stale until the next reload.
  void refresh(const QStringList& asked, std::vector<Row> rows,
               const std::function<bool(const Row&)>& matches = {});
  bool isStale(int row) const { return stale_.contains(keyAt(row)); }

 protected:
  bool dependsOnTime(int column) const override {
    const auto& c = columns_.at(static_cast<std::size_t>(column));
    return c.ticks || c.kind == CellKind::time;
  }

 private:
  void removeAbsent(const QSet<QString>& wanted);
  void insertMissing(std::vector<Row>& rows);
  void reorder(const std::vector<Row>& rows);
  void updateRow(int row, Row&& fresh);
  void setStale(int row, bool stale);
  void indexFrom(std::size_t first);
  static void dropDuplicates(std::vector<Row>& rows);

  std::vector<Column<Row>> columns_;
  std::vector<Row> rows_;
  QHash<QString, int> positions_;
  QSet<QString> stale_;
};

template <typename Row>
QVariant KeyedTable<Row>::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const Row& row = at(index.row());
  const auto& column = columns_[static_cast<std::size_t>(index.column())];
  switch (role) {
    case Qt::DisplayRole:
      return cellText(column.kind, column.raw(row, timeFormat()), timeFormat());
    case roles::CopyRole:
      return cellCopyText(column.kind, column.raw(row, timeFormat()), timeFormat());
    case Qt::ToolTipRole:
      return cellToolTip(column.kind, column.raw(row, timeFormat()), timeFormat());
    case Qt::TextAlignmentRole:
      return static_cast<int>(cellAlignment(column.kind));
    case roles::RawRole:
    case roles::SortRole:
      return column.raw(row, timeFormat());
    case roles::KeyRole:
      return QString(row.key());
    case roles::StaleRole:
      return stale_.contains(row.key());
    case roles::KindRole:
      return static_cast<int>(column.kind);
    case roles::JsonRole:
      return jsonAt(index.row());
    default:
      return {};
  }
}

template <typename Row>
QVariant KeyedTable<Row>::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
  const auto& column = columns_[static_cast<std::size_t>(section)];
  switch (role) {
    case Qt::DisplayRole:
      return QString::fromUtf8(column.title);
    case Qt::TextAlignmentRole:
      return static_cast<int>(cellAlignment(column.kind));
    case roles::KindRole:
      return static_cast<int>(column.kind);
    case roles::WidthRole:
      return column.width;
    case roles::FilterRole:
      return QString::fromUtf8(column.filter);
    default:
      return {};
  }
}

template <typename Row>
QString KeyedTable<Row>::jsonAt(int row) const {
  RowJson json;
  for (const auto& column : columns_) {
    if (*column.field != '\0')
      json.add(QString::fromUtf8(column.field), column.kind, column.raw(at(row), timeFormat()));
  }
  return json.text();
}

template <typename Row>
void KeyedTable<Row>::replaceAll(std::vector<Row> rows) {
  dropDuplicates(rows);
  QSet<QString> wanted;
  for (const Row& row : rows)
    wanted.insert(row.key());
  removeAbsent(wanted);
  reorder(rows);
  insertMissing(rows);
  for (std::size_t i = 0; i < rows.size(); ++i)
    updateRow(static_cast<int>(i), std::move(rows[i]));
  endRequest();
}

template <typename Row>
void KeyedTable<Row>::append(std::vector<Row> rows) {
  dropDuplicates(rows);
  std::vector<Row> fresh;
  for (Row& row : rows) {
    const int known = rowOf(row.key());
    if (known >= 0) {
      updateRow(known, std::move(row));
    } else {
      fresh.push_back(std::move(row));
    }
  }
  endRequest();
  if (fresh.empty()) return;
  const int first = rowCount();
  beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
  for (Row& row : fresh)
    rows_.push_back(std::move(row));
  indexFrom(static_cast<std::size_t>(first));
  endInsertRows();
}

template <typename Row>
void KeyedTable<Row>::refresh(const QStringList& asked, std::vector<Row> rows,
                              const std::function<bool(const Row&)>& matches) {
  QSet<QString> missing(asked.begin(), asked.end());
  for (Row& row : rows) {
    missing.remove(row.key());
    const int known = rowOf(row.key());
    if (known < 0) continue;
    const bool fits = !matches || matches(row);
    updateRow(known, std::move(row));
    setStale(known, !fits);
  }
  for (const QString& key : std::as_const(missing)) {
    const int known = rowOf(key);
    if (known >= 0) setStale(known, true);
  }
}

template <typename Row>
void KeyedTable<Row>::removeAbsent(const QSet<QString>& wanted) {
  int last = rowCount() - 1;
  while (last >= 0) {
    if (wanted.contains(keyAt(last))) {
      --last;
      continue;
    }
    int first = last;
    while (first > 0 && !wanted.contains(keyAt(first - 1)))
      --first;
    beginRemoveRows({}, first, last);
    for (int row = first; row <= last; ++row) {
      positions_.remove(keyAt(row));
      stale_.remove(keyAt(row));
    }
    rows_.erase(rows_.begin() + first, rows_.begin() + last + 1);
    indexFrom(static_cast<std::size_t>(first));
    endRemoveRows();
    last = first - 1;
  }
}

template <typename Row>
void KeyedTable<Row>::reorder(const std::vector<Row>& rows) {
  std::vector<int> order;  // present rows, in the order they are wanted
  for (const Row& row : rows) {
    const int known = rowOf(row.key());
    if (known >= 0) order.push_back(known);
  }
  if (std::is_sorted(order.begin(), order.end())) return;
  Q_EMIT layoutAboutToBeChanged();
  std::vector<int> target(order.size());
  std::vector<Row> moved;
  moved.reserve(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    target[static_cast<std::size_t>(order[i])] = static_cast<int>(i);
    moved.push_back(std::move(rows_[static_cast<std::size_t>(order[i])]));
  }
  rows_ = std::move(moved);
  indexFrom(0);
  const auto before = persistentIndexList();
  QModelIndexList after;
  for (const QModelIndex& old : before)
    after.append(index(target[static_cast<std::size_t>(old.row())], old.column()));
  changePersistentIndexList(before, after);
  Q_EMIT layoutChanged();
}

template <typename Row>
void KeyedTable<Row>::insertMissing(std::vector<Row>& rows) {
  for (std::size_t i = 0; i < rows.size();) {
    if (rowOf(rows[i].key()) >= 0) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < rows.size() && rowOf(rows[end].key()) < 0)
      ++end;
    beginInsertRows({}, static_cast<int>(i), static_cast<int>(end) - 1);
    rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(i),
                 rows.begin() + static_cast<std::ptrdiff_t>(i),
                 rows.begin() + static_cast<std::ptrdiff_t>(end));
    indexFrom(i);
    endInsertRows();
    i = end;
  }
}

template <typename Row>
void KeyedTable<Row>::updateRow(int row, Row&& fresh) {
  Row& shown = rows_[static_cast<std::size_t>(row)];
  setStale(row, false);
  if (shown == fresh) return;
  shown = std::move(fresh);
  Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
}

template <typename Row>
void KeyedTable<Row>::setStale(int row, bool stale) {
  const QString key = keyAt(row);
  if (stale_.contains(key) == stale) return;
  if (stale) {
    stale_.insert(key);
  } else {
    stale_.remove(key);
  }
  Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1), {roles::StaleRole});
}

template <typename Row>
void KeyedTable<Row>::indexFrom(std::size_t first) {
  for (std::size_t i = first; i < rows_.size(); ++i)
    positions_.insert(rows_[i].key(), static_cast<int>(i));
}

template <typename Row>
void KeyedTable<Row>::dropDuplicates(std::vector<Row>& rows) {
  QSet<QString> seen;
  std::erase_if(rows, [&seen](const Row& row) {
    const QString key = row.key();
    if (seen.contains(key)) return true;
    seen.insert(key);
    return false;
  });
}

}  // namespace heddle::models
