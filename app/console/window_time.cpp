// SPDX-License-Identifier: Apache-2.0
#include "app/console/window_time.h"

#include <chrono>

namespace heddle::console {

WindowTime::WindowTime(QObject* parent) : QObject(parent) {
  connect(&refresh_, &QTimer::timeout, this, &WindowTime::refreshDue);
  connect(&second_, &QTimer::timeout, this, &WindowTime::secondPassed);
  second_.setTimerType(Qt::CoarseTimer);
  second_.start(std::chrono::seconds{1});
  setRefreshSeconds(seconds_);
}

void WindowTime::setMode(models::TimeMode mode) {
  if (mode == mode_) return;
  mode_ = mode;
  Q_EMIT modeChanged();
}

void WindowTime::setRefreshSeconds(int seconds) {
  seconds_ = seconds;
  if (seconds > 0) {
    refresh_.start(std::chrono::seconds{seconds});
  } else {
    refresh_.stop();
  }
}

}  // namespace heddle::console
