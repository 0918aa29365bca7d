// SPDX-License-Identifier: Apache-2.0
#include "backend/schedule/next_fire.h"

#include <date/tz.h>
#include <stdexcept>

namespace heddle::schedule {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr date::days kHorizon{40 * 366};

const date::time_zone* zoneNamed(const std::string& zone) {
  return date::locate_zone(zone.empty() ? "UTC" : zone);
}

std::chrono::year_month_day civil(date::local_days day) {
  return std::chrono::year_month_day(
      std::chrono::sys_days(std::chrono::days(day.time_since_epoch().count())));
}

/// In a gap: the end of it. Of two: the first.
sys_seconds instantOf(const date::time_zone& zone, date::local_seconds local) {
  const date::local_info info = zone.get_info(local);
  if (info.result == date::local_info::nonexistent) return info.second.begin;
  return sys_seconds(local.time_since_epoch() - info.first.offset);
}

/// Of a schedule for certain hours: in the order of the wall clock.
std::optional<sys_seconds> byWallClock(const CronSchedule& schedule, const date::time_zone& zone,
                                       sys_seconds after) {
  // A day early: the clock may have been set back over midnight.
  const auto today = date::floor<date::days>(zone.to_local(after)) - date::days(1);
  for (auto day = today; day < today + kHorizon; day += date::days(1)) {
    if (!schedule.matchesDay(civil(day))) continue;
    for (unsigned hour = 0; hour < 24; ++hour) {
      if (!schedule.hours()[hour]) continue;
      for (unsigned minute = 0; minute < 60; ++minute) {
        if (!schedule.minutes()[minute]) continue;
        const auto fire = instantOf(zone, day + hours(hour) + minutes(minute));
        if (fire > after) return fire;
      }
    }
  }
  return std::nullopt;
}

/// Of a schedule for every hour: minute after minute of elapsed time.
std::optional<sys_seconds> byElapsedTime(const CronSchedule& schedule, const date::time_zone& zone,
                                         sys_seconds after) {
  const auto end = after + kHorizon;
  auto time = date::floor<minutes>(after) + minutes(1);
  while (time < end) {
    const auto local = zone.to_local(time);
    const auto day = date::floor<date::days>(local);
    if (!schedule.matchesDay(civil(day))) {
      const auto tomorrow = instantOf(zone, day + date::days(1));
      time = date::ceil<minutes>(tomorrow);
    } else if (schedule.minutes()[static_cast<std::size_t>(date::floor<minutes>(local - day).count() % 60)]) {
      return time;
    } else {
      time += minutes(1);
    }
  }
  return std::nullopt;
}

}  // namespace

core::Result<void> checkZone(const std::string& zone) {
  try {
    zoneNamed(zone);
    return {};
  } catch (const std::runtime_error&) {
    return core::Error{core::ErrorCode::invalid,
                       "Invalid timezone '" + zone + "': it must be an IANA name such as 'Europe/Berlin'."};
  }
}

std::optional<sys_seconds> nextFire(const CronSchedule& schedule, const std::string& zone,
                                    sys_seconds after) {
  const date::time_zone& place = *zoneNamed(zone);
  return schedule.hours().all() ? byElapsedTime(schedule, place, after) : byWallClock(schedule, place, after);
}

}  // namespace heddle::schedule
