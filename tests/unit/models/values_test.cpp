// SPDX-License-Identifier: Apache-2.0
#include "models/values/messages.h"
#include "models/values/value_text.h"
#include "models/values/value_tree.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace heddle;
using namespace heddle::models;

namespace {

std::shared_ptr<const wire::Value> parsed(const char* json) {
  return std::make_shared<const wire::Value>(wire::parseJson(json).value());
}

constexpr auto kReport = QAbstractItemModelTester::FailureReportingMode::QtTest;

}  // namespace

class ValuesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void keysValuesAndTypes();
  void bigNumbersStayAsWritten();
  void largeArraysComeInPortions();
  void pathsReadBack();
  void anEqualValueChangesNothing();
  void searchGoesRound();
  void hintsAreTypeTags();
  void messagesOfEveryShape();
  void aStateWithoutMessagesHasNone();
};

void ValuesTest::keysValuesAndTypes() {
  ValueTree tree;
  tree.setValue(parsed(R"({"b": [1, 2], "a": "x", "n": null})"));
  QAbstractItemModelTester tester(&tree, kReport);
  QCOMPARE(tree.rowCount(), 3);
  QCOMPARE(tree.index(0, 0).data().toString(), QStringLiteral("b"));
  QCOMPARE(tree.index(0, 1).data().toString(), QStringLiteral("[2 items]"));
  QCOMPARE(tree.index(1, 1).data().toString(), QStringLiteral("\"x\""));
  QCOMPARE(tree.index(2, 2).data().toString(), QStringLiteral("null"));
  QVERIFY(!tree.hasChildren(tree.index(1, 0)));
}

void ValuesTest::bigNumbersStayAsWritten() {
  ValueTree tree;
  tree.setValue(parsed(R"({"n": 12345678901234567890})"));
  QCOMPARE(tree.index(0, 1).data().toString(), QStringLiteral("12345678901234567890"));
}

void ValuesTest::largeArraysComeInPortions() {
  wire::Value::Array items;
  for (int i = 0; i < 1234; ++i)
    items.push_back(wire::Value::ofInt(i));
  wire::Value::Object members;
  members.emplace_back("list", wire::Value::ofArray(std::move(items)));
  ValueTree tree;
  tree.setValue(std::make_shared<const wire::Value>(wire::Value::ofObject(std::move(members))));
  const QModelIndex list = tree.index(0, 0);
  QVERIFY(tree.hasChildren(list));
  QCOMPARE(tree.rowCount(list), 0);
  int portions = 0;
  while (tree.canFetchMore(list)) {
    tree.fetchMore(list);
    ++portions;
  }
  QCOMPARE(portions, 3);
  QCOMPARE(tree.rowCount(list), 1234);
  QCOMPARE(tree.index(1233, 1, list).data().toString(), QStringLiteral("1233"));
}

void ValuesTest::pathsReadBack() {
  ValueTree tree;
  tree.setValue(parsed(R"({"messages": [{"odd name": {"it's": 1}}]})"));
  const QModelIndex found = tree.find(QStringLiteral("it's"), {});
  QVERIFY(found.isValid());
  QCOMPARE(tree.pathOf(found), QStringLiteral("$.messages[0]['odd name']['it\\'s']"));
  QCOMPARE(tree.pathOf({}), QStringLiteral("$"));
}

void ValuesTest::anEqualValueChangesNothing() {
  ValueTree tree;
  QAbstractItemModelTester tester(&tree, kReport);
  tree.setValue(parsed(R"({"a": 1})"));
  QSignalSpy reset(&tree, &QAbstractItemModel::modelReset);
  tree.setValue(parsed(R"({"a": 1})"));
  QCOMPARE(reset.count(), 0);
  tree.setValue(parsed(R"({"a": 2})"));
  QCOMPARE(reset.count(), 1);
}

void ValuesTest::searchGoesRound() {
  ValueTree tree;
  tree.setValue(parsed(R"({"a": {"needle": 1}, "b": ["hay", "a Needle"]})"));
  QAbstractItemModelTester tester(&tree, kReport);
  const QModelIndex first = tree.find(QStringLiteral("needle"), {});
  QCOMPARE(tree.pathOf(first), QStringLiteral("$.a.needle"));
  const QModelIndex second = tree.find(QStringLiteral("needle"), first);
  QCOMPARE(tree.pathOf(second), QStringLiteral("$.b[1]"));
  QCOMPARE(tree.find(QStringLiteral("needle"), second), first);
  QVERIFY(!tree.find(QStringLiteral("absent"), first).isValid());
}

void ValuesTest::hintsAreTypeTags() {
  wire::Value id = wire::Value::ofString("0198c41e");
  id.setHint("uuid.UUID");
  QCOMPARE(valueType(id), QStringLiteral("UUID"));
  QCOMPARE(valueType(wire::Value::ofBytes("abc")), QStringLiteral("bytes"));
  QCOMPARE(valueSummary(wire::Value::ofBytes("abc")), QStringLiteral("binary, 3 B"));
}

void ValuesTest::messagesOfEveryShape() {
  const auto state = parsed(R"({"messages": [
    {"type": "human", "content": "Where is it?", "id": "m1"},
    {"type": "ai", "content": [{"type": "text", "text": "I look."}, {"type": "tool_use", "id": "t"}],
     "tool_calls": [{"name": "search", "args": {"q": "it"}}], "usage_metadata": {"total_tokens": 41}},
    {"role": "assistant", "content": "Here."},
    {"lc": 1, "type": "constructor", "id": ["langchain_core", "messages", "ToolMessage"],
     "kwargs": {"content": "3 results", "name": "search"}},
    {"role": "user", "content": null}]})");
  const auto rows = messagesOf(*state);
  QCOMPARE(rows.size(), std::size_t(5));
  QCOMPARE(rows[0].role, QStringLiteral("human"));
  QCOMPARE(rows[1].text, QStringLiteral("I look."));
  QCOMPARE(rows[1].toolCalls.value(0), QStringLiteral("search({\"q\":\"it\"})"));
  QCOMPARE(rows[1].note, QStringLiteral("41 tokens"));
  QCOMPARE(rows[2].role, QStringLiteral("ai"));
  QCOMPARE(rows[3].role, QStringLiteral("tool"));
  QCOMPARE(rows[3].name, QStringLiteral("search"));
  QCOMPARE(rows[4].role, QStringLiteral("human"));
}

void ValuesTest::aStateWithoutMessagesHasNone() {
  QVERIFY(messagesOf(*parsed(R"({"count": 3, "items": [{"content": 1}]})")).empty());
  QVERIFY(messagesOf(*parsed("[1]")).empty());
  QCOMPARE(messagesOf(*parsed(R"({"chat": [{"role": "user", "content": "hi"}]})")).size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(ValuesTest)
#include "values_test.moc"
