// SPDX-License-Identifier: Apache-2.0
#include "models/tables/tail_table.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace heddle::models;

namespace {

TailRow event(int n, const QString& mode = QStringLiteral("values")) {
  TailRow row;
  row.timeUs = n;
  row.runId = QStringLiteral("run");
  row.eventId = QStringLiteral("1-%1").arg(n);
  row.mode = mode;
  row.json = "{\"n\": " + QByteArray::number(n) + "}";
  return row;
}

std::vector<TailRow> events(int from, int to) {
  std::vector<TailRow> rows;
  for (int n = from; n < to; ++n)
    rows.push_back(event(n, n % 2 ? QStringLiteral("messages") : QStringLiteral("values")));
  return rows;
}

constexpr auto kReport = QAbstractItemModelTester::FailureReportingMode::QtTest;

}  // namespace

class TailTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void oneInsertPerBatch();
  void oldestLeaveAtTheTop();
  void aBatchLargerThanTheRingKeepsItsEnd();
  void pausedHoldsBackAndCounts();
  void bytesAreBoundedToo();
  void filterHidesWithoutForgetting();
  void filterHoldsWhileTheRingTurns();
  void aLargeRingIsFilteredInSlices();
  void clearStartsOver();
  void countersAddUp();
  void summaryIsOneShortLine();
  void hundredThousandRowsStayQuick();
};

void TailTest::oneInsertPerBatch() {
  TailTable tail(100);
  QAbstractItemModelTester tester(&tail, kReport);
  QSignalSpy inserted(&tail, &QAbstractItemModel::rowsInserted);
  tail.append(events(0, 40));
  tail.append(events(40, 50));
  QCOMPARE(inserted.count(), 2);
  QCOMPARE(tail.rowCount(), 50);
  QCOMPARE(tail.at(49).eventId, QStringLiteral("1-49"));
}

void TailTest::oldestLeaveAtTheTop() {
  TailTable tail(10);
  QAbstractItemModelTester tester(&tail, kReport);
  tail.append(events(0, 8));
  tail.append(events(8, 15));
  QCOMPARE(tail.rowCount(), 10);
  QCOMPARE(tail.at(0).eventId, QStringLiteral("1-5"));
  QCOMPARE(tail.at(9).eventId, QStringLiteral("1-14"));
}

void TailTest::aBatchLargerThanTheRingKeepsItsEnd() {
  TailTable tail(10);
  QAbstractItemModelTester tester(&tail, kReport);
  tail.append(events(0, 3));
  tail.append(events(3, 30));
  QCOMPARE(tail.rowCount(), 10);
  QCOMPARE(tail.at(0).eventId, QStringLiteral("1-20"));
  QCOMPARE(tail.dropped(), quint64(17));
}

void TailTest::pausedHoldsBackAndCounts() {
  TailTable tail(10);
  QAbstractItemModelTester tester(&tail, kReport);
  tail.append(events(0, 4));
  tail.setPaused(true);
  tail.append(events(4, 20));
  QCOMPARE(tail.rowCount(), 4);
  QCOMPARE(tail.held(), quint64(10));
  QCOMPARE(tail.dropped(), quint64(6));
  tail.setPaused(false);
  QCOMPARE(tail.held(), quint64(0));
  QCOMPARE(tail.at(tail.rowCount() - 1).eventId, QStringLiteral("1-19"));
}

void TailTest::bytesAreBoundedToo() {
  const auto size = ::event(1).json.size();
  TailTable tail(100, nullptr, size * 3);
  QAbstractItemModelTester tester(&tail, kReport);
  for (int n = 1; n < 6; ++n)
    tail.append(events(n, n + 1));
  QCOMPARE(tail.rowCount(), 3);
  QCOMPARE(tail.at(0).eventId, QStringLiteral("1-3"));
  tail.append(events(1, 9));
  QCOMPARE(tail.rowCount(), 3);
  QCOMPARE(tail.dropped(), quint64(5));
  tail.clear();
  tail.setPaused(true);
  tail.append(events(1, 8));
  QCOMPARE(tail.held(), quint64(3));
  QCOMPARE(tail.dropped(), quint64(4));
  tail.setPaused(false);
  QCOMPARE(tail.rowCount(), 3);
}

void TailTest::filterHidesWithoutForgetting() {
  TailTable tail(100);
  QAbstractItemModelTester tester(&tail, kReport);
  tail.append(events(0, 10));
  tail.setFilter({}, {QStringLiteral("messages")});
  QCOMPARE(tail.rowCount(), 5);
  QCOMPARE(tail.filteredOut(), quint64(5));
  tail.setFilter(QStringLiteral("\"N\": 7"), {QStringLiteral("messages")});
  QCOMPARE(tail.rowCount(), 1);
  tail.setFilter({}, {});
  QCOMPARE(tail.rowCount(), 10);
}

void TailTest::filterHoldsWhileTheRingTurns() {
  TailTable tail(10);
  QAbstractItemModelTester tester(&tail, kReport);
  tail.setFilter({}, {QStringLiteral("messages")});
  for (int n = 0; n < 200; n += 7)
    tail.append(events(n, n + 7));
  QCOMPARE(tail.rowCount(), 5);
  for (int row = 0; row < tail.rowCount(); ++row)
    QCOMPARE(tail.at(row).mode, QStringLiteral("messages"));
  QCOMPARE(tail.at(4).eventId, QStringLiteral("1-201"));
}

void TailTest::aLargeRingIsFilteredInSlices() {
  // 1.3 GB to look through; the text itself is shared by all rows.
  const QByteArray large = '"' + QByteArray(65'536, 'x') + "\"";
  TailTable tail(TailTable::kCapacity, nullptr, qint64{1} << 40);
  std::vector<TailRow> rows = events(0, 20'000);
  for (TailRow& row : rows)
    row.json = large;
  rows.front().json = rows.back().json = large + "needle";
  tail.append(std::move(rows));
  QAbstractItemModelTester tester(&tail, kReport);
  const auto addsUp = [&tail] {
    const auto looked = static_cast<quint64>(tail.rowCount()) + tail.filteredOut();
    return tail.isFiltering() ? looked < 20'000 : looked == 20'000;
  };
  tail.setFilter(QStringLiteral("Needle"), {});
  QVERIFY(tail.isFiltering());
  QVERIFY(addsUp());
  QCOMPARE(tail.rowCount(), 1);
  int slices = 0;
  const auto watching = connect(&tail, &TailTable::countsChanged, this, [&] {
    ++slices;
    QVERIFY(addsUp());
  });
  QTRY_VERIFY_WITH_TIMEOUT(!tail.isFiltering(), 60'000);
  QVERIFY2(slices > 1, qPrintable(QString::number(slices)));  // how many more is a matter of speed
  disconnect(watching);
  QCOMPARE(tail.rowCount(), 2);
  tail.append(events(1, 2));
  QCOMPARE(tail.rowCount(), 2);
  // The ring turns while a filter is under way.
  tail.setFilter(QStringLiteral("xneedles"), {});
  QVERIFY(tail.isFiltering());
  tail.clear();
  QVERIFY(!tail.isFiltering());
  QCOMPARE(tail.filteredOut(), quint64(0));
}

void TailTest::clearStartsOver() {
  TailTable tail(10);
  QAbstractItemModelTester tester(&tail, kReport);
  tail.append(events(0, 10));
  tail.clear();
  QCOMPARE(tail.rowCount(), 0);
  QCOMPARE(tail.received(), quint64(0));
  tail.append(events(0, 3));
  QCOMPARE(tail.rowCount(), 3);
}

void TailTest::countersAddUp() {
  TailTable tail(1000);
  tail.setFilter({}, {QStringLiteral("values")});
  tail.append(events(0, 100));
  tail.addDropped(7);
  tail.setPaused(true);
  tail.append(events(100, 130));
  QCOMPARE(tail.received(),
           static_cast<quint64>(tail.rowCount()) + tail.filteredOut() + tail.dropped() + tail.held());
}

void TailTest::summaryIsOneShortLine() {
  QCOMPARE(summaryText("{\n  \"a\": 1\n}"), QStringLiteral("{ \"a\": 1 }"));
  const QString cut = summaryText(QByteArray(5000, 'x'), 40);
  QCOMPARE(cut.size(), 40);
  QVERIFY(cut.endsWith(QChar(0x2026)));
  QCOMPARE(summaryText("{\"api_key\": \"hunter2\", \"text\": \"long\"}"),
           QStringLiteral("{\"api_key\":\"***\",\"text\":\"long\"}"));
  QCOMPARE(summaryText("{\"a\":1,\"password\":\"hunter2 and a tail that is cut\"}", 6),
           QStringLiteral("{\"a\":…"));
}

void TailTest::hundredThousandRowsStayQuick() {
  TailTable tail;
  tail.append(events(0, TailTable::kCapacity));
  QElapsedTimer control;
  control.start();
  const auto plain = events(0, 20'000);
  const qint64 floor = qMax<qint64>(1, control.nsecsElapsed());
  QElapsedTimer timer;
  timer.start();
  for (int n = 0; n < 20'000; n += 500)
    tail.append(std::vector<TailRow>(plain.begin() + n, plain.begin() + n + 500));
  // Turning a full ring costs about what making the rows costs: no per-row work over what is already there.
  QVERIFY2(timer.nsecsElapsed() < 10 * floor,
           qPrintable(QStringLiteral("%1 ns against %2 ns").arg(timer.nsecsElapsed()).arg(floor)));
  QCOMPARE(tail.rowCount(), TailTable::kCapacity);
}

QTEST_GUILESS_MAIN(TailTest)
#include "tail_test.moc"
