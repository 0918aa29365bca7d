// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/split_pane.h"

#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>

namespace heddle::widgets {
namespace {

class Gap : public QSplitterHandle {
 public:
  Gap(Qt::Orientation orientation, SplitPane* pane) : QSplitterHandle(orientation, pane), pane_(pane) {
    setAttribute(Qt::WA_Hover, true);
  }

 protected:
  void paintEvent(QPaintEvent* event) override {
    QSplitterHandle::paintEvent(event);
    if (!pane_->isLined()) return;
    QPainter painter(this);
    const QColor& line = theme::tokens().lineFaint;
    if (orientation() == Qt::Vertical)
      painter.fillRect(0, height() / 2, width(), 1, line);
    else
      painter.fillRect(width() / 2, 0, 1, height(), line);
  }

  void mouseDoubleClickEvent(QMouseEvent*) override { pane_->resetSizes(); }

 private:
  SplitPane* pane_;
};

}  // namespace

SplitPane::SplitPane(Qt::Orientation orientation, QWidget* parent) : QSplitter(orientation, parent) {
  setHandleWidth(theme::metrics::kCardGap);
  setChildrenCollapsible(false);
}

void SplitPane::add(QWidget* widget, int stretch, int size) {
  addWidget(widget);
  setStretchFactor(count() - 1, stretch);
  first_.append(size);
  setSizes(first_);
}

QSplitterHandle* SplitPane::createHandle() {
  return new Gap(orientation(), this);
}

}  // namespace heddle::widgets
