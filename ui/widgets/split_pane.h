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

 protected:
  QSplitterHandle* createHandle() override;

 private:
  QList<int> first_;
};

}  // namespace heddle::widgets
