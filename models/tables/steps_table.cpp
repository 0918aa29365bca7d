// SPDX-License-Identifier: Apache-2.0
#include "models/tables/steps_table.h"

#include <tuple>

namespace heddle::models {

namespace {

std::vector<Column<StepRow>> columns() {
  return {
      {"Step", "step", CellKind::number, 56,
       [](const StepRow& r, const TimeFormat&) { return r.step ? QVariant(*r.step) : QVariant(); }},
      {"Source", "source", CellKind::text, 76, [](const StepRow& r, const TimeFormat&) { return r.source; }},
      {"Nodes", "nodes", CellKind::text, 150,
       [](const StepRow& r, const TimeFormat&) {
         return r.nodes.isEmpty() ? QVariant() : QVariant(r.nodes);
       }},
      {"Took", "took_ms", CellKind::duration, 80,
       [](const StepRow& r, const TimeFormat&) { return r.tookUs ? QVariant(*r.tookUs) : QVariant(); }},
      {"Ended", "ended_at", CellKind::time, 110,
       [](const StepRow& r, const TimeFormat&) { return r.endedUs; }},
      {"Namespace", "checkpoint_ns", CellKind::text, 0,
       [](const StepRow& r, const TimeFormat&) { return r.ns; }},
  };
}

}  // namespace

StepsTable::StepsTable(QObject* parent) : KeyedTable(columns(), parent) {}

std::vector<StepRow> stepsOf(const std::vector<CheckpointRow>& checkpoints, std::optional<qint64> startedUs) {
  std::vector<CheckpointRow> sorted = checkpoints;
  // Checkpoint ids are version 6 UUIDs: their text orders as time within a namespace.
  std::sort(sorted.begin(), sorted.end(), [](const CheckpointRow& a, const CheckpointRow& b) {
    return std::tie(a.createdUs, a.id) < std::tie(b.createdUs, b.id);
  });
  QHash<QString, qint64> before;
  std::vector<StepRow> steps;
  for (const CheckpointRow& c : sorted) {
    StepRow step{c.id, c.ns, c.step, c.source, c.nodes.join(QStringLiteral(", ")), c.createdUs, {}, {}};
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
