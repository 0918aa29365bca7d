// SPDX-License-Identifier: Apache-2.0
#include "models/tables/runs_table.h"

namespace heddle::models {

namespace {

QString statusWord(core::RunStatus status) {
  const auto text = core::word(status);
  return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

std::vector<Column<RunRow>> runColumns() {
  return {
      {"Status", "status", CellKind::status, 116,
       [](const RunRow& r, const TimeFormat&) { return statusWord(r.status); }, false, "status"},
      {"Run", "run_id", CellKind::id, 130, [](const RunRow& r, const TimeFormat&) { return r.id; }, false,
       "id"},
      {"Assistant", "assistant", CellKind::text, 100,
       [](const RunRow& r, const TimeFormat&) {
         return r.assistantName.isEmpty() ? r.assistantId : r.assistantName;
       },
       false, "assistant"},
      {"Thread", "thread_id", CellKind::id, 130,
       [](const RunRow& r, const TimeFormat&) {
         return r.threadId.isEmpty() ? QVariant() : QVariant(r.threadId);
       },
       false, "thread"},
      {"Created", "created_at", CellKind::time, 112,
       [](const RunRow& r, const TimeFormat&) { return r.createdUs; }, false, "created"},
      {"Queue wait", "queue_wait_ms", CellKind::duration, 116, queueWait, true, "wait"},
      {"Duration", "duration_ms", CellKind::duration, 116, runDuration, true, "duration"},
      {"Attempt", "attempt", CellKind::number, 76,
       [](const RunRow& r, const TimeFormat&) { return r.attempt ? QVariant(*r.attempt) : QVariant(); },
       false, "attempt"},
      {"Error", "error", CellKind::text, 0,
       [](const RunRow& r, const TimeFormat&) {
         return r.error.isEmpty() ? QVariant(QString()) : QVariant(r.error);
       },
       false, "error"},
  };
}

}  // namespace

QVariant queueWait(const RunRow& row, const TimeFormat& format) {
  if (row.startedUs) return qMax<qint64>(0, *row.startedUs - row.createdUs);
  if (row.status == core::RunStatus::pending) return qMax<qint64>(0, format.nowUs - row.createdUs);
  return {};
}

QVariant runDuration(const RunRow& row, const TimeFormat& format) {
  if (!row.startedUs) return {};
  if (row.endedUs) return qMax<qint64>(0, *row.endedUs - *row.startedUs);
  if (row.status == core::RunStatus::running) return qMax<qint64>(0, format.nowUs - *row.startedUs);
  return {};
}

RunsTable::RunsTable(QObject* parent) : KeyedTable(runColumns(), parent) {}

}  // namespace heddle::models
