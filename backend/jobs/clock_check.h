// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/queue.h"

#include <chrono>

namespace heddle::jobs {

/// How far this replica's clock stands from the database's. Checkpoint ids are made of the clocks of runners,
/// so a replica that is more than 1 s off must not execute runs (DESIGN §4a.2). Pure.
class ClockCheck {
 public:
  static constexpr auto kLimit = std::chrono::seconds(1);
  enum class Change { none, wentOff, cameBack };

  /// The database read its clock at an unknown moment of the round trip, so the middle is at most half of it
  /// wrong. The verdict changes only when that error cannot matter: a slow answer is not a wrong clock.
  Change take(const core::ClockReading& reading) {
    const auto half = (reading.answered - reading.asked) / 2;
    const auto offset = reading.asked + half - reading.database;
    const auto distance = offset < offset.zero() ? -offset : offset;
    const bool certainlyOff = distance - half > kLimit;
    const bool certainlyRight = distance + half <= kLimit;
    if (!certainlyOff && !certainlyRight) return Change::none;
    offset_ = std::chrono::duration_cast<std::chrono::microseconds>(offset);
    if (certainlyOff == off_) return Change::none;
    off_ = certainlyOff;
    return off_ ? Change::wentOff : Change::cameBack;
  }

  bool isOff() const { return off_; }
  /// Of the last reading that was certain; positive: ahead of the database.
  std::chrono::microseconds offset() const { return offset_; }

 private:
  std::chrono::microseconds offset_{0};
  bool off_ = false;
};

}  // namespace heddle::jobs
