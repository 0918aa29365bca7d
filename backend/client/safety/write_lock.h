// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/deployment/safety_level.h"

#include <chrono>
#include <functional>

#include <QObject>
#include <QString>
#include <QTimer>

namespace heddle::client {

/// The two clocks that tell time passing from a computer that slept.
struct LockClock {
  std::function<std::chrono::milliseconds()> wall, awake;
  static LockClock system();
};

/// Whether writes may leave for one deployment, and at which level. Level open needs no unlocking; every
/// other level is locked until somebody unlocks it with a reason, for kUnlockTime. It locks again when that
/// is over, when the computer slept, and when lock() says so. GUI thread; owned by DeploymentSession.
class WriteLock : public QObject {
  Q_OBJECT

 public:
  static constexpr std::chrono::minutes kUnlockTime{15};
  enum class Why { byHand, timeOver, slept, disconnected };

  explicit WriteLock(deployment::SafetyLevel resting, LockClock clock = LockClock::system(),
                     QObject* parent = nullptr);

  /// The level of the deployment, whether locked or not.
  deployment::SafetyLevel resting() const { return resting_; }
  /// The level in force at this moment: read-only while locked.
  deployment::SafetyLevel level() const;
  /// What unlocking gives: guarded where the deployment is read-only.
  deployment::SafetyLevel unlocked() const;
  bool needsUnlocking() const { return resting_ != deployment::SafetyLevel::open; }
  bool isUnlockedByHand() const { return needsUnlocking() && level() != deployment::SafetyLevel::readOnly; }
  std::chrono::seconds left() const;
  const QString& reason() const { return reason_; }
  /// Another number after every unlock and lock: what was allowed before does not hold after.
  quint64 epoch() const { return epoch_; }

  /// Errors: invalid, without a reason of at least three letters.
  core::Result<void> unlock(const QString& reason);
  void lock(Why why);

 Q_SIGNALS:
  void unlockedNow();
  void lockedAgain(heddle::client::WriteLock::Why why);
  /// Every second while unlocked.
  void ticked();

 private:
  bool isOver() const;
  void tick();
  bool slept() const;

  deployment::SafetyLevel resting_;
  LockClock clock_;
  QTimer tick_;
  QString reason_;
  bool unlocked_ = false;
  std::chrono::milliseconds wallStart_{0}, awakeStart_{0};
  quint64 epoch_ = 1;
};

/// "by hand", "the time was over" …
QString word(WriteLock::Why why);

}  // namespace heddle::client
