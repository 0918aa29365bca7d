// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/widgets/follow_table.h"

namespace heddle::widgets {

// The live tail's list over any ring model of up to 100,000 rows. It can also be told to follow, and asks to
// pause and to clear.
class TailView : public FollowTable {
  Q_OBJECT
 public:
  explicit TailView(QWidget* parent = nullptr);

  ViewPlace place() const override { return ViewPlace::Tail; }
  bool perform(ViewCommand command) override;

 Q_SIGNALS:
  void pauseToggled();
  void clearRequested();
};

}  // namespace heddle::widgets
