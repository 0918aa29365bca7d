// SPDX-License-Identifier: Apache-2.0
#include "backend/api/json_check.h"
#include "backend/api/json_object.h"

#include <random>

#include <QTest>

using namespace heddle::api;

class JsonTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void checks_data();
  void checks();
  void everyPrefixIsBroken();
  void survivesDamage();
  void depthIsLimited();
  void objectsKeepTheirText();
  void objectsMerge();
};

void JsonTest::checks_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<int>("error");  // -1: valid
  const auto row = [](const char* name, const QByteArray& text, int error) {
    QTest::newRow(name) << text << error;
  };
  row("object", R"({"a": [1, 2.50, -0, 1E+5], "b": {"c": null}, "d": true})", -1);
  row("scalar with blanks", " \n\t 12345678901234567890 ", -1);
  row("escapes", R"("\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00")", -1);
  row("lone surrogate", R"("\ud800")", -1);
  row("utf-8", "\"\xC3\xA9\xF0\x9F\x98\x80\"", -1);
  row("empty array in object", R"({"a":[],"b":{}})", -1);
  row("empty", "", 0);
  row("two documents", "1 2", 2);
  row("trailing comma", "[1,]", 3);
  row("trailing comma in object", R"({"a":1,})", 7);
  row("missing colon", R"({"a" 1})", 5);
  row("bare word", "[nul]", 1);
  row("NaN", "[NaN]", 1);
  row("infinity", "-Infinity", 1);
  row("leading zero", "01", 1);
  row("bare point", "1.", 2);
  row("bare exponent", "1e", 2);
  row("plus", "+1", 0);
  row("raw newline in string", "\"a\nb\"", 2);
  row("bad escape", R"("\x41")", 3);
  row("short unicode escape", R"("\u12")", 5);
  row("open string", "\"abc", 4);
  row("overlong utf-8", "\"\xC0\xAF\"", 1);
  row("encoded surrogate", "\"\xED\xA0\x80\"", 1);
  row("mismatched", "[1}", 2);
  row("single quotes", "{'a':1}", 1);
}

void JsonTest::checks() {
  QFETCH(QByteArray, text);
  QFETCH(int, error);
  const auto found = firstJsonError(text.toStdString());
  QCOMPARE(found ? static_cast<int>(*found) : -1, error);
}

void JsonTest::everyPrefixIsBroken() {
  const std::string whole = R"({"a":[1,{"b":"c\u0041"}],"d":false})";
  QVERIFY(!firstJsonError(whole));
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    const auto at = firstJsonError(std::string_view(whole).substr(0, cut));
    QVERIFY2(at && *at <= cut, qPrintable(QString::number(cut)));
  }
}

void JsonTest::survivesDamage() {
  const std::string whole =
      R"({"input":{"messages":[{"role":"user","content":"h\u00e9"}]},"n":-1.5e3,"x":[[],{}]})";
  std::mt19937 generator(20261123);
  for (int round = 0; round < 5000; ++round) {
    auto text = whole;
    for (unsigned i = 0; i <= generator() % 3; ++i)
      text[generator() % text.size()] = static_cast<char>(generator());
    const auto at = firstJsonError(text);
    if (at) QVERIFY(*at <= text.size());
    const JsonObject object(text);
    QVERIFY(object.text().size() >= 2);
  }
}

void JsonTest::depthIsLimited() {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  QVERIFY(!firstJsonError(nested(kJsonDepth)));
  QVERIFY(firstJsonError(nested(kJsonDepth + 1)));
  QVERIFY(firstJsonError(std::string(1'000'000, '[')));
}

void JsonTest::objectsKeepTheirText() {
  const JsonObject object(R"( {"z": 1.0, "a": {"y": 12345678901234567890, "b": 1E0}, "z\"": "\u00e9"} )");
  QCOMPARE(object.text(),
           std::string(R"({"z":1.0,"a":{"y": 12345678901234567890, "b": 1E0},"z\"":"\u00e9"})"));
  QCOMPARE(object.raw("a"), std::string_view(R"({"y": 12345678901234567890, "b": 1E0})"));
  QCOMPARE(object.string("z\""), std::string("\xC3\xA9"));
  QVERIFY(!object.has("y"));
  QVERIFY(JsonObject("null").empty());
  QVERIFY(JsonObject("").empty());
  QCOMPARE(JsonObject(R"({"a":1,"a":2})").text(), std::string(R"({"a":2})"));
}

void JsonTest::objectsMerge() {
  JsonObject object(R"({"a":1,"b":2})");
  object.merge(JsonObject(R"({"c":3,"a":4})"));
  object.remove("b");
  object.setString("d", "x\ny");
  QCOMPARE(object.text(), std::string(R"({"a":4,"c":3,"d":"x\ny"})"));
  QCOMPARE(object.only({"d", "a", "none"}).text(), std::string(R"({"a":4,"d":"x\ny"})"));
}

QTEST_APPLESS_MAIN(JsonTest)
#include "json_test.moc"
