// SPDX-License-Identifier: Apache-2.0
#include "backend/client/safety/write_lock.h"

#include <algorithm>

#include <QDateTime>
#include <QElapsedTimer>

namespace heddle::client {
namespace {

using deployment::SafetyLevel;
using std::chrono::milliseconds;

/// Between the clocks; a time server corrects by less than this in a quarter of an hour.
constexpr std::chrono::seconds kMostDrift{5};
constexpr int kShortestReason = 3;

}  // namespace

LockClock LockClock::system() {
  QElapsedTimer awake;
  awake.start();  // stands still while the computer sleeps
  return {[] { return milliseconds(QDateTime::currentMSecsSinceEpoch()); },
          [awake] { return milliseconds(awake.elapsed()); }};
}

WriteLock::WriteLock(SafetyLevel resting, LockClock clock, QObject* parent)
    : QObject(parent), resting_(resting), clock_(std::move(clock)) {
  tick_.setInterval(std::chrono::seconds(1));
  connect(&tick_, &QTimer::timeout, this, &WriteLock::tick);
}

SafetyLevel WriteLock::level() const {
  if (!needsUnlocking()) return resting_;
  return unlocked_ && !isOver() ? unlocked() : SafetyLevel::readOnly;
}

SafetyLevel WriteLock::unlocked() const {
  return std::max(resting_, SafetyLevel::guarded);
}

bool WriteLock::slept() const {
  const auto wall = clock_.wall() - wallStart_;
  const auto awake = clock_.awake() - awakeStart_;
  return wall - awake > kMostDrift || awake - wall > kMostDrift;
}

/// Asked anew at every use: a timer would be late after a sleep.
bool WriteLock::isOver() const {
  return clock_.awake() - awakeStart_ >= kUnlockTime || slept();
}

std::chrono::seconds WriteLock::left() const {
  if (!isUnlockedByHand()) return std::chrono::seconds(0);
  return std::chrono::ceil<std::chrono::seconds>(kUnlockTime - (clock_.awake() - awakeStart_));
}

core::Result<void> WriteLock::unlock(const QString& reason) {
  if (reason.trimmed().size() < kShortestReason)
    return core::Error{core::ErrorCode::invalid, "Say why: the reason goes into the audit log."};
  reason_ = reason.trimmed();
  wallStart_ = clock_.wall();
  awakeStart_ = clock_.awake();
  unlocked_ = true;
  ++epoch_;
  tick_.start();
  Q_EMIT unlockedNow();
  return core::Result<void>();
}

void WriteLock::lock(Why why) {
  if (!unlocked_) return;
  unlocked_ = false;
  ++epoch_;
  tick_.stop();
  Q_EMIT lockedAgain(why);
  reason_.clear();
}

void WriteLock::tick() {
  if (isOver())
    lock(slept() ? Why::slept : Why::timeOver);
  else
    Q_EMIT ticked();
}

QString word(WriteLock::Why why) {
  switch (why) {
    case WriteLock::Why::byHand:
      return QStringLiteral("by hand");
    case WriteLock::Why::timeOver:
      return QStringLiteral("the time was over");
    case WriteLock::Why::slept:
      return QStringLiteral("the computer slept");
    case WriteLock::Why::disconnected:
      return QStringLiteral("the connection was lost");
  }
  return {};
}

}  // namespace heddle::client
