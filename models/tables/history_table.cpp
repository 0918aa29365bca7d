// SPDX-License-Identifier: Apache-2.0
#include "models/tables/history_table.h"

#include "models/tables/steps_table.h"

namespace heddle::models {

namespace {

std::vector<Column<CheckpointRow>> historyColumns() {
  return {
      {"Step", "step", CellKind::number, 56,
       [](const CheckpointRow& r, const TimeFormat&) { return r.step ? QVariant(*r.step) : QVariant(); }},
      {"Source", "source", CellKind::text, 76,
       [](const CheckpointRow& r, const TimeFormat&) { return r.source; }},
      {"Time", "created_at", CellKind::time, 112,
       [](const CheckpointRow& r, const TimeFormat&) { return r.createdUs; }},
      {"Tasks", "tasks", CellKind::number, 60,
       [](const CheckpointRow& r, const TimeFormat&) { return r.tasks; }},
      {"Marks", "marks", CellKind::text, 110,
       [](const CheckpointRow& r, const TimeFormat&) {
         const QString marks = marksOf(r);
         return marks.isEmpty() ? QVariant() : QVariant(marks);
       }},
      {"Run", "run_id", CellKind::id, 150,
       [](const CheckpointRow& r, const TimeFormat&) {
         return r.runId.isEmpty() ? QVariant() : QVariant(r.runId);
       }},
      {"Checkpoint", "checkpoint_id", CellKind::id, 150,
       [](const CheckpointRow& r, const TimeFormat&) { return r.id; }},
      {"Namespace", "checkpoint_ns", CellKind::text, 0,
       [](const CheckpointRow& r, const TimeFormat&) { return r.ns; }},
  };
}

}  // namespace

HistoryTable::HistoryTable(QObject* parent) : KeyedTable(historyColumns(), parent) {}

}  // namespace heddle::models
