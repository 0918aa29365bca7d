// SPDX-License-Identifier: Apache-2.0
#include "backend/process/line_splitter.h"

#include <random>
#include <vector>

#include <QtTest/QtTest>

using heddle::process::LineBudget;
using heddle::process::LineSplitter;

namespace {

std::vector<std::string> linesOf(const std::string& bytes, const std::vector<std::size_t>& cuts) {
  LineSplitter splitter;
  std::vector<std::string> lines;
  const auto keep = [&lines](std::string_view line) { lines.emplace_back(line); };
  std::size_t from = 0;
  for (std::size_t cut : cuts) {
    splitter.feed(std::string_view(bytes).substr(from, cut - from), keep);
    from = cut;
  }
  splitter.feed(std::string_view(bytes).substr(from), keep);
  splitter.finish(keep);
  return lines;
}

}  // namespace

class LineSplitterTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void anyCutGivesTheSameLines_data();
  void anyCutGivesTheSameLines();
  void budgetDropsAndCounts();
};

void LineSplitterTest::anyCutGivesTheSameLines_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<int>("count");
  const QByteArray full(LineSplitter::kCap, 'x');
  QTest::newRow("empty") << QByteArray() << 0;
  QTest::newRow("one without newline") << QByteArray("a") << 1;
  QTest::newRow("empty lines") << QByteArray("\n\n") << 2;
  QTest::newRow("carriage returns") << QByteArray("a\r\nb\r\n") << 2;
  QTest::newRow("three") << QByteArray("a\nbb\nccc") << 3;
  QTest::newRow("exactly the cap") << full + "\nb\n" << 2;
  QTest::newRow("one above the cap") << full + "x\nb\n" << 3;
  QTest::newRow("cap at the end") << full << 1;
}

void LineSplitterTest::anyCutGivesTheSameLines() {
  QFETCH(QByteArray, bytes);
  QFETCH(int, count);
  const std::string text = bytes.toStdString();
  const std::vector<std::string> whole = linesOf(text, {});
  QCOMPARE(whole.size(), static_cast<std::size_t>(count));
  for (const std::string& line : whole)
    QVERIFY(line.size() <= LineSplitter::kCap && line.find('\r') == std::string::npos);

  std::vector<std::size_t> everyByte;
  for (std::size_t at = 1; at < text.size(); ++at)
    everyByte.push_back(at);
  QCOMPARE(linesOf(text, everyByte), whole);

  const unsigned seed = std::random_device{}();
  qInfo("seed %u", seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::size_t> cuts;
    for (std::size_t at = random() % 3000; at < text.size(); at += 1 + random() % 30000)
      cuts.push_back(at);
    QCOMPARE(linesOf(text, cuts), whole);
  }
}

void LineSplitterTest::budgetDropsAndCounts() {
  LineBudget budget(2);
  const auto start = std::chrono::steady_clock::now();
  QVERIFY(budget.take(start));
  QVERIFY(budget.take(start));
  QVERIFY(!budget.take(start));
  QCOMPARE(budget.takeDropped(start), std::int64_t{0});
  const auto later = start + std::chrono::seconds(1);
  QCOMPARE(budget.takeDropped(later), std::int64_t{1});
  QCOMPARE(budget.takeDropped(later), std::int64_t{0});
  QVERIFY(budget.take(later));
}

QTEST_APPLESS_MAIN(LineSplitterTest)
#include "line_splitter_test.moc"
