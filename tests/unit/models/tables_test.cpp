// SPDX-License-Identifier: Apache-2.0
#include "models/tables/history_table.h"
#include "models/tables/runs_table.h"
#include "models/tables/servers_table.h"
#include "models/tables/steps_table.h"
#include "models/tables/threads_table.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace heddle;
using namespace heddle::models;

namespace {

RunRow run(int n, core::RunStatus status = core::RunStatus::success) {
  RunRow row;
  row.id = QStringLiteral("run-%1").arg(n);
  row.threadId = QStringLiteral("thread-%1").arg(n);
  row.status = status;
  row.createdUs = 1'000'000LL * n;
  return row;
}

std::vector<RunRow> runs(std::initializer_list<int> numbers) {
  std::vector<RunRow> rows;
  for (int n : numbers)
    rows.push_back(run(n));
  return rows;
}

QStringList shown(const RunsTable& table) {
  return table.keys(0, table.rowCount() - 1);
}

QStringList names(std::initializer_list<int> numbers) {
  QStringList list;
  for (int n : numbers)
    list.append(QStringLiteral("run-%1").arg(n));
  return list;
}

CheckpointRow checkpoint(const char* id, const char* ns, int step, qint64 at) {
  CheckpointRow row;
  row.id = QString::fromLatin1(id);
  row.ns = QString::fromLatin1(ns);
  row.step = step;
  row.createdUs = at;
  return row;
}

constexpr auto kReport = QAbstractItemModelTester::FailureReportingMode::QtTest;

}  // namespace

class TablesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void reloadAppliesDifferencesOnly();
  void reorderedRowsKeepTheirPersistentIndex();
  void randomReloadsEndAsAsked();
  void nextPageMergesById();
  void refreshMovesAndRemovesNothing();
  void rowsThatNoLongerMatchAreGreyed();
  void aPageIsAskedForOnce();
  void waitAndDurationFollowTheStates_data();
  void waitAndDurationFollowTheStates();
  void onlyTimeColumnsChangeWithTheClock();
  void copiedRowIsJson();
  void copiedTimesAreIso();
  void stepsAreDerivedPerNamespace();
  void aThreadOfUnknownBeginningHasNoAge();
};

void TablesTest::reloadAppliesDifferencesOnly() {
  RunsTable table;
  QAbstractItemModelTester tester(&table, kReport);
  table.replaceAll(runs({5, 4, 3, 2, 1}));
  QSignalSpy reset(&table, &QAbstractItemModel::modelReset);
  QSignalSpy inserted(&table, &QAbstractItemModel::rowsInserted);
  QSignalSpy removed(&table, &QAbstractItemModel::rowsRemoved);
  table.replaceAll(runs({7, 6, 5, 3, 1}));
  QCOMPARE(shown(table), names({7, 6, 5, 3, 1}));
  QCOMPARE(reset.count(), 0);
  QCOMPARE(inserted.count(), 1);
  QCOMPARE(removed.count(), 2);
}

void TablesTest::reorderedRowsKeepTheirPersistentIndex() {
  RunsTable table;
  QAbstractItemModelTester tester(&table, kReport);
  table.replaceAll(runs({1, 2, 3}));
  QPersistentModelIndex second(table.index(1, 0));
  table.replaceAll(runs({3, 4, 2, 1}));
  QVERIFY(second.isValid());
  QCOMPARE(second.row(), 2);
  QCOMPARE(second.data(roles::KeyRole).toString(), QStringLiteral("run-2"));
}

void TablesTest::randomReloadsEndAsAsked() {
  const auto seed = QRandomGenerator::global()->generate();
  qInfo("seed %u", seed);
  QRandomGenerator random(seed);
  RunsTable table;
  QAbstractItemModelTester tester(&table, kReport);
  for (int round = 0; round < 60; ++round) {
    std::vector<RunRow> rows;
    for (int i = 0; i < 20; ++i)
      rows.push_back(run(random.bounded(30)));
    QStringList wanted;
    for (const RunRow& row : rows) {
      if (!wanted.contains(row.id)) wanted.append(row.id);
    }
    table.replaceAll(rows);
    QCOMPARE(shown(table), wanted);
    for (int row = 0; row < table.rowCount(); ++row)
      QCOMPARE(table.rowOf(table.keyAt(row)), row);
  }
}

void TablesTest::nextPageMergesById() {
  RunsTable table;
  QAbstractItemModelTester tester(&table, kReport);
  table.replaceAll(runs({5, 4, 3}));
  auto page = runs({3, 2, 1});
  page[0].error = QStringLiteral("boom");
  table.append(std::move(page));
  QCOMPARE(shown(table), names({5, 4, 3, 2, 1}));
  QCOMPARE(table.at(2).error, QStringLiteral("boom"));
}

void TablesTest::refreshMovesAndRemovesNothing() {
  RunsTable table;
  QAbstractItemModelTester tester(&table, kReport);
  table.replaceAll(runs({3, 2, 1}));
  QSignalSpy changed(&table, &QAbstractItemModel::dataChanged);
  auto fresh = std::vector<RunRow>{run(3), run(9), run(2, core::RunStatus::error)};
  table.refresh(names({3, 2, 1}), fresh);
  QCOMPARE(shown(table), names({3, 2, 1}));
  QVERIFY(!table.isStale(0));
  QCOMPARE(table.at(1).status, core::RunStatus::error);
  QVERIFY2(table.isStale(2), "a row that did not come back is greyed");
  QCOMPARE(changed.count(), 2);
  table.replaceAll(runs({3, 2, 1}));
  QVERIFY(!table.isStale(2));
}

void TablesTest::rowsThatNoLongerMatchAreGreyed() {
  RunsTable table;
  QAbstractItemModelTester tester(&table, kReport);
  table.replaceAll({run(1, core::RunStatus::pending), run(2, core::RunStatus::pending)});
  table.refresh(names({1, 2}), {run(1, core::RunStatus::running), run(2, core::RunStatus::pending)},
                [](const RunRow& row) { return row.status == core::RunStatus::pending; });
  QVERIFY(table.index(0, 0).data(roles::StaleRole).toBool());
  QVERIFY(!table.index(1, 0).data(roles::StaleRole).toBool());
  QCOMPARE(table.index(0, 0).data().toString(), QStringLiteral("running"));
}

void TablesTest::aPageIsAskedForOnce() {
  RunsTable table;
  // No model tester here: it calls fetchMore itself.
  table.replaceAll(runs({2, 1}));
  QSignalSpy asked(&table, &RowTableModel::moreRequested);
  table.fetchMore({});
  QCOMPARE(asked.count(), 0);
  table.setMoreAvailable(true);
  table.fetchMore({});
  table.fetchMore({});
  QCOMPARE(asked.count(), 1);
  QVERIFY(!table.canFetchMore({}));
  table.append(runs({0}));
  QVERIFY(table.canFetchMore({}));
}

void TablesTest::waitAndDurationFollowTheStates_data() {
  QTest::addColumn<int>("status");
  QTest::addColumn<qint64>("started");
  QTest::addColumn<qint64>("ended");
  QTest::addColumn<QString>("wait");
  QTest::addColumn<QString>("duration");
  const QString dash = QStringLiteral("–");
  QTest::newRow("pending waits until now")
      << int(core::RunStatus::pending) << qint64(0) << qint64(0) << QStringLiteral("10.0 s") << dash;
  QTest::newRow("running takes until now") << int(core::RunStatus::running) << qint64(12'000'000) << qint64(0)
                                           << QStringLiteral("2.0 s") << QStringLiteral("8.0 s");
  QTest::newRow("ended") << int(core::RunStatus::success) << qint64(12'000'000) << qint64(13'500'000)
                         << QStringLiteral("2.0 s") << QStringLiteral("1.5 s");
  QTest::newRow("a schema without start times says so")
      << int(core::RunStatus::error) << qint64(0) << qint64(0) << dash << dash;
}

void TablesTest::waitAndDurationFollowTheStates() {
  QFETCH(int, status);
  QFETCH(qint64, started);
  QFETCH(qint64, ended);
  RunRow row = run(10, static_cast<core::RunStatus>(status));
  if (started > 0) row.startedUs = started;
  if (ended > 0) row.endedUs = ended;
  RunsTable table;
  table.setTimeFormat({TimeMode::utc, 20'000'000});
  table.replaceAll({row});
  QTEST(table.index(0, 5).data().toString(), "wait");
  QTEST(table.index(0, 6).data().toString(), "duration");
}

void TablesTest::onlyTimeColumnsChangeWithTheClock() {
  RunsTable table;
  table.replaceAll(runs({2, 1}));
  QSignalSpy changed(&table, &QAbstractItemModel::dataChanged);
  table.setTimeFormat({TimeMode::relative, 5'000'000});
  QCOMPARE(changed.count(), 3);
  table.setTimeFormat({TimeMode::relative, 5'000'000});
  QCOMPARE(changed.count(), 3);
}

void TablesTest::copiedRowIsJson() {
  RunsTable table;
  RunRow row = run(1);
  row.error = QStringLiteral("a \"quote\"\nand a line");
  table.replaceAll({row});
  const QString json = table.index(0, 0).data(roles::JsonRole).toString();
  QVERIFY2(json.contains(QStringLiteral("\"run_id\": \"run-1\"")), qPrintable(json));
  QVERIFY2(json.contains(QStringLiteral("\"error\": \"a \\\"quote\\\"\\nand a line\"")), qPrintable(json));
  QVERIFY2(json.contains(QStringLiteral("\"created_at\": \"1970-01-01T00:00:01.000Z\"")), qPrintable(json));
  QVERIFY2(json.contains(QStringLiteral("\"queue_wait_ms\": null")), qPrintable(json));
}

void TablesTest::copiedTimesAreIso() {
  RunsTable table;
  table.replaceAll(runs({1}));
  const QString created = isoText(table.at(0).createdUs, {TimeMode::local, 0});
  for (int column = 0; column < table.columnCount(); ++column) {
    const auto cell = table.index(0, column);
    const bool time = cell.data(roles::KindRole).toInt() == static_cast<int>(CellKind::time);
    table.setTimeFormat({TimeMode::relative, table.at(0).createdUs + 60'000'000});
    QCOMPARE(cell.data(roles::CopyRole).toString(), time ? created : cell.data().toString());
    QVERIFY(!time || cell.data().toString() == QStringLiteral("1 min ago"));
  }
  table.setTimeFormat({TimeMode::utc, 0});
  QVERIFY(table.index(0, 4).data(roles::CopyRole).toString().endsWith(u'Z'));
}

void TablesTest::stepsAreDerivedPerNamespace() {
  const CheckpointRow input = checkpoint("c1", "", -1, 1'000'000);
  const CheckpointRow inner = checkpoint("c2", "sub:1", 0, 1'400'000);
  CheckpointRow loop = checkpoint("c3", "", 0, 1'900'000);
  loop.interrupts = 1;
  const auto steps = stepsOf({loop, inner, input}, 900'000);
  QCOMPARE(steps.size(), std::size_t(3));
  QCOMPARE(steps[0].checkpointId, QStringLiteral("c1"));
  QCOMPARE(steps[0].tookUs.value_or(-1), qint64(100'000));
  QVERIFY(!steps[1].tookUs.has_value());
  QCOMPARE(steps[2].tookUs.value_or(-1), qint64(900'000));
  StepsTable table;
  QAbstractItemModelTester tester(&table, kReport);
  table.replaceAll(steps);
  QCOMPARE(table.index(2, 5).data().toString(), QStringLiteral("interrupt"));
  QCOMPARE(table.index(1, 3).data().toString(), QStringLiteral("–"));
}

/// Shallow checkpointers keep the newest state alone.
void TablesTest::aThreadOfUnknownBeginningHasNoAge() {
  ThreadsTable table;
  ThreadRow row;
  row.id = QStringLiteral("a");
  row.updatedUs = 1'000'000;
  table.setTimeFormat({TimeMode::relative, 9'000'000});
  table.replaceAll({row});
  for (const int column : {4, 5})
    QCOMPARE(table.index(0, column).data().toString(), QStringLiteral("–"));
  row.createdUs = 1'000'000;
  table.replaceAll({row});
  QCOMPARE(table.index(0, 5).data().toString(), QStringLiteral("8.0 s"));
}

QTEST_GUILESS_MAIN(TablesTest)
#include "tables_test.moc"
