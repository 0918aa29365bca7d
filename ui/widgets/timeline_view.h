// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/widgets/timeline_model.h"
#include "ui/widgets/view_keys.h"

#include <QListView>
#include <QStyledItemDelegate>

namespace heddle::widgets {

// A Gantt chart as a list: label, track with its bar, note. What waits is hatched and stands left of a dotted
// line. Each row is an item of the list, so keys and screen readers walk the bars as they walk any list;
// copying gives what is said of the current one.
class TimelineView : public QListView, public KeyedView {
  Q_OBJECT
 public:
  explicit TimelineView(QWidget* parent = nullptr);

  TimelineModel* bars() const { return bars_; }
  // Where the execution begins on the axis, 0 to 1; 0: nothing was waited for.
  void setExecutionStart(double fraction);
  double executionStart() const { return executionStart_; }

  ViewPlace place() const override { return ViewPlace::Rows; }
  bool perform(ViewCommand command) override;

 Q_SIGNALS:
  void opened(int row);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  TimelineModel* bars_;
  double executionStart_ = 0;
};

// Draws one row of a TimelineView.
class TimelineDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  explicit TimelineDelegate(const TimelineView* view);

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 private:
  struct Columns {
    QRect label, track, note;
  };
  Columns columnsOf(const QRect& row) const;
  void paintTrack(QPainter* painter, const QRect& track, const TimelineBar& bar) const;
  void measure() const;

  const TimelineView* view_;
  mutable int measuredPercent_ = 0;
  mutable int labelWidth_ = 0, noteWidth_ = 0;
};

}  // namespace heddle::widgets
