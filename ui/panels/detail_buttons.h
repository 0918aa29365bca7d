// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/panels/action_gate.h"
#include "ui/panels/layout.h"
#include "ui/theme/style.h"

#include <QWidget>

namespace heddle::panels {

/// What can be done with the one thing that a detail shows: a line of buttons, in the inspector as many lines
/// as its width wants. Names are scoped, because the list beside it has the same words. GUI thread.
class DetailButtons : public QWidget {
 public:
  explicit DetailButtons(Layout layout, QWidget* parent = nullptr);

  /// The button follows the action's text, tool tip, and whether it is enabled and visible.
  void add(QAction* action, theme::ButtonKind kind = theme::ButtonKind::Plain);

 private:
  Layout layout_;
};

}  // namespace heddle::panels
