// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QSplitter>

namespace heddle::widgets {

// A splitter between cards: the gap is the handle. A double click on it takes back the first sizes.
class SplitPane : public QSplitter {
  Q_OBJECT
 public:
  explicit SplitPane(Qt::Orientation orientation, QWidget* parent = nullptr);

  // `stretch` shares the room that is left; 0 keeps `size`.
  void add(QWidget* widget, int stretch, int size);
  void resetSizes() { setSizes(first_); }

  // A faint line in the gap, for panes that are no cards of their own.
  void setLined(bool lined) { lined_ = lined; }
  bool isLined() const { return lined_; }

 protected:
  QSplitterHandle* createHandle() override;

 private:
  bool lined_ = false;
  QList<int> first_;
};

}  // namespace heddle::widgets
