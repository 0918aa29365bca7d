// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/format/time_text.h"

#include <functional>

#include <QObject>
#include <QTimer>

namespace heddle::console {

/// The one clock of the window: the time mode, and how often visible pages look again. GUI thread.
class WindowTime : public QObject {
  Q_OBJECT
 public:
  explicit WindowTime(QObject* parent = nullptr);

  models::TimeFormat format() const { return {mode_, models::currentUs(), zone_}; }
  models::TimeMode mode() const { return mode_; }
  void setMode(models::TimeMode mode);
  /// Of mode zone; without one that mode is local time.
  const QTimeZone& zone() const { return zone_; }
  void setZone(const QTimeZone& zone);
  /// 0 switches refreshing off.
  void setRefreshSeconds(int seconds);
  int refreshSeconds() const { return seconds_; }
  /// Says whether anybody can see a window. Nobody looks again for a window that is minimised or hidden; it
  /// catches up within a second of coming back. Without it somebody always can.
  void setSeen(std::function<bool()> seen) { seen_ = std::move(seen); }

 Q_SIGNALS:
  void modeChanged();
  void zoneChanged();
  void refreshDue();

 private:
  void lookAgain();
  void lookForReturn();

  models::TimeMode mode_ = models::TimeMode::local;
  QTimeZone zone_;
  int seconds_ = 5;
  std::function<bool()> seen_ = [] { return true; };
  QTimer refresh_;
  QTimer return_;  // runs instead while nobody sees a window
};

/// The modes there are now, as words in their order: without a chosen zone there is none of that.
QStringList timeModeWords(const WindowTime& time);

}  // namespace heddle::console
