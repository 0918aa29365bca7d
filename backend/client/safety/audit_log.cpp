// SPDX-License-Identifier: Apache-2.0
#include "backend/client/safety/audit_log.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace heddle::client {
namespace {

constexpr qint64 kBlock = 256 << 10;

core::Error cannot(const char* what, const QFile& file) {
  return {core::ErrorCode::internal, QStringLiteral("Cannot %1 the audit log %2: %3.")
                                         .arg(QLatin1String(what), file.fileName(), file.errorString())
                                         .toStdString()};
}

/// The end of the file that holds at least `lines` whole lines, or all of it.
QByteArray tailOf(QFile& file, int lines, bool& whole) {
  QByteArray text;
  qint64 from = file.size();
  while (from > 0 && text.count('\n') <= lines) {
    const auto size = std::min(kBlock, from);
    from -= size;
    file.seek(from);
    text.prepend(file.read(size));
  }
  whole = from == 0;
  return text;
}

}  // namespace

AuditLog::AuditLog(const QString& profileDir)
    : path_(QDir(profileDir).filePath(QStringLiteral("audit.jsonl"))) {}

core::Result<void> AuditLog::append(const AuditEntry& entry) const {
  constexpr auto kPrivate = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
  const auto folder = QFileInfo(path_).path();
  if (!QDir(folder).exists() && QDir().mkpath(folder))
    QFile::setPermissions(folder, kPrivate | QFileDevice::ExeOwner);
  QFile file(path_);
  // Unbuffered and in one piece: lines of two programs do not mix.
  if (!file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered, kPrivate))
    return cannot("open", file);
  if (file.permissions() & ~(kPrivate | QFileDevice::ReadUser | QFileDevice::WriteUser))
    file.setPermissions(kPrivate);
  const QByteArray line = auditLine(entry) + '\n';
  if (file.write(line) != line.size()) return cannot("write", file);
  return core::Result<void>();
}

core::Result<AuditReading> readAudit(const QString& path, int limit) {
  AuditReading reading;
  QFile file(path);
  if (!file.exists()) return reading;
  if (!file.open(QIODevice::ReadOnly)) return cannot("read", file);
  bool whole = true;
  auto lines = tailOf(file, limit, whole).split('\n');
  if (!whole) lines.removeFirst();  // it may have been cut
  for (auto line = lines.crbegin(); line != lines.crend(); ++line) {
    if (line->isEmpty()) continue;
    if (static_cast<int>(reading.entries.size()) == limit) {
      reading.more = true;
      return reading;
    }
    if (auto entry = parseAuditLine(*line))
      reading.entries.push_back(std::move(*entry));
    else
      ++reading.unreadable;
  }
  reading.more = !whole;
  return reading;
}

}  // namespace heddle::client
