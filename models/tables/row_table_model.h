// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/format/time_text.h"

#include <QAbstractTableModel>
#include <QStringList>

namespace heddle::models {

/// How a cell is to be drawn; delegates and views go by it, never by the column number.
enum class CellKind { text, status, id, time, duration, number, bytes, json, chip };

/// Roles every table of the console answers. RawRole carries the value itself: microseconds for times and
/// durations, a status word, a count; SortRole orders as the value does. CopyRole is the text that goes to
/// the clipboard: times as ISO 8601 with offset, everything else as shown.
namespace roles {
enum Role {
  RawRole = Qt::UserRole + 1,
  SortRole,
  KeyRole,
  StaleRole,
  KindRole,
  JsonRole,
  WidthRole,
  CopyRole,
  FilterRole
};
}

/// A table of keyed rows that is never reset while it is shown: updates arrive as differences, so selection,
/// scroll position and open editors stay. Lives on the GUI thread. Paging is keyset paging: a view that nears
/// the end calls fetchMore, which asks (moreRequested) once until the next append or replaceAll.
class RowTableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  using QAbstractTableModel::QAbstractTableModel;

  virtual QString keyAt(int row) const = 0;
  /// -1 when no such row is loaded.
  virtual int rowOf(const QString& key) const = 0;
  /// The row as pretty JSON: what "Copy row" gives.
  virtual QString jsonAt(int row) const = 0;
  QStringList keys(int first, int last) const;

  bool canFetchMore(const QModelIndex& parent) const override;
  void fetchMore(const QModelIndex& parent) override;
  void setMoreAvailable(bool available);
  bool moreAvailable() const { return moreAvailable_; }

  /// Rewrites times and running durations; the rows themselves stay.
  void setTimeFormat(const TimeFormat& format);
  const TimeFormat& timeFormat() const { return format_; }

  QHash<int, QByteArray> roleNames() const override;

 Q_SIGNALS:
  void moreRequested();

 protected:
  virtual bool dependsOnTime(int column) const = 0;
  void endRequest() { requested_ = false; }

 private:
  TimeFormat format_;
  bool moreAvailable_ = false;
  bool requested_ = false;
};

}  // namespace heddle::models
