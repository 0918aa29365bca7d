// SPDX-License-Identifier: Apache-2.0
#include "backend/client/connection_test.h"

#include "tests/integration/client/recording_server.h"
#include "tests/support/test_postgres.h"
#include "tests/support/test_redis.h"

#include <QSignalSpy>
#include <QtTest>

using namespace heddle;
using namespace heddle::client;
using heddle::test::TestPostgres;

class ConnectionTestTest : public QObject {
  Q_OBJECT

  std::string uri_;
  std::unique_ptr<test::TestRedis> redis_;

  /// "Resolve passed, TCP failed, …" of the finished test.
  static QString outcome(const deployment::Deployment& deployment, QStringList* told = nullptr) {
    ConnectionTest test(deployment);
    QSignalSpy finished(&test, &ConnectionTest::finished);
    test.start();
    [&] { QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20000); }();
    const char* words[] = {"waiting", "passed", "warned", "failed", "not reached"};
    QStringList out;
    for (const auto& stage : test.stages()) {
      out << stage.name + QLatin1Char(' ') + QLatin1String(words[static_cast<int>(stage.result)]);
      if (told != nullptr && stage.result == StageResult::failed) *told << stage.cause << stage.fix;
    }
    return out.join(QStringLiteral(", "));
  }

 private Q_SLOTS:
  void initTestCase() {
    uri_ = TestPostgres::instance().migratedDatabase();
    redis_ = std::make_unique<test::TestRedis>();
  }

  void everythingPasses() {
    test::RecordingServer server;
    server.answer = [](const test::RecordingServer::Request&) {
      return test::RecordingServer::json("{\"version\":\"1\"}");
    };
    deployment::Deployment all;
    all.environment = deployment::Environment::local;
    all.database = uri_;
    all.redis = "unix://" + redis_->socketPath();
    all.apiUrls = {server.url().toString().toStdString()};
    QCOMPARE(
        outcome(all),
        QStringLiteral(
            "Resolve passed, TCP passed, TLS passed, Login passed, Database passed, Privileges passed, "
            "Version passed, "
            "Flavour passed, Clock skew passed, Resolve passed, TCP passed, TLS passed, Login passed, "
            "Database passed, "
            "Version passed, Mode passed, Resolve passed, TCP passed, TLS passed, /ok passed, /info passed"));
    all.environment = deployment::Environment::production;
    QVERIFY(outcome(all).contains(QStringLiteral("Privileges warned")));
  }

  void laterStagesAreNotReached_data() {
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("outcome");
    QTest::addColumn<QString>("part");
    const QString rest = QStringLiteral(
        ", Privileges not reached, Version not reached, Flavour not reached, Clock skew not reached");
    QTest::newRow("no such host")
        << QStringLiteral("postgres://u:hunter2@no-such-host.invalid/d")
        << QStringLiteral(
               "Resolve failed, TCP not reached, TLS not reached, Login not reached, Database not reached") +
               rest
        << QStringLiteral("no-such-host.invalid");
    QTest::newRow("nothing listens")
        << QStringLiteral("postgres://u:hunter2@127.0.0.1:1/d")
        << QStringLiteral(
               "Resolve passed, TCP failed, TLS not reached, Login not reached, Database not reached") +
               rest
        << QStringLiteral("port 1");
    QTest::newRow("no socket")
        << QStringLiteral("postgres://u:hunter2@/d?host=/nonexistent")
        << QStringLiteral(
               "Resolve failed, TCP not reached, TLS not reached, Login not reached, Database not reached") +
               rest
        << QStringLiteral("/nonexistent/.s.PGSQL.5432");
    QTest::newRow("no such database")
        << QString::fromStdString(TestPostgres::instance().uri("nope"))
        << QStringLiteral("Resolve passed, TCP passed, TLS passed, Login passed, Database failed") + rest
        << QStringLiteral("nope");
  }

  void laterStagesAreNotReached() {
    QFETCH(QString, database);
    QFETCH(QString, part);
    deployment::Deployment one;
    one.database = database.toStdString();
    QStringList told;
    QTEST(outcome(one, &told), "outcome");
    QCOMPARE(told.size(), 2);
    QVERIFY2(told.join(QLatin1Char(' ')).contains(part), qPrintable(told.join(QLatin1Char(' '))));
    QVERIFY(!told.join(QLatin1Char(' ')).contains(QStringLiteral("hunter2")));
    QVERIFY(!told[1].isEmpty());
  }

  void redisLoginAndDatabase() {
    deployment::Deployment one;
    one.redis = "unix://u:hunter2@" + redis_->socketPath();
    QStringList told;
    QCOMPARE(outcome(one, &told),
             QStringLiteral("Resolve passed, TCP passed, TLS passed, Login failed, Database not reached, "
                            "Version not reached, Mode not reached"));
    QVERIFY(!told.join(QLatin1Char(' ')).contains(QStringLiteral("hunter2")));
    one.redis = "unix://" + redis_->socketPath() + "?db=999";
    QCOMPARE(outcome(one), QStringLiteral("Resolve passed, TCP passed, TLS passed, Login passed, Database "
                                          "failed, Version not reached, Mode not reached"));
  }

  void noApiThere() {
    test::RecordingServer server;
    server.answer = [](const test::RecordingServer::Request&) {
      return test::RecordingServer::json("{}", "404 Not Found");
    };
    deployment::Deployment one;
    one.apiUrls = {server.url().toString().toStdString()};
    QCOMPARE(outcome(one),
             QStringLiteral("Resolve passed, TCP passed, TLS passed, /ok failed, /info not reached"));
  }

  void destroyedWhileRunning() {
    deployment::Deployment one;
    one.database = uri_;
    for (int i = 0; i < 5; ++i) {
      ConnectionTest test(one);
      test.start();
    }
    QVERIFY(outcome(one).startsWith(QStringLiteral("Resolve passed")));
  }
};

QTEST_GUILESS_MAIN(ConnectionTestTest)
#include "connection_test_test.moc"
