// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/stream_cursor.h"

#include <random>

#include <QtTest>

using namespace heddle::jobs;

namespace {

StreamEvent eventAt(std::int64_t fence, std::int64_t n, std::size_t size = 1) {
  return {EventId{fence, n}, "values", std::make_shared<const std::string>(size, 'x')};
}

StreamCursor cursorAfter(std::optional<EventId> after, bool resumable, std::size_t limit = 1 << 20) {
  StreamCursor::Start start;
  start.after = after;
  start.resumable = resumable;
  start.limitBytes = limit;
  return StreamCursor(start);
}

/// What the cursor yields until it has nothing more, as "1-1 1-2 gap end"; reading `log` whenever it asks.
std::string drain(StreamCursor& cursor, const std::vector<StreamEvent>& log = {}, std::size_t page = 1000) {
  std::string seen;
  for (int turns = 0; turns < 10000; ++turns) {
    if (cursor.wantsLog()) {
      std::vector<StreamEvent> some;
      bool more = false;
      for (const auto& one : log) {
        if (one.id <= cursor.position()) continue;
        if (some.size() == page) {
          more = true;
          break;
        }
        some.push_back(one);
      }
      cursor.pushLog(std::move(some), more);
      continue;
    }
    const auto item = cursor.pop();
    if (!item) {
      if (cursor.wantsLog()) continue;
      return seen;
    }
    if (!seen.empty()) seen += ' ';
    seen += item->kind == StreamItem::Kind::event ? item->event.id.text()
            : item->kind == StreamItem::Kind::gap ? "gap"
                                                  : "end";
  }
  return seen + " for ever";
}

}  // namespace

class StreamCursorTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void fromTheStart() {
    auto cursor = cursorAfter(EventId{}, false);
    cursor.pushLive(eventAt(7, 1));
    cursor.pushLive(eventAt(7, 2));
    QCOMPARE(drain(cursor), std::string("7-1 7-2"));
    cursor.pushEnd(EventId{7, 3});
    QCOMPARE(drain(cursor), std::string("end"));
    QVERIFY(cursor.ended());
    cursor.pushLive(eventAt(7, 4));
    QCOMPARE(drain(cursor), std::string());
  }

  void fromNowOnTakesAnyNumber() {
    auto cursor = cursorAfter(std::nullopt, true);
    QVERIFY(!cursor.wantsLog());
    cursor.pushLive(eventAt(7, 5));
    QCOMPARE(drain(cursor), std::string("7-5"));
  }

  void splicesLogAndLive() {
    auto cursor = cursorAfter(EventId{7, 1}, true);
    QVERIFY2(cursor.wantsLog(), "the log is read although something came live already");
    cursor.pushLive(eventAt(7, 4));
    cursor.pushLive(eventAt(7, 5));
    const std::vector<StreamEvent> log{eventAt(7, 1), eventAt(7, 2), eventAt(7, 3), eventAt(7, 4)};
    QCOMPARE(drain(cursor, log), std::string("7-2 7-3 7-4 7-5"));
  }

  void readsTheLogInPages() {
    auto cursor = cursorAfter(EventId{}, true);
    std::vector<StreamEvent> log;
    for (int n = 1; n <= 7; ++n)
      log.push_back(eventAt(2, n));
    cursor.pushLive(eventAt(2, 8));
    QCOMPARE(drain(cursor, log, 3), std::string("2-1 2-2 2-3 2-4 2-5 2-6 2-7 2-8"));
  }

  void aHoleIsFilledOrTold_data() {
    QTest::addColumn<bool>("resumable");
    QTest::addColumn<int>("logged");
    QTest::addColumn<QString>("seen");
    QTest::newRow("filled") << true << 9 << "1-1 1-2 1-3 1-4";
    QTest::newRow("partly filled") << true << 2 << "1-1 1-2 gap 1-4";
    QTest::newRow("log gone") << true << 0 << "1-1 gap 1-4";
    QTest::newRow("the owner remembers") << false << 9 << "1-1 1-2 1-3 1-4";
    QTest::newRow("the owner has forgotten") << false << 0 << "1-1 gap 1-4";
  }

  void aHoleIsFilledOrTold() {
    QFETCH(bool, resumable);
    QFETCH(int, logged);
    QFETCH(QString, seen);
    std::vector<StreamEvent> log;
    for (int n = 1; n <= std::min(logged, 3); ++n)
      log.push_back(eventAt(1, n));
    auto cursor = cursorAfter(std::nullopt, resumable);
    cursor.pushLive(eventAt(1, 1));
    cursor.pushLive(eventAt(1, 4));
    QCOMPARE(drain(cursor, log), seen.toStdString());
  }

  void aNewAttemptBeginsAtOne() {
    auto cursor = cursorAfter(EventId{}, false);
    cursor.pushLive(eventAt(5, 1));
    cursor.pushLive(eventAt(5, 2));
    cursor.pushLive(eventAt(9, 1));
    cursor.pushLive(eventAt(5, 3));  // late, of the attempt that is over
    cursor.pushLive(eventAt(9, 2));
    cursor.pushLive(eventAt(11, 2));
    QCOMPARE(drain(cursor), std::string("5-1 5-2 9-1 9-2 gap 11-2"));
  }

  void theEndWaitsForWhatIsMissing() {
    const std::vector<StreamEvent> log{eventAt(3, 1), eventAt(3, 2), eventAt(3, 3)};
    auto cursor = cursorAfter(EventId{3, 1}, true);
    cursor.pushLog({}, false);
    cursor.pushDoubt();
    cursor.pushEnd(EventId{3, 4});
    QCOMPARE(drain(cursor, log), std::string("3-2 3-3 end"));
    auto without = cursorAfter(EventId{3, 1}, false);
    without.pushEnd(EventId{3, 4});
    QCOMPARE(drain(without), std::string("gap end"));
    auto unnumbered = cursorAfter(EventId{3, 1}, false);
    unnumbered.pushEnd(EventId{});
    QCOMPARE(drain(unnumbered), std::string("end"));
  }

  void aSlowListenerReadsOnFromTheLog() {
    std::vector<StreamEvent> log;
    auto resumable = cursorAfter(EventId{}, true, 100);
    auto plain = cursorAfter(EventId{}, false, 100);
    resumable.pushLog({}, false);
    for (int n = 1; n <= 10; ++n) {
      log.push_back(eventAt(1, n, 30));
      resumable.pushLive(log.back());
      plain.pushLive(log.back());
    }
    QCOMPARE(drain(resumable, log), std::string("1-1 1-2 1-3 1-4 1-5 1-6 1-7 1-8 1-9 1-10"));
    QVERIFY(drain(plain).starts_with("gap 1-"));
  }

  /// Without a log a hole is asked for once; what comes again takes its place, what does not is a gap.
  void aHoleIsFilledByWhatIsSentAgain() {
    auto cursor = cursorAfter(EventId{4, 1}, false);
    cursor.pushLive(eventAt(4, 5));
    QVERIFY(!cursor.pop() && cursor.wantsLog());
    for (const int n : {2, 3, 4, 5})
      cursor.pushLive(eventAt(4, n));
    cursor.pushLog({}, false);
    cursor.pushLive(eventAt(4, 6));
    QCOMPARE(drain(cursor), std::string("4-2 4-3 4-4 4-5 4-6"));
    cursor.pushLive(eventAt(4, 9));
    QVERIFY(!cursor.pop() && cursor.wantsLog());
    cursor.pushLive(eventAt(4, 8));  // 7 is not remembered any more
    cursor.pushLog({}, false);
    QCOMPARE(drain(cursor), std::string("gap 4-8 4-9"));
  }

  void aBaselineShowsTheFirstHole() {
    auto cursor = cursorAfter(std::nullopt, false);
    cursor.setBaseline(EventId{4, 7});
    cursor.pushLive(eventAt(4, 7));
    cursor.pushLive(eventAt(4, 9));
    QCOMPARE(drain(cursor), std::string("gap 4-9"));
    auto late = cursorAfter(std::nullopt, false);
    late.pushLive(eventAt(4, 6));  // it was there first: nothing before it is wanted, nothing of it is lost
    late.setBaseline(EventId{4, 7});
    late.pushLive(eventAt(4, 7));
    QCOMPARE(drain(late), std::string("4-6 4-7"));
  }

  /// However pieces come twice, late or not at all: each event at most once, in order, holes told.
  void anyDelivery() {
    const auto seed = std::random_device{}();
    qInfo("seed %u", seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 500; ++round) {
      const bool resumable = random() % 2 == 0;
      std::vector<StreamEvent> all;
      for (const std::int64_t fence : {4, 6})
        for (int n = 1; n <= 20; ++n)
          all.push_back(eventAt(fence, n));
      const std::size_t start = random() % 10;
      auto cursor = cursorAfter(start == 0 ? EventId{} : all[start - 1].id, resumable);
      std::string seen;
      for (const auto& one : all) {
        for (auto times = random() % 3; times > 0; --times)
          cursor.pushLive(one);
        if (random() % 4 == 0) seen += drain(cursor, resumable ? all : std::vector<StreamEvent>{}) + " ";
      }
      cursor.pushEnd(EventId{6, 21});
      seen += drain(cursor, resumable ? all : std::vector<StreamEvent>{});
      auto at = start == 0 ? EventId{} : all[start - 1].id;
      bool gap = false;
      for (const auto& word : QString::fromStdString(seen).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        if (word == QLatin1String("gap")) {
          gap = true;
          continue;
        }
        if (word == QLatin1String("end")) continue;
        const auto id = EventId::parse(word.toStdString());
        QVERIFY(*id > at);
        const bool follows =
            (id->fence == at.fence && id->n == at.n + 1) ||
            (id->fence > at.fence && id->n == 1 && (at.fence == 0 || at.n == 20 || !resumable));
        QVERIFY2(follows || gap, qPrintable(QString::fromStdString(seen)));
        at = *id;
        gap = false;
      }
      QVERIFY(seen.ends_with("end"));
      if (resumable) QVERIFY2(seen.find("gap") == std::string::npos, seen.c_str());
    }
  }
};

QTEST_APPLESS_MAIN(StreamCursorTest)
#include "stream_cursor_test.moc"
