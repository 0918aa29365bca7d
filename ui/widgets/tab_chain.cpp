// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/tab_chain.h"

#include <QList>
#include <QWidget>

namespace heddle::widgets {

QWidget* chainTabs(QWidget* after, QWidget* part) {
  QList<QWidget*> stops;
  QWidget* each = part;
  do {
    const bool takes = (each->focusPolicy() & Qt::TabFocus) && !each->focusProxy();
    if (takes && (each == part || part->isAncestorOf(each))) stops.append(each);
    each = each->nextInFocusChain();
  } while (each != part);
  for (QWidget* stop : stops) {
    QWidget::setTabOrder(after, stop);
    after = stop;
  }
  return after;
}

}  // namespace heddle::widgets
