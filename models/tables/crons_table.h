// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/cron_row.h"
#include "models/tables/keyed_table.h"

namespace heddle::models {

/// State, schedule, in words, zone, next fire, last fire, its result, thread, assistant, end, due, id.
class CronsTable : public KeyedTable<CronRow> {
 public:
  explicit CronsTable(QObject* parent = nullptr);
};

/// Fires to come: when, on the cron's own clocks, what, assistant, thread, note.
class ForecastTable : public KeyedTable<FireRow> {
 public:
  explicit ForecastTable(QObject* parent = nullptr);
};

/// Fires of one cron so far: when, result, run.
class PastFiresTable : public KeyedTable<PastFireRow> {
 public:
  explicit PastFiresTable(QObject* parent = nullptr);
};

/// "enabled", "paused" or "ended"; empty where the schema cannot pause and there is no end behind it.
QString cronState(const CronRow& row, qint64 nowUs);
/// On the cron's own clocks and how long that is from now: "2026-03-29 09:00 +02:00 · in 4 h 12 min".
QString nextFireText(const CronRow& row, qint64 nowUs);

}  // namespace heddle::models
