// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QLayout>
#include <QList>

namespace heddle::widgets {

// Widgets side by side, and in further lines where the width ends.
class FlowLayout : public QLayout {
 public:
  explicit FlowLayout(QWidget* parent = nullptr, int gap = 6);
  ~FlowLayout() override;

  void addItem(QLayoutItem* item) override { items_.append(item); }
  int count() const override { return static_cast<int>(items_.size()); }
  QLayoutItem* itemAt(int index) const override { return items_.value(index); }
  QLayoutItem* takeAt(int index) override;
  Qt::Orientations expandingDirections() const override { return {}; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override { return place(QRect(0, 0, width, 0), true); }
  void setGeometry(const QRect& rect) override;
  QSize sizeHint() const override { return minimumSize(); }
  QSize minimumSize() const override;

 private:
  int place(const QRect& rect, bool measureOnly) const;

  QList<QLayoutItem*> items_;
  int gap_;
};

}  // namespace heddle::widgets
