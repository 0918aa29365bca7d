// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/run_row.h"
#include "models/tables/keyed_table.h"

namespace heddle::models {

/// Status, run, assistant, thread, created, queue wait, duration, attempt, error.
class RunsTable : public KeyedTable<RunRow> {
 public:
  explicit RunsTable(QObject* parent = nullptr);
};

/// From creation to the first claim; while it waits, up to now. Absent when a finished run never said.
QVariant queueWait(const RunRow& row, const TimeFormat& format);
/// From the claim to the end; while it runs, up to now.
QVariant runDuration(const RunRow& row, const TimeFormat& format);

}  // namespace heddle::models
