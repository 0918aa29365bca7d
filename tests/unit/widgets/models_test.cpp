// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/history_rail.h"
#include "ui/widgets/json_highlighter.h"
#include "ui/widgets/log_model.h"
#include "ui/widgets/message_model.h"
#include "ui/widgets/rail_layout.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace heddle::widgets;

namespace {

using Mode = QAbstractItemModelTester::FailureReportingMode;

QString u(const char* text) {
  return QString::fromUtf8(text);
}

QVector<LogLine> lines(int first, int count) {
  QVector<LogLine> batch;
  for (int i = first; i < first + count; ++i)
    batch.append({u("12:00"), u("server"), u("line %1").arg(i), LogLevel::Info});
  return batch;
}

MessageCard card(const char* id, const char* text) {
  MessageCard made;
  made.id = u(id);
  made.role = u("ai");
  made.text = u(text);
  return made;
}

}  // namespace

class ModelsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void logKeepsTheNewest() {
    LogModel model(100);
    QAbstractItemModelTester tester(&model, Mode::QtTest);
    for (int first = 0; first < 1000; first += 7)
      model.append(lines(first, 7));
    QVERIFY(model.rowCount() <= 100);
    QVERIFY(model.rowCount() >= 90);
    QCOMPARE(model.at(model.rowCount() - 1).text, u("line 1000"));
    model.append(lines(5000, 250));  // more than fits
    QCOMPARE(model.rowCount(), 100);
    QCOMPARE(model.at(0).text, u("line 5150"));
    model.append({});
    model.clear();
    QCOMPARE(model.rowCount(), 0);
  }

  void logFindsInBothDirections() {
    LogModel model(100);
    model.append(lines(0, 20));
    QCOMPARE(model.find(u("LINE 1"), -1, false), 1);
    QCOMPARE(model.find(u("line 1"), 1, false), 10);
    QCOMPARE(model.find(u("line 1"), 20, true), 19);
    QCOMPARE(model.find(u("line 1"), 1, true), -1);
    QCOMPARE(model.find(u("absent"), -1, false), -1);
    QCOMPARE(model.find({}, -1, false), -1);
  }

  void messagesChangeOnlyWhatDiffers() {
    MessageModel model;
    QAbstractItemModelTester tester(&model, Mode::QtTest);
    model.setCards({card("1", "a"), card("2", "b")});
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setCards({card("1", "a"), card("2", "B"), card("3", "c")});
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.first().first().toModelIndex().row(), 1);
    QCOMPARE(inserted.count(), 1);
    model.replaceLast(card("3", "cd"));
    QCOMPARE(model.at(2).text, u("cd"));
    model.append(card("4", "e"));
    model.setCards({card("1", "a")});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(reset.count(), 0);
    QVERIFY(model.index(0).data().toString().contains(u("ai")));
  }

  void railIsALineWithoutBranches() {
    const auto rows = railRows({{u("3"), u("2")}, {u("2"), u("1")}, {u("1"), {}}});
    QCOMPARE(rows.size(), 3);
    for (const RailRow& row : rows)
      QCOMPARE(row.lane, 0);
    QVERIFY(!rows.at(0).above && rows.at(0).below);
    QVERIFY(rows.at(1).above && rows.at(1).below);
    QVERIFY(rows.at(2).above && !rows.at(2).below);
  }

  void railBendsAForkIntoItsParent() {
    // 4 and f2 both come from 2; f1 continues f2.
    const auto rows =
        railRows({{u("4"), u("2")}, {u("f1"), u("f2")}, {u("f2"), u("2")}, {u("2"), u("1")}, {u("1"), {}}});
    QCOMPARE(rows.at(1).lane, 1);
    QCOMPARE(rows.at(1).through, QVector<int>{0});
    QCOMPARE(rows.at(2).lane, 1);
    QCOMPARE(rows.at(3).lane, 0);
    QCOMPARE(rows.at(3).branchesAbove, QVector<int>{1});
    QVERIFY(rows.at(4).through.isEmpty());  // the lane of the fork is free again
  }

  void railEndsWhereTheParentIsNotLoaded() {
    const auto rows = railRows({{u("9"), u("8")}, {u("7"), {}}});
    QVERIFY(!rows.at(0).below);
    QCOMPARE(rows.at(1).lane, 0);
    QVERIFY(railRows({}).isEmpty());
  }

  void railReusesFreedLanes() {
    QVector<RailNode> nodes;
    for (int fork = 0; fork < 50; ++fork) {
      nodes.append({u("m%1").arg(fork), u("m%1").arg(fork + 1)});
      nodes.append({u("f%1").arg(fork), u("m%1").arg(fork + 1)});
    }
    nodes.append({u("m50"), {}});
    for (const RailRow& row : railRows(nodes))
      QVERIFY(row.lane <= 1);
  }

  void railModelHoldsToTheContract() {
    RailModel model;
    QAbstractItemModelTester tester(&model, Mode::QtTest);
    model.setEntries({{u("a"), u("b"), u("step 2"), u("12:00")}, {u("b"), {}, u("step 1"), u("11:59")}});
    QCOMPARE(model.rowOf(u("b")), 1);
    QCOMPARE(model.rowOf(u("x")), -1);
    QCOMPARE(model.lanes(), 1);
    model.setEntries({});
    QCOMPARE(model.rowCount(), 0);
  }

  void coloursJson_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QVector<JsonSpan>>("spans");
    QTest::newRow("pair") << u("\"a\": \"b\"")
                          << QVector<JsonSpan>{{0, 3, JsonInk::Key}, {5, 3, JsonInk::String}};
    QTest::newRow("number") << u("[-1.5e3, 2]")
                            << QVector<JsonSpan>{{1, 6, JsonInk::Number}, {9, 1, JsonInk::Number}};
    QTest::newRow("words") << u("[true, nothing]") << QVector<JsonSpan>{{1, 4, JsonInk::Literal}};
    QTest::newRow("escaped") << u("\"a\\\"b\" :1")
                             << QVector<JsonSpan>{{0, 6, JsonInk::Key}, {8, 1, JsonInk::Number}};
    QTest::newRow("open string") << u("\"abc") << QVector<JsonSpan>{{0, 4, JsonInk::String}};
    QTest::newRow("open escape") << u("\"abc\\") << QVector<JsonSpan>{{0, 5, JsonInk::String}};
    QTest::newRow("empty") << QString() << QVector<JsonSpan>{};
  }

  void coloursJson() {
    QFETCH(QString, line);
    QFETCH(QVector<JsonSpan>, spans);
    QCOMPARE(jsonSpans(line), spans);
  }
};

QTEST_MAIN(ModelsTest)
#include "models_test.moc"
