// SPDX-License-Identifier: Apache-2.0
#include "models/tables/tail_table.h"

#include "backend/wire/masking.h"
#include "models/format/numbers.h"
#include "models/tables/cell_text.h"

#include <algorithm>
#include <array>

#include <QElapsedTimer>

namespace heddle::models {

namespace {

struct TailColumn {
  const char* title;
  CellKind kind;
  int width;
};
constexpr std::array<TailColumn, TailTable::ColumnCount> kColumns{{{"Time", CellKind::time, 116},
                                                                   {"Run", CellKind::id, 150},
                                                                   {"Mode", CellKind::chip, 104},
                                                                   {"Namespace", CellKind::text, 120},
                                                                   {"Size", CellKind::bytes, 80},
                                                                   {"Event", CellKind::json, 0}}};

constexpr qint64 kSliceMs = 8;
constexpr qint64 kBetweenLooks = 64 * 1024;  // bytes searched before the clock is read again
constexpr qint64 kRowCost = 64;              // what a row costs besides its text

}  // namespace

QString shownJson(const QByteArray& json) {
  return QString::fromStdString(wire::withoutSecrets(json.toStdString()));
}

QString summaryText(const QByteArray& json, int limit) {
  // A character takes at most four bytes: no need to decode megabytes for one line.
  QString text = shownJson(json.left(static_cast<qsizetype>(limit) * 4)).simplified();
  if (text.size() > limit) text = text.left(limit - 1) + QChar(0x2026);
  return text;
}

TailTable::TailTable(int capacity, QObject* parent, qint64 mostBytes)
    : QAbstractTableModel(parent), capacity_(capacity), mostBytes_(mostBytes) {
  nextSlice_.setSingleShot(true);
  nextSlice_.setInterval(0);
  connect(&nextSlice_, &QTimer::timeout, this, [this] {
    scanOn();
    Q_EMIT countsChanged();
  });
}

int TailTable::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

int TailTable::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

const TailRow& TailTable::at(int row) const {
  return rowFor(shown_[static_cast<std::size_t>(row)]);
}

QVariant TailTable::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const TailRow& row = at(index.row());
  const auto& column = kColumns[static_cast<std::size_t>(index.column())];
  if (role == Qt::TextAlignmentRole) return static_cast<int>(cellAlignment(column.kind));
  if (role == roles::KindRole) return static_cast<int>(column.kind);
  if (role == roles::KeyRole) return row.runId;
  if (role == roles::StaleRole) return row.mode == QStringLiteral("gap");
  if (role == roles::JsonRole) return shownJson(row.json);
  const bool raw = role == roles::RawRole || role == roles::SortRole;
  if (role != Qt::DisplayRole && !raw) return {};
  switch (index.column()) {
    case TimeColumn:
      return raw ? QVariant(row.timeUs) : QVariant(clockText(row.timeUs, format_));
    case RunColumn:
      return row.runId;
    case ModeColumn:
      return row.mode;
    case NodeColumn:
      return row.ns.isEmpty() ? QStringLiteral("–") : row.ns;
    case SizeColumn:
      return raw ? QVariant(row.json.size()) : QVariant(bytesText(row.json.size()));
    default:
      return summaryText(row.json);
  }
}

QVariant TailTable::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
  const auto& column = kColumns[static_cast<std::size_t>(section)];
  switch (role) {
    case Qt::DisplayRole:
      return QString::fromUtf8(column.title);
    case Qt::TextAlignmentRole:
      return static_cast<int>(cellAlignment(column.kind));
    case roles::KindRole:
      return static_cast<int>(column.kind);
    case roles::WidthRole:
      return column.width;
    default:
      return {};
  }
}

QHash<int, QByteArray> TailTable::roleNames() const {
  auto names = QAbstractTableModel::roleNames();
  names.insert(roles::RawRole, "raw");
  names.insert(roles::KeyRole, "key");
  names.insert(roles::StaleRole, "stale");
  names.insert(roles::KindRole, "kind");
  names.insert(roles::JsonRole, "json");
  return names;
}

void TailTable::append(std::vector<TailRow> batch) {
  if (batch.empty()) return;
  received_ += batch.size();
  if (paused_) {
    for (TailRow& row : batch) {
      heldBytes_ += row.json.size();
      held_.push_back(std::move(row));
    }
    while (held_.size() > static_cast<std::size_t>(capacity_) ||
           (heldBytes_ > mostBytes_ && held_.size() > 1)) {
      heldBytes_ -= held_.front().json.size();
      held_.pop_front();
      ++dropped_;
    }
  } else {
    insert(std::move(batch));
  }
  Q_EMIT countsChanged();
}

void TailTable::insert(std::vector<TailRow>&& batch) {
  const auto capacity = static_cast<std::size_t>(capacity_);
  std::size_t skip = batch.size() > capacity ? batch.size() - capacity : 0;
  qint64 incomingBytes = 0;
  for (std::size_t i = skip; i < batch.size(); ++i)
    incomingBytes += batch[i].json.size();
  for (; incomingBytes > mostBytes_ && skip + 1 < batch.size(); ++skip)
    incomingBytes -= batch[skip].json.size();
  dropped_ += skip;
  evict(batch.size() - skip, incomingBytes);
  bytes_ += incomingBytes;
  for (; skip < batch.size(); ++skip)
    rows_.push_back(std::move(batch[skip]));
  scanOn();
}

/// Rows that pass among those not looked at yet, as many as a slice allows.
std::vector<quint64> TailTable::scanSlice() {
  std::vector<quint64> passing;
  QElapsedTimer clock;
  clock.start();
  const quint64 end = first_ + rows_.size();
  qint64 read = 0;
  for (; scanned_ < end; ++scanned_) {
    if (read > kBetweenLooks) {
      if (clock.elapsed() >= kSliceMs) break;
      read = 0;
    }
    const TailRow& row = rowFor(scanned_);
    if (matches(row)) passing.push_back(scanned_);
    if (!filter_.isEmpty()) read += kRowCost + row.json.size();
  }
  return passing;
}

void TailTable::scanOn() {
  const std::vector<quint64> passing = scanSlice();
  if (!passing.empty()) {
    const int at = rowCount();
    beginInsertRows({}, at, at + static_cast<int>(passing.size()) - 1);
    shown_.insert(shown_.end(), passing.begin(), passing.end());
    endInsertRows();
  }
  if (isFiltering()) nextSlice_.start();
}

void TailTable::evict(std::size_t incoming, qint64 incomingBytes) {
  const std::size_t kept = rows_.size();
  const auto capacity = static_cast<std::size_t>(capacity_);
  std::size_t leaving = 0;
  for (; leaving < kept; ++leaving) {
    if (kept - leaving + incoming <= capacity && bytes_ + incomingBytes <= mostBytes_) break;
    bytes_ -= rows_[leaving].json.size();
  }
  if (leaving == 0) return;
  const quint64 firstKept = first_ + leaving;
  const auto gone = std::lower_bound(shown_.begin(), shown_.end(), firstKept) - shown_.begin();
  if (gone > 0) beginRemoveRows({}, 0, static_cast<int>(gone) - 1);
  shown_.erase(shown_.begin(), shown_.begin() + gone);
  rows_.erase(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(leaving));
  first_ = firstKept;
  scanned_ = std::max(scanned_, first_);
  if (gone > 0) endRemoveRows();
}

void TailTable::clear() {
  beginResetModel();
  first_ += rows_.size();
  scanned_ = first_;
  rows_.clear();
  shown_.clear();
  held_.clear();
  bytes_ = heldBytes_ = 0;
  received_ = 0;
  dropped_ = 0;
  endResetModel();
  Q_EMIT countsChanged();
}

void TailTable::setPaused(bool paused) {
  if (paused_ == paused) return;
  paused_ = paused;
  if (!paused_ && !held_.empty()) {
    std::vector<TailRow> batch(std::make_move_iterator(held_.begin()), std::make_move_iterator(held_.end()));
    held_.clear();
    heldBytes_ = 0;
    insert(std::move(batch));
  }
  Q_EMIT countsChanged();
}

bool TailTable::matches(const TailRow& row) const {
  // A family counts as one: `messages` lets messages/partial and messages-tuple through as well.
  const auto sameFamily = [&row](const QString& mode) { return row.mode.startsWith(mode); };
  if (!filterModes_.isEmpty() && std::none_of(filterModes_.begin(), filterModes_.end(), sameFamily))
    return false;
  return filter_.isEmpty() || filter_.in(row.mode) || filter_.in(row.ns) || filter_.in(row.runId) ||
         filter_.inUtf8({row.json.constData(), static_cast<std::size_t>(row.json.size())});
}

void TailTable::setFilter(const QString& text, const QStringList& modes) {
  if (text == filter_.needle() && modes == filterModes_) return;
  filter_ = TextMatch(text);
  filterModes_ = modes;
  beginResetModel();
  scanned_ = first_;
  const std::vector<quint64> passing = scanSlice();
  shown_.assign(passing.begin(), passing.end());
  endResetModel();
  if (isFiltering()) nextSlice_.start();
  Q_EMIT countsChanged();
}

void TailTable::setTimeFormat(const TimeFormat& format) {
  const bool changed = format.mode != format_.mode;
  format_ = format;
  if (changed && rowCount() > 0) Q_EMIT dataChanged(index(0, TimeColumn), index(rowCount() - 1, TimeColumn));
}

void TailTable::addDropped(quint64 count) {
  dropped_ += count;
  received_ += count;
  Q_EMIT countsChanged();
}

}  // namespace heddle::models
