// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QHeaderView>
#include <QSet>

namespace heddle::widgets {

// Column names: left, or right above numbers.
class ColumnHeader : public QHeaderView {
  Q_OBJECT
 public:
  explicit ColumnHeader(QWidget* parent = nullptr);
  void setRightAligned(int column, bool right);
  bool isRightAligned(int column) const { return right_.contains(column); }
  QSize sizeHint() const override;

 protected:
  void initStyleOptionForIndex(QStyleOptionHeader* option, int column) const override;

 private:
  QSet<int> right_;
};

}  // namespace heddle::widgets
