// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/checkpoint_row.h"
#include "models/tables/keyed_table.h"

namespace heddle::models {

/// Checkpoints of a thread, newest first: step, source, time, tasks, marks, run, checkpoint, namespace.
class HistoryTable : public KeyedTable<CheckpointRow> {
 public:
  explicit HistoryTable(QObject* parent = nullptr);
};

}  // namespace heddle::models
