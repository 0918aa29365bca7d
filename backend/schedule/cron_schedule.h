// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <array>
#include <bitset>
#include <chrono>
#include <string_view>

namespace heddle::schedule {

/// A cron expression: minute, hour, day of month, month, day of week (0 and 7 are Sunday). Lists, ranges
/// (`fri-mon` wraps), steps, English names, `?` for the day fields, `L` (last day of the month), `L5` (its
/// last Friday), `fri#2` (its second), and @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually.
/// When both day fields are restricted a day matches that fits either.
class CronSchedule {
 public:
  /// Error: invalid, one sentence about the field at fault.
  static core::Result<CronSchedule> parse(std::string_view text);

  bool matchesDay(std::chrono::year_month_day day) const;
  bool matchesMonth(std::chrono::month month) const { return months_[static_cast<unsigned>(month)]; }
  const std::bitset<24>& hours() const { return hours_; }
  const std::bitset<60>& minutes() const { return minutes_; }

 private:
  friend class FieldReader;

  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;
  std::bitset<13> months_;
  std::bitset<7> weekdays_;
  std::array<std::bitset<6>, 7> nthWeekdays_;  // of each weekday: 1 to 5
  std::bitset<7> lastWeekdays_;
  bool lastDay_ = false;
  bool anyDay_ = false, anyWeekday_ = false;  // not restricted
};

}  // namespace heddle::schedule
