// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/theme.h"

#include <QAbstractListModel>
#include <QVector>

namespace heddle::widgets {

// One bar of a timeline and the row it stands in. `from` and `to` are fractions of the axis, 0 to 1.
struct TimelineBar {
  enum class Fill { Solid, Hatched };
  QString label;   // "write"
  QString note;    // right of the track: "0.9 s", "failed"
  QString spoken;  // what a screen reader says of the row, and its tool tip
  int depth = 0;   // indented below the graph it belongs to
  double from = 0, to = 0;
  Fill fill = Fill::Solid;
  theme::Tone tone = theme::Tone::Accent;  // Accent: the colour of `color`
  int color = 0;                           // which of the chart's colours, by node

  bool operator==(const TimelineBar&) const = default;
};

// Rows of a timeline from top to bottom. Bars of the same rows move without a reset, so that a living run
// keeps its current row.
class TimelineModel : public QAbstractListModel {
  Q_OBJECT
 public:
  using QAbstractListModel::QAbstractListModel;

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  void setBars(const QVector<TimelineBar>& bars);
  const TimelineBar& at(int row) const { return bars_.at(row); }
  const QVector<TimelineBar>& bars() const { return bars_; }

 private:
  QVector<TimelineBar> bars_;
};

}  // namespace heddle::widgets
