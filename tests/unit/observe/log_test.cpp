// SPDX-License-Identifier: Apache-2.0
#include "backend/observe/log.h"

#include "backend/core/masking.h"

#include <QtTest/QtTest>
#include <boost/json.hpp>

using namespace heddle::observe;

class LogTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void longTextsAreMaskedInOneGo();
  void masks_data();
  void masks();
  void secretKeys_data();
  void secretKeys();
  void jsonRecordParses();
  void textRecordIsOneLine();
  void levels();
};

void LogTest::masks_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QByteArray>("shown");
  QTest::newRow("postgres") << QByteArray("postgres://bob:s3cret@db/x")
                            << QByteArray("postgres://bob:***@db/x");
  QTest::newRow("redis without user") << QByteArray("redis://:pw@h:1/0") << QByteArray("redis://:***@h:1/0");
  QTest::newRow("at sign in password") << QByteArray("redis://u:a@b@h") << QByteArray("redis://u:***@h");
  QTest::newRow("query") << QByteArray("unix:///s.sock?password=pw&db=1")
                         << QByteArray("unix:///s.sock?password=***&db=1");
  QTest::newRow("conninfo") << QByteArray("host=h password='a b' user=u")
                            << QByteArray("host=h password=*** user=u");
  QTest::newRow("two uris") << QByteArray("a://u:1@h b://u:2@h") << QByteArray("a://u:***@h b://u:***@h");
  QTest::newRow("no password") << QByteArray("http://127.0.0.1:2024/ok")
                               << QByteArray("http://127.0.0.1:2024/ok");
  QTest::newRow("user only") << QByteArray("postgres://bob@db:5432/x")
                             << QByteArray("postgres://bob@db:5432/x");
  QTest::newRow("port then at in path") << QByteArray("http://h:80/a@b") << QByteArray("http://h:80/a@b");
  QTest::newRow("empty") << QByteArray("") << QByteArray("");
  QTest::newRow("header") << QByteArray("curl -H 'X-Api-Key: k1' -H 'authorization: Bearer x'")
                          << QByteArray("curl -H 'X-Api-Key: ***' -H 'authorization: ***'");
  QTest::newRow("query") << QByteArray("https://h/a?API_KEY=k1&b=2&access_token=k2")
                         << QByteArray("https://h/a?API_KEY=***&b=2&access_token=***");
  QTest::newRow("variable") << QByteArray("curl -H \"x-api-key: $LANGGRAPH_API_KEY\"")
                            << QByteArray("curl -H \"x-api-key: $LANGGRAPH_API_KEY\"");
  QTest::newRow("no variable") << QByteArray("x-api-key: $up3r-secret") << QByteArray("x-api-key: ***");
  QTest::newRow("bare scheme") << QByteArray("x://") << QByteArray("x://");
}

/// Hours, if every secret took another walk over the text.
void LogTest::longTextsAreMaskedInOneGo() {
  constexpr int kTimes = 300'000;
  std::string text;
  for (int i = 0; i < kTimes; ++i)
    text += "password=hunter2 http://a/b x-api-key: hunter2\n";
  const auto shown = QByteArray::fromStdString(heddle::core::maskSecrets(text));
  QCOMPARE(shown.count("***"), 2 * kTimes);
  QVERIFY(!shown.contains("hunter2"));
}

void LogTest::masks() {
  QFETCH(QByteArray, text);
  QFETCH(QByteArray, shown);
  QCOMPARE(QByteArray::fromStdString(heddle::core::maskSecrets(text.toStdString())), shown);
}

void LogTest::secretKeys_data() {
  QTest::addColumn<QByteArray>("key");
  QTest::addColumn<bool>("secret");
  QTest::newRow("password") << QByteArray("redis_password") << true;
  QTest::newRow("upper") << QByteArray("OPENAI_API_KEY") << true;
  QTest::newRow("header") << QByteArray("Authorization") << true;
  QTest::newRow("token") << QByteArray("access_token") << true;
  QTest::newRow("cookie") << QByteArray("Cookie") << true;
  QTest::newRow("what the server's auth left") << QByteArray("langgraph_auth_user") << true;
  QTest::newRow("token usage counts") << QByteArray("token_usage") << false;
  QTest::newRow("tokens are counts") << QByteArray("tokens_total") << false;
  QTest::newRow("plain") << QByteArray("run_id") << false;
}

void LogTest::secretKeys() {
  QFETCH(QByteArray, key);
  QFETCH(bool, secret);
  QCOMPARE(heddle::core::namesSecret(key.toStdString()), secret);
}

void LogTest::jsonRecordParses() {
  const std::string line =
      formatRecord(LogFormat::json, Level::warning, "T", "said \"no\"\n",
                   {{"n", 3}, {"ok", true}, {"ms", 1.5}, {"api_key", "k"}, {"text", "a\tb"}});
  const auto value = boost::json::parse(line).as_object();
  QVERIFY(value.at("message").as_string() == "said \"no\"\n");
  QVERIFY(value.at("level").as_string() == "warning");
  QCOMPARE(value.at("n").as_int64(), std::int64_t{3});
  QCOMPARE(value.at("ok").as_bool(), true);
  QVERIFY(value.at("api_key").as_string() == "***");
  QVERIFY(value.at("text").as_string() == "a\tb");
  QVERIFY(line.find('\n') == std::string::npos);
}

void LogTest::textRecordIsOneLine() {
  const std::string line =
      formatRecord(LogFormat::text, Level::info, "T", "started\nnow", {{"path", "/a b"}, {"id", "x1"}});
  QCOMPARE(QByteArray::fromStdString(line), QByteArray("T info started now path=\"/a b\" id=x1"));
  const std::string shown = formatRecord(LogFormat::coloured, Level::error, "T", "gone", {{"id", "x1"}});
  QCOMPARE(QByteArray::fromStdString(shown), QByteArray("T \x1b[31merror\x1b[0m gone id=x1"));
}

void LogTest::levels() {
  QVERIFY(parseLevel("WARN") == Level::warning);
  QVERIFY(parseLevel("critical") == Level::error);
  QVERIFY(parseLevel("Debug") == Level::debug);
  QVERIFY(parseLevel("nonsense") == Level::info);
}

QTEST_APPLESS_MAIN(LogTest)
#include "log_test.moc"
