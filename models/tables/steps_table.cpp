// SPDX-License-Identifier: Apache-2.0
#include "models/tables/steps_table.h"

#include <tuple>

#include <QStringList>

namespace heddle::models {

namespace {

std::vector<Column<StepRow>> stepColumns() {
  return {
      {"Step", "step", CellKind::number, 56,
       [](const StepRow& r, const TimeFormat&) { return r.step ? QVariant(*r.step) : QVariant(); }},
      {"Source", "source", CellKind::text, 76, [](const StepRow& r, const TimeFormat&) { return r.source; }},
      {"Tasks", "tasks", CellKind::number, 60, [](const StepRow& r, const TimeFormat&) { return r.tasks; }},
      {"Took", "took_ms", CellKind::duration, 116,
       [](const StepRow& r, const TimeFormat&) { return r.tookUs ? QVariant(*r.tookUs) : QVariant(); }},
      {"Ended", "ended_at", CellKind::time, 112,
       [](const StepRow& r, const TimeFormat&) { return r.endedUs; }},
      {"Marks", "marks", CellKind::text, 110,
       [](const StepRow& r, const TimeFormat&) {
         return r.marks.isEmpty() ? QVariant() : QVariant(r.marks);
       }},
      {"Namespace", "checkpoint_ns", CellKind::text, 110,
       [](const StepRow& r, const TimeFormat&) { return r.ns.isEmpty() ? QStringLiteral("root") : r.ns; }},
      {"Checkpoint", "checkpoint_id", CellKind::id, 0,
       [](const StepRow& r, const TimeFormat&) { return r.checkpointId; }},
  };
}

}  // namespace

QString marksOf(const CheckpointRow& row) {
  QStringList marks;
  if (row.errors > 0) marks.append(QStringLiteral("%1 failed").arg(row.errors));
  if (row.interrupts > 0) marks.append(QStringLiteral("interrupt"));
  return marks.join(QStringLiteral(", "));
}

StepsTable::StepsTable(QObject* parent) : KeyedTable(stepColumns(), parent) {}

std::vector<StepRow> stepsOf(const std::vector<CheckpointRow>& checkpoints, std::optional<qint64> startedUs) {
  std::vector<CheckpointRow> sorted = checkpoints;
  // Checkpoint ids are version 6 UUIDs: their text orders as time within a namespace.
  std::sort(sorted.begin(), sorted.end(), [](const CheckpointRow& a, const CheckpointRow& b) {
    return std::tie(a.createdUs, a.id) < std::tie(b.createdUs, b.id);
  });
  QHash<QString, qint64> before;
  std::vector<StepRow> steps;
  for (const CheckpointRow& c : sorted) {
    StepRow step;
    step.checkpointId = c.id;
    step.ns = c.ns;
    step.step = c.step;
    step.source = c.source;
    step.endedUs = c.createdUs;
    step.tasks = c.tasks;
    step.marks = marksOf(c);
    const auto known = before.constFind(c.ns);
    if (known != before.cend()) {
      step.tookUs = c.createdUs - *known;
    } else if (c.ns.isEmpty() && startedUs && c.createdUs >= *startedUs) {
      step.tookUs = c.createdUs - *startedUs;
    }
    before.insert(c.ns, c.createdUs);
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace heddle::models
