// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QStyledItemDelegate>

namespace heddle::widgets {

class HistoryRail;
struct RailRow;

// Draws one row of the rail: lines, dot, two lines of text.
class RailDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  explicit RailDelegate(HistoryRail* rail);

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 private:
  void paintLines(QPainter* painter, const QRect& rect, const RailRow& row) const;
  void paintDot(QPainter* painter, const QRect& rect, int row, bool current) const;

  HistoryRail* rail_;
};

}  // namespace heddle::widgets
