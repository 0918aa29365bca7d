// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/masking.h"
#include "models/values/messages.h"
#include "models/values/value_search.h"
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

/// The next node after `after` that the search stops at; invalid when it finds none.
QModelIndex found(ValueTree& tree, const char* text, const QModelIndex& after = {}) {
  ValueSearch search(tree.value(), QLatin1String(text), tree.rowsTo(after));
  auto step = ValueSearch::Step::goOn;
  while (step == ValueSearch::Step::goOn)
    step = search.run(std::chrono::milliseconds(0));
  return step == ValueSearch::Step::found ? tree.indexAt(search.path()) : QModelIndex();
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
  void oneSecretIsRevealedAndHidden();
  void aRevealedSecretIsHiddenByWhatComesNext();
  void searchGoesRound();
  void searchStopsForWhatElseIsToDo();
  void aMatchFarDownMakesNothingOfWhatItPassed();
  void textIsFoundInAnyCase_data();
  void textIsFoundInAnyCase();
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
  const auto write = tree.writerOf(tree.index(0, 0));
  tree.setValue(parsed(R"({"other": true})"));  // the copy is of what was shown
  QCOMPARE(write(), QStringLiteral("[\n  1,\n  2\n]"));
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
  const QModelIndex place = found(tree, "it's");
  QVERIFY(place.isValid());
  QCOMPARE(tree.pathOf(place), QStringLiteral("$.messages[0]['odd name']['it\\'s']"));
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

void ValuesTest::oneSecretIsRevealedAndHidden() {
  ValueTree tree;
  const auto clear = parsed(R"({"a": 1, "in": [{"api_key": "hunter2", "credentials": {"user": "ada"}}]})");
  wire::Value masked = *clear;
  QVERIFY(wire::maskSecrets(masked));
  tree.setValue({std::make_shared<const wire::Value>(std::move(masked)), clear});
  QAbstractItemModelTester tester(&tree, kReport);
  const QModelIndex key = found(tree, "api_key"), login = found(tree, "credentials");
  QVERIFY(tree.isMasked(key) && tree.isMasked(login));
  QVERIFY(!tree.isMasked(found(tree, "a")) && !tree.isMasked(found(tree, "in")) && !tree.isMasked({}));
  tree.setRevealed(key, true);
  QVERIFY(tree.isRevealed(key) && !tree.isMasked(key));
  QCOMPARE(key.siblingAtColumn(1).data().toString(), QStringLiteral("\"hunter2\""));
  QCOMPARE(login.siblingAtColumn(1).data().toString(), QStringLiteral("\"***\""));
  QVERIFY2(!tree.writerOf(key.parent())().contains(QStringLiteral("hunter2")),
           "what is above is copied masked");
  // What is no text has rows of its own.
  tree.setRevealed(login, true);
  QCOMPARE(tree.rowCount(login), 1);
  QCOMPARE(tree.index(0, 1, login).data().toString(), QStringLiteral("\"ada\""));
  QVERIFY(!tree.isMasked(tree.index(0, 0, login)));
  tree.setRevealed(login, false);
  tree.setRevealed(key, false);
  QCOMPARE(tree.rowCount(login), 0);
  QCOMPARE(key.siblingAtColumn(1).data().toString(), QStringLiteral("\"***\""));
  QVERIFY(tree.isMasked(key) && tree.isMasked(login));
}

/// Two things may look the same masked, and are not.
void ValuesTest::aRevealedSecretIsHiddenByWhatComesNext() {
  ValueTree tree;
  const auto masked = parsed(R"({"api_key": "***"})");
  tree.setValue({masked, parsed(R"({"api_key": "hunter2"})")});
  tree.setRevealed(tree.index(0, 0), true);
  tree.setValue({masked, parsed(R"({"api_key": "letmein"})")});
  QCOMPARE(tree.index(0, 1).data().toString(), QStringLiteral("\"***\""));
  tree.setRevealed(tree.index(0, 0), true);
  QCOMPARE(tree.index(0, 1).data().toString(), QStringLiteral("\"letmein\""));
  // The same read again is nothing else.
  tree.setValue({parsed(R"({"api_key": "***"})"), parsed(R"({"api_key": "letmein"})")});
  QCOMPARE(tree.index(0, 1).data().toString(), QStringLiteral("\"letmein\""));
  QVERIFY(tree.hasRevealed());
  tree.hideRevealed();
  QVERIFY(!tree.hasRevealed());
  QCOMPARE(tree.index(0, 1).data().toString(), QStringLiteral("\"***\""));
}

void ValuesTest::searchGoesRound() {
  ValueTree tree;
  tree.setValue(parsed(R"({"a": {"needle": 1}, "b": ["hay", "a Needle"]})"));
  QAbstractItemModelTester tester(&tree, kReport);
  const QModelIndex first = found(tree, "needle");
  QCOMPARE(tree.pathOf(first), QStringLiteral("$.a.needle"));
  const QModelIndex second = found(tree, "needle", first);
  QCOMPARE(tree.pathOf(second), QStringLiteral("$.b[1]"));
  QCOMPARE(found(tree, "needle", second), first);
  QVERIFY(!found(tree, "absent", first).isValid());
}

void ValuesTest::searchStopsForWhatElseIsToDo() {
  wire::Value::Array items(100'000, wire::Value::ofString("hay"));
  items.back() = wire::Value::ofString("needle");
  const auto value = std::make_shared<const wire::Value>(wire::Value::ofArray(std::move(items)));
  ValueSearch search(value, QStringLiteral("needle"), {});
  int slices = 1;
  while (search.run(std::chrono::milliseconds(0)) == ValueSearch::Step::goOn)
    ++slices;
  QCOMPARE(search.path(), std::vector<int>{99'999});
  QVERIFY2(slices > 100, qPrintable(QString::number(slices)));
}

void ValuesTest::aMatchFarDownMakesNothingOfWhatItPassed() {
  wire::Value::Array items(50'000, wire::Value::ofString("hay"));
  items[40'001] = wire::Value::ofString("Needle");
  ValueTree tree;
  tree.setValue(std::make_shared<const wire::Value>(wire::Value::ofArray(std::move(items))));
  const QModelIndex place = found(tree, "needle");
  QCOMPARE(tree.pathOf(place), QStringLiteral("$[40001]"));
  QCOMPARE(tree.rowCount(), 40'500);  // whole portions
  QCOMPARE(tree.indexAt({50'000}), QModelIndex());
}

void ValuesTest::textIsFoundInAnyCase_data() {
  QTest::addColumn<QString>("needle");
  QTest::addColumn<QString>("text");
  QTest::addColumn<bool>("in");
  QTest::newRow("same") << "abc"
                        << "xxabcxx" << true;
  QTest::newRow("other case") << "ABC"
                              << "xxaBcxx" << true;
  QTest::newRow("at the end") << "c"
                              << "abC" << true;
  QTest::newRow("after a false start") << "aab"
                                       << "aAaB" << true;
  QTest::newRow("cut off") << "abcd"
                           << "xabc" << false;
  QTest::newRow("longer than the text") << "abc"
                                        << "ab" << false;
  QTest::newRow("no letter") << "{\""
                             << "a {\"b" << true;
  QTest::newRow("beside other scripts") << "uhr" << QStringLiteral("Öffnungszeit: 9 Uhr") << true;
  QTest::newRow("in another script") << QStringLiteral("öff") << QStringLiteral("ÖFFNEN") << true;
  QTest::newRow("nothing") << ""
                           << "abc" << true;
}

void ValuesTest::textIsFoundInAnyCase() {
  QFETCH(QString, needle);
  QFETCH(QString, text);
  const std::string bytes = text.toStdString();
  QTEST(TextMatch(needle).inUtf8(bytes), "in");
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
