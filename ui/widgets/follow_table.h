// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/widgets/data_table.h"

class QPushButton;
class QTimer;

namespace heddle::widgets {

// A table that grows at its end and stays there while it follows. Scrolling up stops following, reaching the
// end starts it again; what came meanwhile is told by a pill "+842 new", which leads back. Works with ring
// models that drop rows at the top: the row under the eye keeps its place. Scrolls at most 30 times a second.
class FollowTable : public DataTable {
  Q_OBJECT
 public:
  explicit FollowTable(QWidget* parent = nullptr);

  void setModel(QAbstractItemModel* model) override;
  bool perform(ViewCommand command) override;
  bool follows() const { return follow_; }
  int unseen() const { return unseen_; }

 public Q_SLOTS:
  void setFollow(bool follow);
  // Off: rows that come are old ones that a filter lets through, not new ones to count.
  void setCounting(bool counting) { counting_ = counting; }

 Q_SIGNALS:
  void followChanged(bool follow);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;

 private:
  void onInserted(int first, int last);
  void onRemoving(int first, int last);
  void onScrolled(int value);
  void scrollToEnd();
  void placePill();

  QPushButton* pill_;
  QTimer* frame_;
  bool follow_ = true;
  bool counting_ = true;
  bool ownScroll_ = false;
  int unseen_ = 0;
};

}  // namespace heddle::widgets
