// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/safety/audit_log.h"
#include "models/rows/audit_row.h"

#include <vector>

#include <QByteArray>
#include <QStringList>

namespace heddle::console {

/// The lines of the log, newest first, as actions: what was asked and what became of it are one row.
std::vector<models::AuditRow> auditRows(const std::vector<client::AuditEntry>& entries);

/// What the History page shows of the log; empty members let everything through.
struct AuditFilter {
  QStringList outcomes;
  QString text;  // said somewhere by the row, whatever its case

  bool lets(const models::AuditRow& row) const;
};
/// All lines of the actions whose rows the filter lets through, in their order.
std::vector<client::AuditEntry> auditEntries(const std::vector<client::AuditEntry>& entries,
                                             const AuditFilter& filter);

/// The lines, oldest first, as CSV with a head, or as they stand in the log.
QByteArray auditCsv(const std::vector<client::AuditEntry>& entries);
QByteArray auditJsonLines(const std::vector<client::AuditEntry>& entries);

}  // namespace heddle::console
