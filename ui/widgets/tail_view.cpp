// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/tail_view.h"

namespace heddle::widgets {

TailView::TailView(QWidget* parent) : FollowTable(parent) {
  setRowHeight(theme::metrics::kCompactRow);
}

bool TailView::perform(ViewCommand command) {
  switch (command) {
    case ViewCommand::Follow:
      setFollow(!follows());
      return true;
    case ViewCommand::Pause:
      Q_EMIT pauseToggled();
      return true;
    case ViewCommand::Clear:
      Q_EMIT clearRequested();
      return true;
    default:
      return FollowTable::perform(command);
  }
}

}  // namespace heddle::widgets
