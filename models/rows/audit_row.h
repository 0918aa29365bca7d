// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace heddle::models {

/// One action of the audit log, its lines put together.
struct AuditRow {
  QString id;
  qint64 timeUs = 0;
  QString deployment, environment, level;
  QString outcome;  // done, partly, failed, refused, unlocked, locked, cut off
  QString verb;
  QString target;  // the first one, and how many more
  QString filter;
  QString result;
  QString reason;
  qint64 tookUs = -1;

  bool operator==(const AuditRow&) const = default;
  const QString& key() const { return id; }
};

}  // namespace heddle::models
