// SPDX-License-Identifier: Apache-2.0
#include "models/tables/crons_table.h"

#include "models/format/duration.h"
#include "models/tables/or_nothing.h"

namespace heddle::models {

namespace {

std::vector<Column<CronRow>> cronColumns() {
  using Row = CronRow;
  using Format = TimeFormat;
  return {
      {"State", "state", CellKind::chip, 78,
       [](const Row& r, const Format& f) { return orNothing(cronState(r, f.nowUs)); }, true},
      {"Schedule", "schedule", CellKind::text, 104, [](const Row& r, const Format&) { return r.schedule; },
       false, "schedule"},
      {"In words", "in_words", CellKind::text, 0,
       [](const Row& r, const Format&) {
         return r.words.isEmpty() ? QStringLiteral("cannot be read") : r.words;
       }},
      {"Zone", "timezone", CellKind::text, 116,
       [](const Row& r, const Format&) { return r.zone.isEmpty() ? QStringLiteral("UTC") : r.zone; }, false,
       "zone"},
      {"Next fire", "", CellKind::text, 236,
       [](const Row& r, const Format& f) { return orNothing(nextFireText(r, f.nowUs)); }, true, "next"},
      {"Last fire", "last_fire_at", CellKind::time, 112,
       [](const Row& r, const Format&) { return orNothing(r.lastUs); }, false, "last"},
      {"Result", "last_status", CellKind::status, 108,
       [](const Row& r, const Format&) { return orNothing(r.lastStatus); }, false, "result"},
      {"Thread", "thread", CellKind::id, 104,
       [](const Row& r, const Format&) {
         return r.threadId.isEmpty() ? QStringLiteral("stateless") : r.threadId;
       },
       false, "thread"},
      {"Assistant", "assistant", CellKind::text, 110,
       [](const Row& r, const Format&) {
         return r.assistantName.isEmpty() ? r.assistantId : r.assistantName;
       },
       false, "assistant"},
      {"Ends", "end_time", CellKind::time, 112,
       [](const Row& r, const Format&) { return orNothing(r.endUs); }, false, "end"},
      {"Due", "next_run_date", CellKind::time, 112,
       [](const Row& r, const Format&) { return orNothing(r.nextUs); }, false, "next"},
      {"Cron", "cron_id", CellKind::id, 110, [](const Row& r, const Format&) { return r.id; }, false, "id"},
  };
}

std::vector<Column<FireRow>> forecastColumns() {
  using Row = FireRow;
  using Format = TimeFormat;
  return {
      {"Fires", "at", CellKind::time, 112, [](const Row& r, const Format&) { return r.atUs; }},
      {"On its clocks", "zoned", CellKind::text, 180, [](const Row& r, const Format&) { return r.zoned; }},
      {"Schedule", "schedule", CellKind::text, 0, [](const Row& r, const Format&) { return r.what; }},
      {"Assistant", "assistant", CellKind::text, 120,
       [](const Row& r, const Format&) { return r.assistant; }},
      {"Thread", "thread_id", CellKind::id, 110,
       [](const Row& r, const Format&) {
         return r.threadId.isEmpty() ? QStringLiteral("stateless") : r.threadId;
       }},
      {"Note", "note", CellKind::text, 210, [](const Row& r, const Format&) { return orNothing(r.note); }},
  };
}

std::vector<Column<PastFireRow>> pastColumns() {
  using Row = PastFireRow;
  using Format = TimeFormat;
  return {
      {"Fired", "fire_at", CellKind::time, 112, [](const Row& r, const Format&) { return r.atUs; }},
      {"Result", "status", CellKind::status, 116,
       [](const Row& r, const Format&) { return orNothing(r.status); }},
      {"Run", "run_id", CellKind::id, 0, [](const Row& r, const Format&) { return r.runId; }},
  };
}

}  // namespace

QString cronState(const CronRow& row, qint64 nowUs) {
  if (row.endUs && *row.endUs < nowUs) return QStringLiteral("ended");
  if (!row.enabled) return {};
  return *row.enabled ? QStringLiteral("enabled") : QStringLiteral("paused");
}

QString nextFireText(const CronRow& row, qint64 nowUs) {
  if (!row.nextUs) return {};
  constexpr qint64 kMinute = 60'000'000;
  const qint64 left = *row.nextUs - nowUs;
  if (left <= 0) return row.nextZoned + QStringLiteral(" · due");
  // Seconds would flicker where nobody waits for them.
  const qint64 shown = left > 10 * kMinute ? left / kMinute * kMinute : left / 1'000'000 * 1'000'000;
  QString text = durationText(shown);
  text.replace(QStringLiteral(".0 s"), QStringLiteral(" s"));
  return row.nextZoned + QStringLiteral(" · in ") + text;
}

CronsTable::CronsTable(QObject* parent) : KeyedTable(cronColumns(), parent) {}
ForecastTable::ForecastTable(QObject* parent) : KeyedTable(forecastColumns(), parent) {}
PastFiresTable::PastFiresTable(QObject* parent) : KeyedTable(pastColumns(), parent) {}

}  // namespace heddle::models
