// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/format/text_match.h"
#include "models/rows/tail_row.h"
#include "models/tables/row_table_model.h"

#include <deque>
#include <vector>

#include <QTimer>

namespace heddle::models {

/// The tail's ring: the newest `capacity` events, appended in batches (one insert per batch), the oldest
/// leaving at the top. A filter hides rows without forgetting them. While paused, batches are held back and
/// the ring does not move. Counters add up: received = shown + filtered + dropped + held + what left the ring
/// at the top + what a filter has still to look at.
class TailTable : public QAbstractTableModel {
  Q_OBJECT
 public:
  static constexpr int kCapacity = 100'000;
  enum Column { TimeColumn, RunColumn, ModeColumn, NodeColumn, SizeColumn, SummaryColumn, ColumnCount };

  /// Events may be large: the ring is bounded by what it holds, too.
  static constexpr qint64 kMostBytes = qint64{512} << 20;
  explicit TailTable(int capacity = kCapacity, QObject* parent = nullptr, qint64 mostBytes = kMostBytes);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  void append(std::vector<TailRow> batch);
  void clear();
  void setPaused(bool paused);
  bool isPaused() const { return paused_; }
  /// Shows events whose summary, run, namespace or mode contains `text` (any case) and whose mode is in
  /// `modes`; an empty list of modes means all.
  /// What the first slice does not reach follows from the event loop: hundreds of megabytes are not looked
  /// through in one piece.
  void setFilter(const QString& text, const QStringList& modes);
  /// Whether events wait to be looked at; they are neither shown nor filtered out yet.
  bool isFiltering() const { return scanned_ < first_ + rows_.size(); }
  void setTimeFormat(const TimeFormat& format);
  /// Events known to be lost before they got here (gap marks, a rate cap).
  void addDropped(quint64 count);

  const TailRow& at(int row) const;
  quint64 received() const { return received_; }
  quint64 filteredOut() const { return scanned_ - first_ - static_cast<quint64>(shown_.size()); }
  quint64 held() const { return static_cast<quint64>(held_.size()); }
  quint64 dropped() const { return dropped_; }

 Q_SIGNALS:
  void countsChanged();

 private:
  bool matches(const TailRow& row) const;
  std::vector<quint64> scanSlice();
  void scanOn();
  void evict(std::size_t incoming, qint64 incomingBytes);
  void insert(std::vector<TailRow>&& batch);
  const TailRow& rowFor(quint64 sequence) const { return rows_[static_cast<std::size_t>(sequence - first_)]; }

  std::deque<TailRow> rows_;   // everything kept, oldest first
  std::deque<quint64> shown_;  // sequence numbers of the rows that pass the filter
  std::deque<TailRow> held_;   // waiting while paused, at most `capacity_`
  quint64 first_ = 0;          // sequence number of rows_.front()
  quint64 scanned_ = 0;        // the first one that the filter has not looked at
  quint64 received_ = 0;
  quint64 dropped_ = 0;
  qint64 bytes_ = 0;      // of rows_
  qint64 heldBytes_ = 0;  // of held_
  int capacity_;
  qint64 mostBytes_;
  bool paused_ = false;
  TextMatch filter_;
  QStringList filterModes_;
  TimeFormat format_;
  QTimer nextSlice_;
};

/// One line of an event: white space folded, cut at `limit` characters.
QString summaryText(const QByteArray& json, int limit = 240);
/// As it may be shown and copied: without what looks like a secret. The text may have been cut.
QString shownJson(const QByteArray& json);

}  // namespace heddle::models
