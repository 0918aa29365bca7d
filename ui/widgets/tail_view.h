// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/widgets/follow_table.h"

namespace heddle::widgets {

// The live tail's list over any ring model of up to 100,000 rows. Keys: f follows, p asks to pause, c asks to
// clear.
class TailView : public FollowTable {
  Q_OBJECT
 public:
  explicit TailView(QWidget* parent = nullptr);

 Q_SIGNALS:
  void pauseToggled();
  void clearRequested();

 protected:
  void keyPressEvent(QKeyEvent* event) override;
};

}  // namespace heddle::widgets
