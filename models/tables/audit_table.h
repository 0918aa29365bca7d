// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/audit_row.h"
#include "models/tables/keyed_table.h"

namespace heddle::models {

/// What this console was asked to change: time, deployment, level, outcome, verb, target, result, reason,
/// took.
class AuditTable : public KeyedTable<AuditRow> {
 public:
  explicit AuditTable(QObject* parent = nullptr);
};

}  // namespace heddle::models
