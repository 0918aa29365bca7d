// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/json_fields.h"

#include <QtTest>

using namespace heddle::wire;

class JsonFieldsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void keepsTextAndOrder() {
    const auto fields = objectFields(
        " { \"z\" : 1.0 , \"a\":{\"x\":\"}]\\\"\",\"y\":[1,{}]}, \"\\u00fc\\n\":12345678901234567890} ");
    QVERIFY(fields.has_value());
    QCOMPARE(fields->size(), std::size_t{3});
    QCOMPARE((*fields)[0].key, std::string("z"));
    QCOMPARE(std::string((*fields)[0].value), std::string("1.0"));
    QCOMPARE(std::string((*fields)[1].value), std::string("{\"x\":\"}]\\\"\",\"y\":[1,{}]}"));
    QCOMPARE((*fields)[2].key, std::string("\xc3\xbc\n"));
    QCOMPARE(std::string((*fields)[2].value), std::string("12345678901234567890"));
  }

  void arrays() {
    const auto items = arrayItems("[1, \"a,b\" ,[2,3],{}]");
    QVERIFY(items.has_value());
    QCOMPARE(items->size(), std::size_t{4});
    QCOMPARE(std::string((*items)[1]), std::string("\"a,b\""));
    QCOMPARE(arrayItems("[]")->size(), std::size_t{0});
    QCOMPARE(objectFields("{}")->size(), std::size_t{0});
  }

  void cutTextIsRefused() {
    const std::string whole = "{\"a\":[1,{\"b\":\"c\\\\\"}],\"d\":null}";
    QVERIFY(objectFields(whole).has_value());
    for (std::size_t size = 0; size < whole.size(); ++size)
      QVERIFY(!objectFields(std::string_view(whole).substr(0, size)).has_value());
  }

  void strings_data() {
    QTest::addColumn<QByteArray>("literal");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("plain") << QByteArray("\"abc\"") << QByteArray("abc");
    QTest::newRow("escapes") << QByteArray("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"") << QByteArray("\"\\/\b\f\n\r\t");
    QTest::newRow("unicode") << QByteArray("\"\\u00e9\\u20ac\\ud83d\\ude00\"")
                             << QByteArray("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    QTest::newRow("lone surrogate") << QByteArray("\"\\ud83dx\"") << QByteArray("\xef\xbf\xbdx");
    QTest::newRow("not a string") << QByteArray("12") << QByteArray();
  }

  void strings() {
    QFETCH(QByteArray, literal);
    QFETCH(QByteArray, text);
    QCOMPARE(stringFromJson(literal.toStdString()), text.toStdString());
    if (!text.isEmpty()) QCOMPARE(stringFromJson(jsonString(text.toStdString())), text.toStdString());
  }

  void fieldOfAnything() {
    QCOMPARE(std::string(fieldText("{\"a\":1,\"b\":2}", "b")), std::string("2"));
    QVERIFY(fieldText("{\"a\":1}", "b").empty());
    QVERIFY(fieldText("[1]", "b").empty());
  }
};

QTEST_APPLESS_MAIN(JsonFieldsTest)
#include "json_fields_test.moc"
