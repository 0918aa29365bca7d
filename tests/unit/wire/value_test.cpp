// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/value.h"

#include <cmath>
#include <limits>

#include <QTest>

using namespace heddle::wire;

namespace {

std::string view(const QByteArray& bytes) {
  return bytes.toStdString();
}

}  // namespace

class ValueTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void keepsTheTextOfWhatItRead_data() {
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"null", "true", "[]", "{}", "12345678901234567890", "1.0", "1e400", "-0", "0.10",
                             "1E5", R"({"b":1,"a":2,"b":3})", R"(["ä","😀",""])",
                             R"({"a":{"b":[1,2,{"c":null}]}})", "\"\\u0000\\b\""}) {
      QTest::newRow(text) << QByteArray(text);
    }
  }
  void keepsTheTextOfWhatItRead() {
    QFETCH(QByteArray, text);
    const auto value = parseJson(view(text));
    QVERIFY(value.has_value());
    const auto written = writeJson(*value);
    if (text.startsWith("\"\\u")) {
      QCOMPARE(written, std::string("\"\\u0000\\u0008\""));
    } else {
      QCOMPARE(written, view(text));
    }
    const auto again = parseJson(written);
    QVERIFY(again.has_value());
    QVERIFY(*again == *value);
  }

  void refusesWhatIsNotOneDocument_data() {
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"", " ", "[1,]", "{\"a\"}", "nul", "[1] 2", "\"\\ud800\"", "01", "+1", "NaN",
                             "{\"a\":1", "\"\xff\"", "[1]]", "'a'", "// c\n1"}) {
      QTest::newRow(text) << QByteArray(text);
    }
  }
  void refusesWhatIsNotOneDocument() {
    QFETCH(QByteArray, text);
    const auto value = parseJson(view(text));
    QVERIFY(value.has_error());
    QVERIFY(value.error().code == heddle::core::ErrorCode::invalid);
    QVERIFY(value.error().message.find("at byte") != std::string::npos);
  }

  void everyPrefixIsRefusedOrWhole() {
    const std::string text = R"({"a":[1,2.5,"x\u00e4",{"b":null}],"c":true})";
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
      QVERIFY2(parseJson(std::string_view(text).substr(0, cut)).has_error(), std::to_string(cut).c_str());
    }
    QVERIFY(parseJson(text + " \n").has_value());
  }

  void limitsDepthAndSize() {
    const std::string deep = std::string(600, '[') + std::string(600, ']');
    QVERIFY(parseJson(deep).has_error());
    QVERIFY(parseJson(std::string(500, '[') + std::string(500, ']')).has_value());
    const auto large = parseJson("[1,2,3]", {.depth = 10, .bytes = 3});
    QVERIFY(large.has_error());
    QVERIFY(large.error().code == heddle::core::ErrorCode::tooLarge);
  }

  void findsTheLastOfEqualKeys() {
    const auto value = parseJson(R"({"a":1,"b":"x","a":2})");
    QCOMPARE(value->find("a")->integer(), std::optional<std::int64_t>(2));
    QCOMPARE(value->stringAt("b"), std::string_view("x"));
    QCOMPARE(value->stringAt("a", "none"), std::string_view("none"));
    QVERIFY(value->find("c") == nullptr);
    QVERIFY(Value().find("a") == nullptr);
  }

  void numbersKnowWhatFits() {
    QVERIFY(!Value::ofNumberText("12345678901234567890").integer());
    QVERIFY(!Value::ofNumberText("1.0").integer());
    QCOMPARE(Value::ofInt(-7).integer(), std::optional<std::int64_t>(-7));
    QCOMPARE(Value::ofDouble(1).numberText(), std::string("1.0"));
    QCOMPARE(Value::ofDouble(0.1).numberText(), std::string("0.1"));
    QCOMPARE(Value::ofDouble(1e300).real(), std::optional(1e300));
    QCOMPARE(writeJson(Value::ofDouble(std::nan(""))), std::string("\"NaN\""));
    QCOMPARE(writeJson(Value::ofDouble(-INFINITY)), std::string("\"-Infinity\""));
  }

  void numbersAreTheirTextWhateverTheyCameAs() {
    const auto most = std::numeric_limits<std::uint64_t>::max();
    QCOMPARE(Value::ofUnsigned(most).numberText(), std::string("18446744073709551615"));
    QVERIFY(!Value::ofUnsigned(most).integer());
    QCOMPARE(Value::ofUnsigned(7).integer(), std::optional<std::int64_t>(7));
    QCOMPARE(Value::ofUnsigned(7).real(), std::optional(7.0));
    for (const auto& number : {Value::ofInt(7), Value::ofUnsigned(7), Value::ofDouble(7)})
      QVERIFY(number.kind() == Value::Kind::number);
    QVERIFY(Value::ofInt(7) == Value::ofUnsigned(7));
    QVERIFY(Value::ofInt(7) == Value::ofNumberText("7"));
    QVERIFY(Value::ofNumberText("0.1") == Value::ofDouble(0.1));
    QVERIFY(Value::ofInt(7) != Value::ofDouble(7));
    QVERIFY(Value::ofDouble(0.0) != Value::ofDouble(-0.0));
    QCOMPARE(writeJson(Value::ofDouble(-0.0)), std::string("-0.0"));
    QVERIFY(Value::ofDouble(0.1) == Value::ofDouble(0.1));
    QVERIFY(Value::ofInt(7) != Value::ofBool(true));
  }

  void writesBytesAndBrokenTextAsValidJson() {
    QCOMPARE(writeJson(Value::ofBytes(std::string("\0\xff", 2))), std::string(R"({"__bytes__":"AP8="})"));
    QCOMPARE(writeJson(Value::ofString("a\xed\xa0\x80z\xc3")),
             std::string("\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz\xef\xbf\xbd\""));
    QCOMPARE(writeJson(Value::ofString("q\"\\\n\x01")), std::string("\"q\\\"\\\\\\n\\u0001\""));
  }

  void indents() {
    const auto value = parseJson(R"({"a":[1,{}],"b":[]})");
    QCOMPARE(writeJson(*value, JsonStyle::indented),
             std::string("{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}"));
  }

  void hintsDoNotChangeEquality() {
    Value hinted = Value::ofString("x");
    hinted.setHint("uuid.UUID");
    QCOMPARE(hinted.hint(), std::string_view("uuid.UUID"));
    QVERIFY(hinted == Value::ofString("x"));
    QVERIFY(Value::ofInt(1) != Value::ofString("1"));
  }
};

QTEST_APPLESS_MAIN(ValueTest)
#include "value_test.moc"
