// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/timeline_row.h"
#include "ui/panels/layout.h"
#include "ui/widgets/timeline_model.h"

#include <QWidget>

namespace heddle::widgets {
class StatefulView;
class TextLabel;
class TimelineView;
}  // namespace heddle::widgets

namespace heddle::panels {

/// What waits has a part of the axis of its own, at most this large: it never squeezes what ran.
inline constexpr double kMostQueue = 0.16;

/// Bars of a timeline, the queue wait first, and where the execution begins on their axis.
struct TimelineBars {
  QVector<widgets::TimelineBar> bars;
  double executionStart = 0;
};
TimelineBars timelineBars(const models::Timeline& timeline);

/// When the tasks of a run ran, with a line that says where the times come from. GUI thread.
class RunTimeline : public QWidget {
  Q_OBJECT
 public:
  explicit RunTimeline(Layout layout, QWidget* parent = nullptr);

  /// Nothing is known yet.
  void showLoading();
  /// `remark`: what it leaves out, as a sentence; mostly nothing.
  void set(const models::Timeline& timeline, const QString& remark = {});
  /// Bars on the screen stay, greyed.
  void showError(const QString& cause);

 Q_SIGNALS:
  void retryRequested();

 private:
  widgets::TimelineView* view_;
  widgets::TextLabel* source_;
  widgets::StatefulView* states_;
};

}  // namespace heddle::panels
