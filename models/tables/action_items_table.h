// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/action_item_row.h"
#include "models/tables/keyed_table.h"

namespace heddle::models {

/// The objects of one action: target, result, detail.
class ActionItemsTable : public KeyedTable<ActionItemRow> {
 public:
  explicit ActionItemsTable(QObject* parent = nullptr);
};

}  // namespace heddle::models
