// SPDX-License-Identifier: Apache-2.0
#include "models/tables/assistants_table.h"

namespace heddle::models {

namespace {

std::vector<Column<AssistantRow>> assistantColumns() {
  return {
      {"Name", "name", CellKind::text, 160, [](const AssistantRow& r, const TimeFormat&) { return r.name; },
       false, "name"},
      {"Graph", "graph_id", CellKind::text, 140,
       [](const AssistantRow& r, const TimeFormat&) { return r.graph; }, false, "graph"},
      {"Version", "version", CellKind::number, 76,
       [](const AssistantRow& r, const TimeFormat&) { return r.version; }, false, "version"},
      {"Updated", "updated_at", CellKind::time, 112,
       [](const AssistantRow& r, const TimeFormat&) { return r.updatedUs; }, false, "updated"},
      {"Created", "created_at", CellKind::time, 112,
       [](const AssistantRow& r, const TimeFormat&) { return r.createdUs; }, false, "created"},
      {"Assistant", "assistant_id", CellKind::id, 130,
       [](const AssistantRow& r, const TimeFormat&) { return r.id; }, false, "id"},
      {"Description", "description", CellKind::text, 0,
       [](const AssistantRow& r, const TimeFormat&) { return r.description; }, false, "description"},
  };
}

std::vector<Column<AssistantVersionRow>> versionColumns() {
  using Row = AssistantVersionRow;
  return {
      {"Version", "version", CellKind::text, 100,
       [](const Row& r, const TimeFormat&) {
         return QString(QString::number(r.version) + (r.inForce ? QStringLiteral(" · in force") : QString()));
       }},
      {"Changed", "changed", CellKind::text, 0,
       [](const Row& r, const TimeFormat&) {
         return r.changed.isEmpty() ? QVariant() : QVariant(r.changed);
       }},
      {"Created", "created_at", CellKind::time, 112,
       [](const Row& r, const TimeFormat&) { return r.createdUs; }},
      {"Name", "name", CellKind::text, 110, [](const Row& r, const TimeFormat&) { return r.name; }},
      {"Graph", "graph_id", CellKind::text, 100, [](const Row& r, const TimeFormat&) { return r.graph; }},
  };
}

}  // namespace

AssistantVersionsTable::AssistantVersionsTable(QObject* parent) : KeyedTable(versionColumns(), parent) {}

AssistantsTable::AssistantsTable(QObject* parent) : KeyedTable(assistantColumns(), parent) {}

}  // namespace heddle::models
