// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/thread_row.h"
#include "models/tables/keyed_table.h"

namespace heddle::models {

/// Status, thread, graph, last activity, created, age, assistant.
class ThreadsTable : public KeyedTable<ThreadRow> {
 public:
  explicit ThreadsTable(QObject* parent = nullptr);
};

}  // namespace heddle::models
