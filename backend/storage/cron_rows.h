// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/crons.h"
#include "backend/storage/rows.h"

#include <string>

namespace heddle::storage {

/// Five columns of cron `c`: what a CronTiming is read from.
inline const std::string kTimingColumns =
    "c.schedule, c.timezone, heddle_micros_v1(c.end_time), c.enabled, heddle_micros_v1(c.updated_at)";

/// From kTimingColumns, the first of them at `column`.
core::CronTiming timingAt(const Rows& rows, int row, int column);

core::Moment momentAt(const Rows& rows, int row, int column);
std::optional<std::int64_t> microseconds(const std::optional<core::Moment>& time);

}  // namespace heddle::storage
