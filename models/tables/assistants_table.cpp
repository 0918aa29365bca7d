// SPDX-License-Identifier: Apache-2.0
#include "models/tables/assistants_table.h"

namespace heddle::models {

namespace {

std::vector<Column<AssistantRow>> columns() {
  return {
      {"Name", "name", CellKind::text, 160, [](const AssistantRow& r, const TimeFormat&) { return r.name; },
       false, "name"},
      {"Graph", "graph_id", CellKind::text, 140,
       [](const AssistantRow& r, const TimeFormat&) { return r.graph; }, false, "graph"},
      {"Version", "version", CellKind::number, 76,
       [](const AssistantRow& r, const TimeFormat&) { return r.version; }, false, "version"},
      {"Updated", "updated_at", CellKind::time, 140,
       [](const AssistantRow& r, const TimeFormat&) { return r.updatedUs; }, false, "updated"},
      {"Created", "created_at", CellKind::time, 140,
       [](const AssistantRow& r, const TimeFormat&) { return r.createdUs; }, false, "created"},
      {"Assistant", "assistant_id", CellKind::id, 130,
       [](const AssistantRow& r, const TimeFormat&) { return r.id; }, false, "id"},
      {"Description", "description", CellKind::text, 0,
       [](const AssistantRow& r, const TimeFormat&) { return r.description; }, false, "description"},
  };
}

}  // namespace

AssistantsTable::AssistantsTable(QObject* parent) : KeyedTable(columns(), parent) {}

}  // namespace heddle::models
