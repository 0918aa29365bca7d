// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/schedule/cron_schedule.h"

#include <optional>
#include <string>
#include <string_view>

namespace heddle::schedule {

/// Error: invalid, when the time zone data of this machine have no such name (IANA, "Europe/Berlin"); an
/// empty name is UTC. Reads that data at the first call.
core::Result<void> checkZone(const std::string& zone);

/// The first time after `after` at which the schedule fires on the clocks of a zone that checkZone knows;
/// nothing when there is none in the next 40 years (30 February).
/// Where clocks are set forward, what falls into the gap fires once, as soon as it is over. Where they are
/// set back, a time that comes twice fires the first time; a schedule for every hour goes by elapsed time
/// instead, so that `*/15 * * * *` neither pauses nor doubles.
std::optional<std::chrono::sys_seconds> nextFire(const CronSchedule& schedule, const std::string& zone,
                                                 std::chrono::sys_seconds after);

}  // namespace heddle::schedule
