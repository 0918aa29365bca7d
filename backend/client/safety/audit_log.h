// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/deployment/environment.h"
#include "backend/deployment/safety_level.h"

#include <optional>
#include <vector>

#include <QString>
#include <QStringList>

namespace heddle::client {

/// What became of the objects of one action.
struct AuditCounts {
  int asked = 0, done = 0, changedMeanwhile = 0, failed = 0, notSent = 0;

  bool operator==(const AuditCounts&) const = default;
};

/// One line of the audit log. `action` ties the lines of one action together: first `asked`, then `ended`; an
/// action that was cut off has no second line.
struct AuditEntry {
  enum class Kind { asked, ended, refused, unlocked, locked };
  Kind kind = Kind::asked;
  qint64 timeUs = 0;
  QString action;
  QString deployment, environment, level;  // the level in force at that moment
  QString verb;
  QStringList targets;  // at most kMostTargets are written
  int targetCount = 0;
  QString filter;  // how the targets were chosen; empty: by id
  QString reason;  // given at unlocking
  QString result;  // a sentence
  AuditCounts counts;
  qint64 durationMs = -1;

  static constexpr int kMostTargets = 500;
  bool operator==(const AuditEntry&) const = default;
};

QString word(AuditEntry::Kind kind);

/// `audit.jsonl` of the profile: append-only, one JSON object a line, mode 0600, no secrets (texts are masked
/// once more on their way in). Several programs may append at once. Small writes, any one thread.
class AuditLog {
 public:
  explicit AuditLog(const QString& profileDir);

  const QString& path() const { return path_; }
  /// Errors: internal, with the sentence why it could not be written. Whoever meant to write to a deployment
  /// then does not.
  core::Result<void> append(const AuditEntry& entry) const;

 private:
  QString path_;
};

struct AuditReading {
  std::vector<AuditEntry> entries;  // newest first
  int unreadable = 0;               // lines that are none of ours, or were cut
  bool more = false;                // older ones are left out
};
/// Reads the newest entries; from the end of the file, so that a long log costs what is asked for. Blocking:
/// not for the GUI thread. Errors: internal. A log that is not there has no entries.
core::Result<AuditReading> readAudit(const QString& path, int limit);

/// One line as it stands in the file, without the line's end, and back.
QByteArray auditLine(const AuditEntry& entry);
std::optional<AuditEntry> parseAuditLine(const QByteArray& line);

}  // namespace heddle::client
