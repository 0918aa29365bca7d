// SPDX-License-Identifier: Apache-2.0
#include "app/console/window_time.h"

#include <chrono>

namespace heddle::console {

QStringList timeModeWords(const WindowTime& time) {
  using models::TimeMode;
  QStringList words;
  for (const TimeMode mode : {TimeMode::relative, TimeMode::local, TimeMode::utc})
    words.append(models::word(mode));
  if (time.zone().isValid()) words.append(QString::fromLatin1(time.zone().id()));
  return words;
}

WindowTime::WindowTime(QObject* parent) : QObject(parent) {
  connect(&refresh_, &QTimer::timeout, this, &WindowTime::lookAgain);
  connect(&return_, &QTimer::timeout, this, &WindowTime::lookForReturn);
  setRefreshSeconds(seconds_);
}

void WindowTime::setMode(models::TimeMode mode) {
  if (mode == mode_) return;
  mode_ = mode;
  Q_EMIT modeChanged();
}

void WindowTime::setZone(const QTimeZone& zone) {
  if (zone == zone_) return;
  zone_ = zone;
  Q_EMIT zoneChanged();
  if (mode_ == models::TimeMode::zone) Q_EMIT modeChanged();
}

void WindowTime::setRefreshSeconds(int seconds) {
  seconds_ = seconds;
  return_.stop();
  if (seconds > 0) {
    refresh_.start(std::chrono::seconds{seconds});
  } else {
    refresh_.stop();
  }
}

void WindowTime::lookAgain() {
  if (seen_()) {
    Q_EMIT refreshDue();
    return;
  }
  refresh_.stop();
  return_.start(std::chrono::seconds{1});
}

void WindowTime::lookForReturn() {
  if (!seen_()) return;
  setRefreshSeconds(seconds_);
  Q_EMIT refreshDue();
}

}  // namespace heddle::console
