// SPDX-License-Identifier: Apache-2.0
// A Redis that LangGraph's own Redis saver filled, as the verbs read it. Skipped where .cache/savers/redis
// (or $HEDDLE_SAVERS/redis) is not there: Debian's Redis has no JSON.
#include "backend/deployment/deployment_json.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace heddle;

namespace {

QString environmentFolder() {
  const auto root = qEnvironmentVariable("HEDDLE_SAVERS", QStringLiteral(HEDDLE_SOURCE_DIR "/.cache/savers"));
  const auto folder = root + QStringLiteral("/redis");
  return QFileInfo::exists(folder + QStringLiteral("/requirements.sha256")) ? folder : QString();
}

QString fileNamed(const QString& name) {
  QDirIterator files(environmentFolder(), {name}, QDir::Files, QDirIterator::Subdirectories);
  return files.hasNext() ? files.next() : QString();
}

}  // namespace

class RedisSaversTest : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  QProcess server_;
  QString deployment_;

  QJsonObject run(const QStringList& words, int expected = 0) {
    QProcess process;
    process.start(QStringLiteral(HEDDLE_VERBS),
                  words + QStringList{QStringLiteral("--deployment"), deployment_, QStringLiteral("--json")});
    if (!process.waitForFinished(20'000)) process.kill();
    if (process.exitCode() != expected)
      QTest::qFail(process.readAllStandardError().constData(), __FILE__, __LINE__);
    return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
  }

 private Q_SLOTS:
  void initTestCase() {
    if (environmentFolder().isEmpty()) QSKIP("The Redis saver is not installed; ./dev test installs it.");
    const auto socket = folder_.filePath(QStringLiteral("s"));
    QFile::setPermissions(fileNamed(QStringLiteral("valkey-server")),
                          QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    server_.start(fileNamed(QStringLiteral("valkey-server")),
                  {QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--unixsocket"), socket,
                   QStringLiteral("--save"), QString(), QStringLiteral("--dir"), folder_.path(),
                   QStringLiteral("--loadmodule"), fileNamed(QStringLiteral("rejson.so")),
                   QStringLiteral("--loadmodule"), fileNamed(QStringLiteral("redisearch.so"))});
    QVERIFY(server_.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(socket), 20'000);
    QProcess writer;
    writer.start(environmentFolder() + QStringLiteral("/bin/python"),
                 {QStringLiteral(HEDDLE_SOURCE_DIR "/tests/support/savers/write_redis.py"),
                  QStringLiteral("unix://") + socket});
    QVERIFY(writer.waitForFinished(100'000));
    QVERIFY2(writer.exitCode() == 0, writer.readAllStandardError().right(1000).constData());
    deployment::Deployment deployment;
    deployment.name = "Saver";
    deployment.redis = "unix://" + socket.toStdString();
    deployment_ = folder_.filePath(QStringLiteral("saver.json"));
    QVERIFY(deployment::writeDeploymentFile(deployment_.toStdString(), deployment).has_value());
  }

  void cleanupTestCase() {
    server_.terminate();
    server_.waitForFinished(10'000);
  }

  void isRecognised() {
    const auto flavour =
        run({QStringLiteral("conn"), QStringLiteral("test")}).value(QStringLiteral("flavour")).toObject();
    QCOMPARE(flavour.value(QStringLiteral("word")).toString(), QStringLiteral("redis-python-saver"));
    QCOMPARE(flavour.value(QStringLiteral("badge")).toString(), QStringLiteral("Python Redis checkpointer"));
  }

  void threadsAndStatesAreRead() {
    const auto list = run({QStringLiteral("threads"), QStringLiteral("list")});
    QCOMPARE(list.value(QStringLiteral("threads")).toArray().size(), 3);
    QVERIFY(list.value(QStringLiteral("complete")).toBool());
    const auto first = list.value(QStringLiteral("threads")).toArray()[0].toObject();
    QCOMPARE(first.value(QStringLiteral("thread_id")).toString(), QStringLiteral("waiting"));  // written last
    const auto state =
        run({QStringLiteral("threads"), QStringLiteral("state"), QStringLiteral("conversation/ä 1")});
    const auto values = state.value(QStringLiteral("values")).toObject();
    QCOMPARE(values.value(QStringLiteral("answer")).toString(), QStringLiteral("so?"));
    QCOMPARE(values.value(QStringLiteral("messages"))
                 .toArray()[1]
                 .toObject()
                 .value(QStringLiteral("id"))
                 .toString(),
             QStringLiteral("m2"));
    QCOMPARE(values.value(QStringLiteral("facts"))
                 .toObject()
                 .value(QStringLiteral("raw"))
                 .toObject()
                 .value(QStringLiteral("__bytes__"))
                 .toString(),
             QStringLiteral("AP8="));
    run({QStringLiteral("threads"), QStringLiteral("state"), QStringLiteral("nowhere")}, 1);
  }
};

QTEST_GUILESS_MAIN(RedisSaversTest)
#include "redis_savers_test.moc"
