// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/assistant_row.h"
#include "models/rows/assistant_version_row.h"
#include "models/tables/keyed_table.h"

namespace heddle::models {

/// Name, graph, version, updated, created, id, description.
class AssistantsTable : public KeyedTable<AssistantRow> {
 public:
  explicit AssistantsTable(QObject* parent = nullptr);
};

/// Version, what changed, created, name, graph; newest first.
class AssistantVersionsTable : public KeyedTable<AssistantVersionRow> {
 public:
  explicit AssistantVersionsTable(QObject* parent = nullptr);
};

}  // namespace heddle::models
