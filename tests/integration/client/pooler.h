// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unistd.h>

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <libpq-fe.h>

namespace heddle::test {

/// PgBouncer in transaction mode with a single server connection, before the cluster whose socket is in
/// `socketFolder`. Own folder, Unix socket only; ends with the object.
class Pooler {
 public:
  explicit Pooler(const std::string& socketFolder)
      : folder_(QStringLiteral("/tmp/hpb-XXXXXX")), cluster_(QString::fromStdString(socketFolder)) {}
  ~Pooler() {
    process_.kill();
    process_.waitForFinished();
  }

  bool start() {
    // It refuses root; the account it becomes must reach its folder.
    const bool root = geteuid() == 0;
    QFile::setPermissions(folder_.path(), QFileDevice::Permissions(root ? 0x7777 : 0x7700));
    QFile settings(folder_.filePath(QStringLiteral("pgbouncer.ini")));
    if (!settings.open(QIODevice::WriteOnly)) return false;
    settings.write(
        QStringLiteral(
            "[databases]\n* = host=%1 user=heddle\n[pgbouncer]\nlisten_addr =\nlisten_port = 6432\n"
            "unix_socket_dir = %2\nauth_type = any\npool_mode = transaction\n"
            "default_pool_size = 1\n")
            .arg(cluster_, folder_.path())
            .toUtf8());
    settings.close();
    QStringList arguments{settings.fileName()};
    if (root) arguments.prepend(QStringLiteral("--user=postgres"));
    process_.setProcessChannelMode(QProcess::MergedChannels);
    process_.start(QStringLiteral("pgbouncer"), arguments);
    return QTest::qWaitFor([this] {
             log_ += QString::fromUtf8(process_.readAll());
             // Its socket is there a moment before it listens.
             return PQping(uri("postgres://heddle@/postgres?").c_str()) == PQPING_OK ||
                    process_.state() == QProcess::NotRunning;
           }) &&
           process_.state() == QProcess::Running;
  }

  QString log() const { return log_; }
  /// The same database, through the pooler.
  std::string uri(const std::string& direct) const {
    return direct.substr(0, direct.find('?')) + "?port=6432&host=" + folder_.path().toStdString();
  }

 private:
  QTemporaryDir folder_;
  QString cluster_, log_;
  QProcess process_;
};

}  // namespace heddle::test
