// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/safety/audit_log.h"
#include "models/rows/audit_row.h"

#include <vector>

#include <QByteArray>

namespace heddle::console {

/// The lines of the log, newest first, as actions: what was asked and what became of it are one row.
std::vector<models::AuditRow> auditRows(const std::vector<client::AuditEntry>& entries);

/// The lines, oldest first, as CSV with a head, or as they stand in the log.
QByteArray auditCsv(const std::vector<client::AuditEntry>& entries);
QByteArray auditJsonLines(const std::vector<client::AuditEntry>& entries);

}  // namespace heddle::console
