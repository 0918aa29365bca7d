// SPDX-License-Identifier: Apache-2.0
#include "models/tables/audit_table.h"

#include "models/tables/or_nothing.h"

namespace heddle::models {

namespace {

std::vector<Column<AuditRow>> auditColumns() {
  return {
      {"Outcome", "outcome", CellKind::text, 90,
       [](const AuditRow& r, const TimeFormat&) { return r.outcome; }},
      {"When", "time", CellKind::time, 112, [](const AuditRow& r, const TimeFormat&) { return r.timeUs; }},
      {"Deployment", "deployment", CellKind::text, 100,
       [](const AuditRow& r, const TimeFormat&) { return orNothing(r.deployment); }},
      {"Level", "level", CellKind::text, 76,
       [](const AuditRow& r, const TimeFormat&) { return orNothing(r.level); }},
      {"What", "verb", CellKind::text, 130,
       [](const AuditRow& r, const TimeFormat&) { return orNothing(r.verb); }},
      {"Target", "target", CellKind::id, 130,
       [](const AuditRow& r, const TimeFormat&) { return orNothing(r.target); }},
      {"Result", "result", CellKind::text, 0,
       [](const AuditRow& r, const TimeFormat&) { return orNothing(r.result); }},
      {"Reason", "reason", CellKind::text, 116,
       [](const AuditRow& r, const TimeFormat&) { return orNothing(r.reason); }},
      {"Took", "took_ms", CellKind::duration, 80,
       [](const AuditRow& r, const TimeFormat&) { return r.tookUs >= 0 ? QVariant(r.tookUs) : QVariant(); }},
      {"Filter", "filter", CellKind::text, 110,
       [](const AuditRow& r, const TimeFormat&) { return orNothing(r.filter); }},
  };
}

}  // namespace

AuditTable::AuditTable(QObject* parent) : KeyedTable(auditColumns(), parent) {}

}  // namespace heddle::models
