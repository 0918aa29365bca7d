// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/tab_chain.h"

#include <QLayout>
#include <QWidget>

namespace heddle::widgets {
namespace {

bool isStop(const QWidget* widget) {
  return (widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy();
}

void collect(QLayout* layout, QList<QWidget*>& stops) {
  for (int i = 0; layout && i < layout->count(); ++i) {
    QLayoutItem* item = layout->itemAt(i);
    if (item->layout()) collect(item->layout(), stops);
    QWidget* widget = item->widget();
    if (!widget || widget->isHidden()) continue;
    if (isStop(widget))
      stops.append(widget);
    else
      collect(widget->layout(), stops);
  }
}

}  // namespace

QWidget* chainTabs(QWidget* after, QWidget* part) {
  QList<QWidget*> stops;
  QWidget* each = part;
  do {
    if (isStop(each) && (each == part || part->isAncestorOf(each))) stops.append(each);
    each = each->nextInFocusChain();
  } while (each != part);
  for (QWidget* stop : stops) {
    QWidget::setTabOrder(after, stop);
    after = stop;
  }
  return after;
}

QList<QWidget*> stopsAsLaidOut(QWidget* part) {
  QList<QWidget*> stops;
  collect(part->layout(), stops);
  return stops;
}

QWidget* stopBefore(QWidget* widget, const QWidget* part) {
  QWidget* each = widget->previousInFocusChain();
  while (each != widget && (!isStop(each) || part->isAncestorOf(each)))
    each = each->previousInFocusChain();
  return each;
}

}  // namespace heddle::widgets
