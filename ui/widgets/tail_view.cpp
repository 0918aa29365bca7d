// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/tail_view.h"

#include <QKeyEvent>

namespace heddle::widgets {

TailView::TailView(QWidget* parent) : FollowTable(parent) {
  setRowHeight(theme::metrics::kCompactRow);
}

void TailView::keyPressEvent(QKeyEvent* event) {
  if (event->modifiers() == Qt::NoModifier) {
    switch (event->key()) {
      case Qt::Key_F:
        return setFollow(!follows());
      case Qt::Key_P:
        Q_EMIT pauseToggled();
        return;
      case Qt::Key_C:
        Q_EMIT clearRequested();
        return;
      default:
        break;
    }
  }
  FollowTable::keyPressEvent(event);
}

}  // namespace heddle::widgets
