// SPDX-License-Identifier: Apache-2.0
#include "backend/client/api/run_body.h"
#include "backend/client/postgres/connect_options.h"
#include "backend/client/postgres/pg_connection.h"
#include "backend/client/redis/allow_list.h"
#include "backend/client/safety/http_effect.h"
#include "backend/wire/masking.h"

#include <QtTest>

using namespace heddle::client;

class GatesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void httpRequests_data() {
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("effect");
    const auto row = [](const char* method, const char* path, HttpEffect effect) {
      QTest::addRow("%s %s", method, path)
          << QByteArray(method) << QString::fromLatin1(path) << static_cast<int>(effect);
    };
    using enum HttpEffect;
    row("GET", "/ok", reads);
    row("GET", "/info", reads);
    row("GET", "/threads/x/runs/y/stream?stream_mode=values", reads);
    row("GET", "/threads/x/runs/y/stream?cancel_on_disconnect=1", unknown);
    row("GET", "/threads/x/runs/y/stream?cancel%5Fon%5fdisconnect=1", unknown);
    row("POST", "/threads/search", reads);
    row("POST", "/threads/x/history", reads);
    row("GET", "/store/items?namespace=a.b&key=k%2Fl&refresh_ttl=false", reads);
    row("POST", "/threads", writes);
    row("POST", "/threads/x/runs/stream", writes);
    row("POST", "/runs/stream", writes);
    row("POST", "/threads/x/runs/y/cancel?wait=0&action=interrupt", writes);
    row("POST", "/threads/x/runs/y/cancel?wait=0&action=rollback", destroys);
    row("POST", "/threads/x/runs/y/cancel?wait=0&action=roll%62ack", destroys);
    row("PATCH", "/assistants/x", writes);
    row("POST", "/assistants/x/latest", writes);
    row("PATCH", "/runs/crons/x", writes);
    row("PUT", "/store/items", writes);
    row("DELETE", "/threads/x", destroys);
    row("DELETE", "/threads/x/runs/y", destroys);
    row("DELETE", "/runs/crons/x", destroys);
    row("DELETE", "/store/items", destroys);
    row("POST", "/threads//runs/stream", unknown);
    row("POST", "/threads/x/state", unknown);
    row("POST", "/threads/x/copy", unknown);
    row("POST", "/threads/prune", unknown);
    row("POST", "/runs/cancel", unknown);
    row("POST", "/runs/crons", unknown);
    row("POST", "/assistants", unknown);
    row("DELETE", "/assistants/x", unknown);
    row("PATCH", "/threads/x", unknown);
    row("DELETE", "/ok", unknown);
    row("DELETE", "/threads/x/../y", unknown);
    row("GET", "/threads/../admin", unknown);
    row("GET", "/threads/%2e%2e/admin", unknown);
    row("GET", "//elsewhere.example/ok", unknown);
    row("GET", "ok", unknown);
    row("GET", "/docs", unknown);
    row("GET", "/threads", unknown);
    row("GET", "/threads//x", unknown);
    row("GET", "/threads/x\\..\\y", unknown);
    row("GET", "/threads/x\\y", unknown);
    row("GET", "/threads/x#y", unknown);
    row("DELETE", "/threads/", unknown);
    row("get", "/ok", unknown);
  }

  void httpRequests() {
    QFETCH(QByteArray, method);
    QFETCH(QString, path);
    QTEST(static_cast<int>(effectOf({method, path, {}})), "effect");
  }

  void aRunThatRollsOthersBackDestroys() {
    const auto of = [](const QByteArray& body) {
      return effectOf({"POST", QStringLiteral("/threads/x/runs/stream"), body});
    };
    QCOMPARE(of("{\"multitask_strategy\":\"rollback\"}"), HttpEffect::destroys);
    QCOMPARE(of("{\"input\":{\"text\":\"rollback\"}}"), HttpEffect::writes);
    // As a server reads it: escapes spell the word too, and either of two members may count.
    QCOMPARE(of("{\"multitask_strategy\":\"\\u0072ollback\"}"), HttpEffect::destroys);
    QCOMPARE(of("{\"multitask\\u005fstrategy\":\"rollback\"}"), HttpEffect::destroys);
    QCOMPARE(of("{\"multitask_strategy\":\"enqueue\",\"multitask_strategy\":\"rollback\"}"),
             HttpEffect::destroys);
    QCOMPARE(of("{\"multitask_strategy\": \"rollback\", broken"), HttpEffect::destroys);
  }

  void redisCommands_data() {
    QTest::addColumn<QString>("command");
    QTest::addColumn<bool>("allowed");
    for (const char* text : {"GET k", "get k", "XRANGE s - +", "SUBSCRIBE c", "PSUBSCRIBE p*", "INFO server",
                             "PUBSUB CHANNELS", "pubsub numpat", "XINFO STREAM s", "SCAN 0", "MEMORY USAGE k",
                             "SLOWLOG GET", "FT.SEARCH i q", "JSON.GET k"}) {
      QTest::newRow(text) << QString::fromLatin1(text) << true;
    }
    for (const char* text :
         {"SET k v",        "DEL k",          "GETDEL k",       "GETSET k v",       "GETEX k EX 1",
          "PUBLISH c x",    "FLUSHALL",       "EVAL x 0",       "KEYS *",           "MONITOR",
          "CONFIG GET *",   "CONFIG SET a b", "XADD s * a b",   "XTRIM s MAXLEN 0", "EXPIRE k 1",
          "SHUTDOWN",       "SLOWLOG RESET",  "MEMORY PURGE",   "SORT k STORE x",   "CLIENT KILL x",
          "MODULE LOAD x",  "RENAME a b",     "SELECT 1",       "AUTH x",           "MEMORY",
          "FT.DROPINDEX i", "FT.CREATE i",    "JSON.SET k $ 1", "JSON.DEL k",       ""}) {
      QTest::newRow(*text != '\0' ? text : "nothing") << QString::fromLatin1(text) << false;
    }
  }

  void redisCommands() {
    QFETCH(QString, command);
    std::vector<std::string> words;
    for (const auto& word : command.split(QLatin1Char(' '), Qt::SkipEmptyParts))
      words.push_back(word.toStdString());
    QTEST(isReadOnlyCommand(words), "allowed");
  }

  void runBodies() {
    const auto body = runBody({"agent", "", "{\"b\": 12345678901234567890, \"a\": 1}", "", {"values"}});
    QVERIFY(body.has_value());
    QVERIFY2(body->contains("\"input\":{\"b\":12345678901234567890,\"a\":1}"), body->constData());
    const auto resume = runBody({"agent", "t", "", "{\"resume\": \"yes\"}", {"values", "updates"}});
    QVERIFY2(resume->contains("\"command\":{\"resume\":\"yes\"}") && !resume->contains("\"input\""),
             resume->constData());
    QVERIFY(!runBody({"agent", "", "{\"a\":", "", {}}).has_value());
    QVERIFY(!runBody({"agent", "", "", "{", {}}).has_value());
  }

  void credentialsAreMasked() {
    const std::string plain = "{\"config\": {\"configurable\": {\"thread_id\": \"t\"}}}";
    QCOMPARE(heddle::wire::withoutSecrets(plain), plain);
    const auto masked = heddle::wire::withoutSecrets(
        "{\"config\":{\"configurable\":{\"langgraph_auth_user\":{\"token\":\"hunter2\"},\"n\":"
        "12345678901234567890}},"
        "\"list\":[{\"langgraph_auth_permissions\":[\"hunter2\"],\"Authorization\":\"hunter2\",\"x-api-key\":"
        "\"hunter2\"}]}");
    QVERIFY2(masked.find("hunter2") == std::string::npos, masked.c_str());
    QVERIFY(masked.find("12345678901234567890") != std::string::npos);
    // A text that was cut cannot be read, so nothing of it may slip through.
    const auto cut = heddle::wire::withoutSecrets("{\"langgraph_auth_user\":{\"token\":\"hunter2");
    QVERIFY2(cut.find("hunter2") == std::string::npos, cut.c_str());
  }

  void connectOptionsAreQuoted() {
    const auto target = heddle::deployment::parsePostgres("postgres://u:a%3Bb'c%5C@/d?host=/tmp/s").value();
    const auto options = connectOptions(target);
    QVERIFY(options.has_value());
    QCOMPARE(options->password, QStringLiteral("a;b'c\\"));
    QVERIFY(!options->options.contains(QLatin1Char(';')));
    QVERIFY(options->options.contains(QStringLiteral("application_name='heddle-console'")));
    const auto quoted =
        connectOptions(heddle::deployment::parsePostgres("postgres://u:it's%5C@/d?host=/tmp/s").value());
    QVERIFY2(quoted->options.contains(QStringLiteral("password='it\\'s\\\\'")), qPrintable(quoted->options));
  }

  void errorsBecomeSentences_data() {
    QTest::addColumn<QString>("state");
    QTest::addColumn<bool>("connected");
    QTest::addColumn<int>("kind");
    QTest::newRow("cancel or timeout")
        << QStringLiteral("57014") << true << static_cast<int>(SourceError::Kind::timeout);
    QTest::newRow("write") << QStringLiteral("25006") << true
                           << static_cast<int>(SourceError::Kind::forbidden);
    QTest::newRow("no right") << QStringLiteral("42501") << true
                              << static_cast<int>(SourceError::Kind::forbidden);
    QTest::newRow("table gone") << QStringLiteral("42P01") << true
                                << static_cast<int>(SourceError::Kind::unsupported);
    QTest::newRow("shut down") << QStringLiteral("57P01") << true
                               << static_cast<int>(SourceError::Kind::unreachable);
    QTest::newRow("cut") << QString() << false << static_cast<int>(SourceError::Kind::unreachable);
    QTest::newRow("other") << QStringLiteral("22012") << true << static_cast<int>(SourceError::Kind::refused);
  }

  void errorsBecomeSentences() {
    QFETCH(QString, state);
    QFETCH(bool, connected);
    const auto error = sourceErrorOf(state, QStringLiteral("ERROR:  something\nLINE 1: x"), connected);
    QTEST(static_cast<int>(error.kind), "kind");
    QVERIFY(error.sentence.endsWith(QLatin1Char('.')));
    QVERIFY(!error.sentence.contains(QStringLiteral("LINE")));
    QCOMPARE(error.stale, error.kind == SourceError::Kind::unreachable);
  }
};

QTEST_APPLESS_MAIN(GatesTest)
#include "gates_test.moc"
