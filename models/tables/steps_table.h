// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/checkpoint_row.h"
#include "models/rows/step_row.h"
#include "models/tables/keyed_table.h"

namespace heddle::models {

/// Steps of one run: step, source, tasks, took, ended, marks, namespace, checkpoint.
class StepsTable : public KeyedTable<StepRow> {
 public:
  explicit StepsTable(QObject* parent = nullptr);
};

/// "interrupt", "1 failed": what stands beside a checkpoint.
QString marksOf(const CheckpointRow& row);
/// Derives a run's steps, oldest first, from its checkpoints in any order. A step's span is the distance to
/// the checkpoint before it in the same namespace; the first one counts from `startedUs` when that is known.
std::vector<StepRow> stepsOf(const std::vector<CheckpointRow>& checkpoints, std::optional<qint64> startedUs);

}  // namespace heddle::models
