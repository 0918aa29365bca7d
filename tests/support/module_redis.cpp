// SPDX-License-Identifier: Apache-2.0
#include "tests/support/module_redis.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QTest>

namespace heddle::test {
namespace {

constexpr int kPatience = 20'000;

QString fileNamed(const QString& name) {
  QDirIterator files(saversFolder(QStringLiteral("redis")), {name}, QDir::Files,
                     QDirIterator::Subdirectories);
  return files.hasNext() ? files.next() : QString();
}

}  // namespace

QString saversFolder(const QString& name) {
  const auto root = qEnvironmentVariable("HEDDLE_SAVERS", QStringLiteral(HEDDLE_SOURCE_DIR "/.cache/savers"));
  const QString folder = root + QLatin1Char('/') + name;
  // The file is the last thing that ./dev puts there.
  return QFileInfo::exists(folder + QStringLiteral("/requirements.sha256")) ? folder : QString();
}

ModuleRedis::~ModuleRedis() {
  server_.terminate();
  if (!server_.waitForFinished(kPatience)) server_.kill();
}

bool ModuleRedis::start() {
  const auto program = fileNamed(QStringLiteral("valkey-server"));
  QFile::setPermissions(program, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
  server_.start(program, {QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--unixsocket"),
                          socket(), QStringLiteral("--enable-debug-command"), QStringLiteral("yes"),
                          QStringLiteral("--save"), QString(), QStringLiteral("--dir"), folder_.path(),
                          QStringLiteral("--loadmodule"), fileNamed(QStringLiteral("rejson.so")),
                          QStringLiteral("--loadmodule"), fileNamed(QStringLiteral("redisearch.so"))});
  return server_.waitForStarted() &&
         QTest::qWaitFor([this] { return QFileInfo::exists(socket()); }, kPatience);
}

QByteArray ModuleRedis::write(const QString& language, const QString& kind) {
  const QString scripts = QStringLiteral(HEDDLE_SOURCE_DIR "/tests/support/savers/");
  QProcess writer;
  if (language == QLatin1String("python"))
    writer.start(saversFolder(QStringLiteral("redis")) + QStringLiteral("/bin/python"),
                 {scripts + QStringLiteral("write_redis.py"), url(), kind});
  else
    writer.start(
        QStringLiteral(HEDDLE_SOURCE_DIR "/.cache/node/bin/node"),
        {scripts + QStringLiteral("write_redis.mjs"), saversFolder(QStringLiteral("redis-js")), url(), kind});
  if (writer.waitForFinished(5 * kPatience) && writer.exitCode() == 0) return writer.readAllStandardOutput();
  qWarning("%s", writer.readAllStandardError().right(2000).constData());
  return {};
}

}  // namespace heddle::test
