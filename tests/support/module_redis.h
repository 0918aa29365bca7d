// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace heddle::test {

/// The environment of packaging/savers with that name, or empty where ./dev has not made it. It stands below
/// .cache/savers or $HEDDLE_SAVERS.
QString saversFolder(const QString& name);

/// A throw-away server with the JSON and search modules that the Redis savers need, from
/// saversFolder("redis"). Debian's Redis has none. Unix socket only, nothing stored; ends with the object.
class ModuleRedis {
 public:
  ~ModuleRedis();
  /// False when it does not come up; blocks until it answers at its socket.
  bool start();
  QString url() const { return QStringLiteral("unix://") + socket(); }
  QString socket() const { return folder_.filePath(QStringLiteral("s")); }

  /// Lets the saver of a language ("python" or "javascript") write its threads, `kind` being full or shallow,
  /// of Python also mixed. What it printed: one JSON line for each thread; empty after a failure, which is
  /// told to the test's log.
  QByteArray write(const QString& language, const QString& kind);

 private:
  QTemporaryDir folder_;
  QProcess server_;
};

}  // namespace heddle::test
