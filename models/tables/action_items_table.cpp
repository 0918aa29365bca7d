// SPDX-License-Identifier: Apache-2.0
#include "models/tables/action_items_table.h"

namespace heddle::models {

namespace {

std::vector<Column<ActionItemRow>> actionItemColumns() {
  return {
      {"Target", "target", CellKind::id, 320,
       [](const ActionItemRow& r, const TimeFormat&) { return r.target; }},
      {"Result", "result", CellKind::text, 130,
       [](const ActionItemRow& r, const TimeFormat&) { return r.result; }},
      {"Detail", "detail", CellKind::text, 0,
       [](const ActionItemRow& r, const TimeFormat&) { return r.detail; }},
  };
}

}  // namespace

ActionItemsTable::ActionItemsTable(QObject* parent) : KeyedTable(actionItemColumns(), parent) {}

}  // namespace heddle::models
