// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/format/time_text.h"

#include <QObject>
#include <QTimer>

namespace heddle::console {

/// The one clock of the window: the time mode, and how often visible pages look again. GUI thread.
class WindowTime : public QObject {
  Q_OBJECT
 public:
  explicit WindowTime(QObject* parent = nullptr);

  models::TimeFormat format() const { return {mode_, models::currentUs()}; }
  models::TimeMode mode() const { return mode_; }
  void setMode(models::TimeMode mode);
  /// 0 switches refreshing off.
  void setRefreshSeconds(int seconds);
  int refreshSeconds() const { return seconds_; }

 Q_SIGNALS:
  void modeChanged();
  void refreshDue();
  void secondPassed();

 private:
  models::TimeMode mode_ = models::TimeMode::local;
  int seconds_ = 5;
  QTimer refresh_;
  QTimer second_;
};

}  // namespace heddle::console
