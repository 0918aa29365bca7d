// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/diff.h"

#include "backend/checkpoint/json_patch.h"
#include "backend/checkpoint/word_diff.h"

#include <random>

#include <QTest>

using namespace heddle;
using checkpoint::Difference;
using wire::Value;

namespace {

std::shared_ptr<const Value> parsed(std::string_view json) {
  return std::make_shared<const Value>(wire::parseJson(json).value());
}

/// A random JSON value with few different leaves, so that equal parts are common.
Value randomValue(std::mt19937& random, int depth) {
  const auto roll = random() % (depth > 0 ? 8 : 5);
  if (roll < 2) return Value::ofInt(static_cast<std::int64_t>(random() % 4));
  if (roll < 4) return Value::ofString(std::string(random() % 3, 'x'));
  if (roll == 4) return random() % 2 == 0 ? Value() : Value::ofBool(random() % 2 == 0);
  if (roll < 7) {
    Value::Array items;
    for (auto n = random() % 5; n > 0; --n)
      items.push_back(randomValue(random, depth - 1));
    return Value::ofArray(std::move(items));
  }
  Value::Object members;
  const char* const names[] = {"id", "a/b", "m~n", "", "value"};
  for (const char* name : names) {
    if (random() % 2 == 0) members.emplace_back(name, randomValue(random, depth - 1));
  }
  return Value::ofObject(std::move(members));
}

}  // namespace

class DiffTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void patches_data() {
    QTest::addColumn<QByteArray>("a");
    QTest::addColumn<QByteArray>("b");
    QTest::addColumn<QByteArray>("patch");
    const auto row = [](const char* name, const char* a, const char* b, const char* patch) {
      QTest::newRow(name) << QByteArray(a) << QByteArray(b) << QByteArray(patch);
    };
    row("order of members is no change", R"({"a":1,"b":2})", R"({"b":2,"a":1})", "[]");
    row("member", R"({"a":1,"b":2})", R"({"a":3,"c":2})",
        R"([{"op":"remove","path":"/b"},{"op":"add","path":"/c","value":2},{"op":"replace","path":"/a","value":3}])");
    row("escaped names", R"({"a/b":{"m~n":1}})", R"({"a/b":{"m~n":2}})",
        R"([{"op":"replace","path":"/a~1b/m~0n","value":2}])");
    row("messages pair by id", R"([{"id":"1","t":"a"},{"id":"2","t":"b"}])",
        R"([{"id":"0","t":"z"},{"id":"1","t":"a"},{"id":"2","t":"c"}])",
        R"([{"op":"add","path":"/0","value":{"id":"0","t":"z"}},{"op":"replace","path":"/2/t","value":"c"}])");
    row("appended", R"({"m":[1,2]})", R"({"m":[1,2,3]})", R"([{"op":"add","path":"/m/2","value":3}])");
    row("taken from the middle", "[1,2,3,4]", "[1,4]",
        R"([{"op":"remove","path":"/2"},{"op":"remove","path":"/1"}])");
    row("another kind", R"({"a":[1]})", R"({"a":{"x":1}})",
        R"([{"op":"replace","path":"/a","value":{"x":1}}])");
    row("numbers keep their text", R"({"n":12345678901234567890})", R"({"n":12345678901234567891})",
        R"([{"op":"replace","path":"/n","value":12345678901234567891}])");
    row("a name twice", R"({"o":{"a":1,"a":2}})", R"({"o":{"a":1,"a":3}})",
        R"([{"op":"replace","path":"/o","value":{"a":1,"a":3}}])");
  }
  void patches() {
    QFETCH(QByteArray, a);
    QFETCH(QByteArray, b);
    QFETCH(QByteArray, patch);
    const auto diff = checkpoint::compare(parsed(a.toStdString()), parsed(b.toStdString()));
    QCOMPARE(QByteArray::fromStdString(wire::writeJson(checkpoint::patchOf(diff))), patch);
    QCOMPARE(diff.same(), patch == "[]");
  }

  void everyPatchTurnsAIntoB() {
    std::mt19937 random(11);
    int different = 0;
    for (int round = 0; round < 20'000; ++round) {
      const auto a = std::make_shared<const Value>(randomValue(random, 4));
      const auto b = std::make_shared<const Value>(randomValue(random, 4));
      const auto diff = checkpoint::compare(a, b);
      const auto patch = checkpoint::patchOf(diff);
      const auto result = checkpoint::applyPatch(*a, patch);
      const auto shown = wire::writeJson(*a) + " " + wire::writeJson(*b) + " " + wire::writeJson(patch);
      QVERIFY2(result.has_value() && checkpoint::sameJson(*result, *b), shown.c_str());
      QCOMPARE(diff.same(), checkpoint::sameJson(*a, *b));
      different += diff.same() ? 0 : 1;
    }
    QVERIFY(different > 10'000);
  }

  void movedMessagesKeepTheRest() {
    const auto diff = checkpoint::compare(parsed(R"([{"id":"a"},{"id":"b"},{"id":"c"}])"),
                                          parsed(R"([{"id":"c"},{"id":"a"},{"id":"b"}])"));
    QCOMPARE(diff.added, std::size_t{1});
    QCOMPARE(diff.removed, std::size_t{1});
    QCOMPARE(diff.changed, std::size_t{0});
  }

  void aTypeAloneIsAChange() {
    auto plain = Value::ofString("2026-01-01");
    auto typed = plain;
    typed.setHint("datetime.date");
    const auto diff =
        checkpoint::compare(std::make_shared<const Value>(plain), std::make_shared<const Value>(typed));
    QVERIFY(!diff.same());
    QCOMPARE(diff.changed, std::size_t{1});
    QCOMPARE(checkpoint::patchOf(diff).size(), std::size_t{0});
  }

  void longListsStayBounded() {
    Value::Array numbers, shifted;
    for (int i = 0; i < 60'000; ++i) {
      numbers.push_back(Value::ofInt(i));
      shifted.push_back(Value::ofInt(i % 2 == 0 ? i : -i));
    }
    const auto diff = checkpoint::compare(std::make_shared<const Value>(Value::ofArray(numbers)),
                                          std::make_shared<const Value>(Value::ofArray(shifted)));
    QCOMPARE(diff.changed, std::size_t{30'000});
  }

  void badPatchesAreRefused_data() {
    QTest::addColumn<QByteArray>("patch");
    QTest::newRow("no array") << QByteArray("{}");
    QTest::newRow("no such member") << QByteArray(R"([{"op":"remove","path":"/x"}])");
    QTest::newRow("beyond the end") << QByteArray(R"([{"op":"add","path":"/m/9","value":1}])");
    QTest::newRow("no index") << QByteArray(R"([{"op":"replace","path":"/m/-","value":1}])");
    QTest::newRow("another operation") << QByteArray(R"([{"op":"move","path":"/m","from":"/n"}])");
    QTest::newRow("no value") << QByteArray(R"([{"op":"add","path":"/m/0"}])");
  }
  void badPatchesAreRefused() {
    QFETCH(QByteArray, patch);
    QVERIFY(checkpoint::applyPatch(*parsed(R"({"m":[1]})"), *parsed(patch.toStdString())).has_error());
  }

  void wordsAreCompared() {
    const auto runs = checkpoint::compareWords("the quick fox jumps", "the slow fox jumps high");
    std::string text;
    for (const auto& run : runs) {
      text += run.part == checkpoint::TextPart::same      ? "="
              : run.part == checkpoint::TextPart::removed ? "-"
                                                          : "+";
      text += "[" + run.text + "]";
    }
    QCOMPARE(text, std::string("=[the ]-[quick ]+[slow ]=[fox ]-[jumps]+[jumps high]"));
    QVERIFY(checkpoint::compareWords("", "").empty());
    QCOMPARE(checkpoint::compareWords("same", "same").size(), std::size_t{1});
  }
};

QTEST_APPLESS_MAIN(DiffTest)
#include "diff_test.moc"
