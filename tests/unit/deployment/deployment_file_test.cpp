// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/deployment_json.h"

#include <QtTest>

using namespace heddle::deployment;

class DeploymentFileTest : public QObject {
  Q_OBJECT

  static Deployment sample() {
    Deployment deployment;
    deployment.name = "Local samples";
    deployment.slug = "local-samples";
    deployment.environment = Environment::local;
    deployment.apiUrls = {"http://127.0.0.1:2024"};
    deployment.database = "postgres://heddle:hunter2@/heddle?host=/tmp/s";
    deployment.redis = "unix://:hunter2@/tmp/s/redis.sock?db=1";
    deployment.redisKeyPrefix = "heddle:";
    return deployment;
  }

 private Q_SLOTS:
  void writtenAndReadBack() {
    QTemporaryDir dir;
    const auto path = dir.filePath(QStringLiteral("deployment.json"));
    QVERIFY(writeDeploymentFile(path.toStdString(), sample()).has_value());
    QCOMPARE(QFile::permissions(path) &
                 (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
             QFile::Permissions());
    const auto read = readDeploymentFile(path.toStdString());
    QVERIFY(read.has_value());
    QCOMPARE(*read, sample());
    QCOMPARE(QDir(dir.path()).entryList(QDir::Files).size(), 1);
  }

  void wordsOfTheFormat() {
    const auto text = QByteArray::fromStdString(deploymentJson(sample()));
    for (const char* key : {"\"name\"", "\"environment\":\"local\"", "\"api_urls\":[", "\"database_uri\"",
                            "\"redis_uri\"", "\"redis_key_prefix\":\"heddle:\"", "\"api_key\":null"}) {
      QVERIFY2(text.contains(key), key);
    }
  }

  void refusedWithASentence_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("no JSON") << QByteArray("{") << QStringLiteral("not valid JSON");
    QTest::newRow("list") << QByteArray("[]") << QStringLiteral("one JSON object");
    QTest::newRow("no source") << QByteArray("{}") << QStringLiteral("at least one");
    QTest::newRow("urls") << QByteArray("{\"api_urls\":\"x\"}") << QStringLiteral("api_urls");
    QTest::newRow("url kind") << QByteArray("{\"api_urls\":[\"ftp://x\"]}") << QStringLiteral("http://");
    QTest::newRow("name") << QByteArray("{\"name\":1,\"redis_uri\":\"redis://h\"}")
                          << QStringLiteral("key name");
    QTest::newRow("environment") << QByteArray("{\"environment\":\"prod\",\"redis_uri\":\"redis://h\"}")
                                 << QStringLiteral("environment must");
    QTest::newRow("database") << QByteArray("{\"database_uri\":\"postgres://h/d?nope=1\"}")
                              << QStringLiteral("nope");
  }

  void refusedWithASentence() {
    QFETCH(QByteArray, text);
    QFETCH(QString, part);
    const auto read = parseDeploymentJson(text.toStdString());
    QVERIFY(!read.has_value());
    QVERIFY2(QString::fromStdString(read.error().message).contains(part), read.error().message.c_str());
  }

  void everyCutIsRefused() {
    const auto text = deploymentJson(sample());
    for (std::size_t length = 0; length < text.size(); ++length) {
      QVERIFY(!parseDeploymentJson(text.substr(0, length)).has_value());
    }
  }

  void missingFileIsNotFound() {
    const auto read = readDeploymentFile("/nonexistent/deployment.json");
    QVERIFY(!read.has_value());
    QCOMPARE(read.error().code, heddle::core::ErrorCode::notFound);
  }

  void redactedHoldsNoSecret() {
    auto full = sample();
    full.apiKey = "hunter2";
    full.apiUrls = {"https://me:hunter2@api.example.com/x", "https://api.example.com/?api_key=hunter2"};
    const auto text = QString::fromStdString(deploymentJson(redacted(full)));
    QVERIFY2(!text.contains(QStringLiteral("hunter2")), qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("api.example.com")));
    QVERIFY(text.contains(QStringLiteral("redis.sock")));
  }

  void slugs() {
    QCOMPARE(slugOf("Local samples"), std::string("local-samples"));
    QCOMPARE(slugOf("  Prod / EU (1) "), std::string("prod-eu-1"));
    QCOMPARE(slugOf("äö"), std::string("deployment"));
  }
};

QTEST_APPLESS_MAIN(DeploymentFileTest)
#include "deployment_file_test.moc"
