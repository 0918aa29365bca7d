// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/cron_rows.h"

namespace heddle::storage {

core::Moment momentAt(const Rows& rows, int row, int column) {
  return core::Moment(std::chrono::microseconds(rows.integer(row, column)));
}

std::optional<std::int64_t> microseconds(const std::optional<core::Moment>& time) {
  if (!time) return std::nullopt;
  return time->time_since_epoch().count();
}

core::CronTiming timingAt(const Rows& rows, int row, int column) {
  core::CronTiming timing;
  timing.schedule = rows.text(row, column);
  timing.timezone = rows.maybeText(row, column + 1);
  if (!rows.isNull(row, column + 2)) timing.endTime = momentAt(rows, row, column + 2);
  timing.enabled = rows.boolean(row, column + 3);
  timing.version = rows.integer(row, column + 4);
  return timing;
}

}  // namespace heddle::storage
