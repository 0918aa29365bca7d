// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <deque>

#include <QAbstractTableModel>
#include <QVector>

namespace heddle::widgets {

enum class LogLevel { Debug, Info, Warning, Error };

struct LogLine {
  QString time;    // as it is to be shown
  QString source;  // server, runner1, postgres …
  QString text;
  LogLevel level = LogLevel::Info;
};

// The newest `capacity` lines. Batches cost one insert; the oldest leave in blocks, so that removal is rare.
class LogModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { TimeColumn, SourceColumn, TextColumn, ColumnCount };
  enum Role { LevelRole = Qt::UserRole + 1, LineRole };
  static constexpr int kCapacity = 100'000;

  explicit LogModel(int capacity = kCapacity, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  void append(const QVector<LogLine>& batch);
  void clear();
  // The next row after `from` (exclusive; backwards before it) that contains `text` in any case; -1 for none.
  int find(const QString& text, int from, bool backwards) const;
  const LogLine& at(int row) const { return lines_[static_cast<std::size_t>(row)]; }

 private:
  std::deque<LogLine> lines_;
  int capacity_;
};

}  // namespace heddle::widgets
