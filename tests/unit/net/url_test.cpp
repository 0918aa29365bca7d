// SPDX-License-Identifier: Apache-2.0
#include "backend/net/url.h"

#include <QTest>

using namespace heddle::net;

class UrlTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void decodesPercent_data();
  void decodesPercent();
  void readsQueries();
  void splitsTargets_data();
  void splitsTargets();
};

void UrlTest::decodesPercent_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<bool>("good");
  QTest::addColumn<QByteArray>("decoded");
  QTest::newRow("plain") << QByteArray("agent") << true << QByteArray("agent");
  QTest::newRow("both cases") << QByteArray("%7c%7C") << true << QByteArray("||");
  QTest::newRow("plus stays") << QByteArray("a+b") << true << QByteArray("a+b");
  QTest::newRow("utf-8") << QByteArray("%C3%A9") << true << QByteArray("\xC3\xA9");
  QTest::newRow("nul") << QByteArray("a%00") << true << QByteArray("a\0", 2);
  QTest::newRow("cut off") << QByteArray("a%2") << false << QByteArray();
  QTest::newRow("no digits") << QByteArray("%zz") << false << QByteArray();
  QTest::newRow("lone") << QByteArray("%") << false << QByteArray();
}

void UrlTest::decodesPercent() {
  QFETCH(QByteArray, text);
  QFETCH(bool, good);
  QFETCH(QByteArray, decoded);
  const auto result = percentDecode(text.toStdString());
  QCOMPARE(result.has_value(), good);
  if (good) QCOMPARE(QByteArray::fromStdString(*result), decoded);
}

void UrlTest::readsQueries() {
  const Query query("mode=values&mode=a%20b&flag&empty=&x=100%&&plus=a+b");
  QCOMPARE(query.all("mode").size(), std::size_t(2));
  QCOMPARE(query.all("mode")[1], std::string_view("a b"));
  QCOMPARE(*query.find("mode"), std::string_view("a b"));
  QCOMPARE(*query.find("flag"), std::string_view());
  QCOMPARE(*query.find("x"), std::string_view("100%"));
  QCOMPARE(*query.find("plus"), std::string_view("a b"));
  QVERIFY(!query.find("absent"));
  QVERIFY(!Query("").find(""));
}

void UrlTest::splitsTargets_data() {
  QTest::addColumn<QByteArray>("target");
  QTest::addColumn<QByteArray>("path");
  QTest::addColumn<QByteArray>("query");
  QTest::newRow("origin form") << QByteArray("/ok?check_db=1") << QByteArray("/ok")
                               << QByteArray("check_db=1");
  QTest::newRow("absolute") << QByteArray("http://h:1/a?b") << QByteArray("/a") << QByteArray("b");
  QTest::newRow("authority only") << QByteArray("http://h") << QByteArray("/") << QByteArray();
  QTest::newRow("asterisk") << QByteArray("*") << QByteArray("*") << QByteArray();
  QTest::newRow("fragment") << QByteArray("/a#b?c") << QByteArray("/a") << QByteArray();
}

void UrlTest::splitsTargets() {
  QFETCH(QByteArray, target);
  QFETCH(QByteArray, path);
  QFETCH(QByteArray, query);
  const auto text = target.toStdString();
  const auto cut = splitTarget(text);
  QCOMPARE(QByteArray::fromStdString(std::string(cut.path)), path);
  QCOMPARE(QByteArray::fromStdString(std::string(cut.query)), query);
}

QTEST_APPLESS_MAIN(UrlTest)
#include "url_test.moc"
