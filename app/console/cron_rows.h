// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/records.h"
#include "models/rows/cron_row.h"

#include <vector>

/// Crons as rows of the models, with their schedules in words and what they will do. Pure functions, any
/// thread; the forecast is made in the decode pool.
namespace heddle::console {

models::CronRow cronRow(const query::CronRecord& record);
models::PastFireRow pastFireRow(const query::CronFire& fire);
/// The fires after the next one, on the cron's own clocks.
QStringList laterFires(const query::CronRecord& record, int count);
models::CronForecast cronForecast(const std::vector<query::CronRecord>& crons, qint64 nowUs, int hours);

}  // namespace heddle::console
