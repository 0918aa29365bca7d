// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/import.h"

#include <QtTest>

using namespace heddle::deployment;

class ImportTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void found_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("redis");
    QTest::addColumn<QString>("urls");
    const auto row = [](const char* name, const char* text, const char* database, const char* redis,
                        const char* urls) {
      QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(database)
                          << QString::fromUtf8(redis) << QString::fromUtf8(urls);
    };
    row("postgres alone", "postgres://u:p@h/d", "postgres://u:p@h/d", "", "");
    row("key=value string", "host=h dbname=d", "host=h dbname=d", "", "");
    row("three URIs", "postgres://h/d\nredis://h:1/2\nhttp://h:8000/\n", "postgres://h/d", "redis://h:1/2",
        "http://h:8000");
    row("env", "DATABASE_URI=postgres://h/d\nREDIS_URI='redis://h'\nOTHER=1\n", "postgres://h/d", "redis://h",
        "");
    row("env with export", "export POSTGRES_URI=\"postgres://h/d\"", "postgres://h/d", "", "");
    row("aliases agree", "DATABASE_URI=postgres://h/d\nPOSTGRES_URI=postgres://h/d", "postgres://h/d", "",
        "");
    row("last line of a name counts", "REDIS_URI=redis://a\nREDIS_URI=redis://b", "", "redis://b", "");
    row("mixed", "# mine\nDATABASE_URI=postgres://h/d\nunix:///r.sock?db=1\nhttps://api", "postgres://h/d",
        "unix:///r.sock?db=1", "https://api");
    row("json and a URI", "{\"name\":\"n\",\n \"database_uri\":\"postgres://h/d\"}\nredis://h",
        "postgres://h/d", "redis://h", "");
    row("fallback name", "DATABASE_URL=postgres://h/d", "postgres://h/d", "", "");
    row("carriage returns", "DATABASE_URI=postgres://h/d\r\nREDIS_URI=redis://h\r\n", "postgres://h/d",
        "redis://h", "");
  }

  void found() {
    QFETCH(QString, text);
    const auto imported = importDeployment(text.toStdString());
    QVERIFY2(imported.has_value(), imported ? "" : imported.error().message.c_str());
    QTEST(QString::fromStdString(imported->deployment.database), "database");
    QTEST(QString::fromStdString(imported->deployment.redis), "redis");
    QStringList urls;
    for (const auto& url : imported->deployment.apiUrls)
      urls << QString::fromStdString(url);
    QTEST(urls.join(QLatin1Char(' ')), "urls");
    QVERIFY(!imported->deployment.name.empty());
  }

  void refused_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("empty") << QString() << QStringLiteral("no deployment in this text");
    QTest::newRow("other variables") << QStringLiteral("A=1\nB=2")
                                     << QStringLiteral("no deployment in this text");
    QTest::newRow("aliases differ") << QStringLiteral(
                                           "DATABASE_URI=postgres://a/d\nPOSTGRES_URI=postgres://b/d")
                                    << QStringLiteral("DATABASE_URI and POSTGRES_URI");
    QTest::newRow("two databases") << QStringLiteral("postgres://a/d\npostgres://b/d")
                                   << QStringLiteral("two different Postgres");
    QTest::newRow("redis differs") << QStringLiteral("redis://a\nREDIS_URI=redis://b")
                                   << QStringLiteral("two different Redis");
    QTest::newRow("broken JSON") << QStringLiteral("{\"name\":") << QStringLiteral("not valid JSON");
    QTest::newRow("broken URI") << QStringLiteral("postgres://h/d?nope=1") << QStringLiteral("nope");
    QTest::newRow("open quote") << QStringLiteral("DATABASE_URI=\"postgres://h") << QStringLiteral("line");
  }

  void refused() {
    QFETCH(QString, text);
    QFETCH(QString, part);
    const auto imported = importDeployment(text.toStdString());
    QVERIFY(!imported.has_value());
    QVERIFY2(QString::fromStdString(imported.error().message).contains(part),
             imported.error().message.c_str());
  }

  void extrasAreKept() {
    const auto imported = importDeployment(
        "{\"name\":\"Mine\",\"environment\":\"local\",\"database_uri\":\"postgres://h/"
        "d\",\"redis_key_prefix\":\"x:\",\"api_key\":\"k\"}");
    QVERIFY(imported.has_value());
    QCOMPARE(imported->deployment.environment, Environment::local);
    QCOMPARE(*imported->deployment.redisKeyPrefix, std::string("x:"));
    QCOMPARE(*imported->deployment.apiKey, std::string("k"));
    QCOMPARE(imported->deployment.slug, std::string("mine"));
    const auto env =
        importDeployment("REDIS_URI=redis://h?bogus=1\nREDIS_KEY_PREFIX=\nHEDDLE_API_KEYS=a, b\n", "Given");
    QVERIFY(env.has_value());
    QCOMPARE(*env->deployment.redisKeyPrefix, std::string());
    QCOMPARE(*env->deployment.apiKey, std::string("a"));
    QCOMPARE(env->deployment.name, std::string("Given"));
    QCOMPARE(env->deployment.environment, Environment::development);
    QCOMPARE(env->warnings.size(), std::size_t{1});
  }
};

QTEST_APPLESS_MAIN(ImportTest)
#include "import_test.moc"
