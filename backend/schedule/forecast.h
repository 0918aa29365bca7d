// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace heddle::schedule {

/// A cron as a forecast needs it. Schedules and zones that cannot be read fire never.
struct Scheduled {
  std::string expression, zone;  // an empty zone is UTC
  std::optional<std::chrono::sys_seconds> end;
};

/// What the clocks of a zone do to a fire.
enum class ClockNote {
  none,
  moved,  // its time falls into the hour that is skipped: it fires when that is over
  twice,  // its time comes twice: it fires the first time
};

struct ForecastFire {
  std::chrono::sys_seconds at;
  std::size_t cron;          // place in what was asked for
  std::size_t together = 1;  // crons that fire in the same minute, this one included
  ClockNote note = ClockNote::none;
};

/// Clocks of a zone that are set within the forecast.
struct ClockChange {
  std::string zone;
  std::chrono::sys_seconds at;
  std::chrono::seconds by;  // positive: forward, an hour is missing; negative: back, an hour comes twice
};

struct Forecast {
  std::vector<ForecastFire> fires;  // in order of time
  std::vector<ClockChange> changes;
  std::size_t collisions = 0;  // minutes in which more than one cron fires
  bool cut = false;            // fires stopped at the bound: what is shown begins right, but is not all
};

/// Fires in [from, to), at most `bound` of them and an even share of a cron that fires often. Pure; any
/// thread.
Forecast forecast(const std::vector<Scheduled>& crons, std::chrono::sys_seconds from,
                  std::chrono::sys_seconds to, std::size_t bound = 20'000);

/// The next `count` fires of one cron.
std::vector<std::chrono::sys_seconds> nextFires(const Scheduled& cron, std::chrono::sys_seconds after,
                                                std::size_t count);

/// "2026-03-29 09:00 +02:00", on the clocks of the zone; UTC where it is none.
std::string zonedText(std::chrono::sys_seconds at, const std::string& zone);

}  // namespace heddle::schedule
