// SPDX-License-Identifier: Apache-2.0
#include "backend/schedule/forecast.h"

#include "backend/schedule/cron_words.h"
#include "backend/schedule/time_text.h"

#include <QTest>

using namespace heddle::schedule;

namespace {

std::chrono::sys_seconds at(const char* text) {
  return std::chrono::floor<std::chrono::seconds>(timeFromText(text).value());
}

}  // namespace

class ForecastTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void schedulesInWords_data() {
    QTest::addColumn<QString>("words");
    const auto row = [](const char* schedule, const char* words) {
      QTest::newRow(schedule) << QString::fromLatin1(words);
    };
    row("* * * * *", "every minute");
    row("*/15 * * * *", "every 15 minutes");
    row("*/5 9-17 * * mon-fri", "every 5 minutes from 09:00 to 17:59 on Monday to Friday");
    row("0 * * * *", "every hour");
    row("30 * * * *", "at minute 30 of every hour");
    row("0 */6 * * *", "every 6 hours");
    row("15 */6 * * *", "every 6 hours at minute 15");
    row("0 9 * * *", "at 09:00 every day");
    row("0 9,17 * * *", "at 09:00 and 17:00 every day");
    row("0 9 * * 1-5", "at 09:00 on Monday to Friday");
    row("0 9 * * 0", "at 09:00 on Sunday");
    row("0 9 * * 7", "at 09:00 on Sunday");
    row("0 0 1 * *", "at 00:00 on day 1 of the month");
    row("0 0 1,15 * fri", "at 00:00 on day 1,15 of the month or on Friday");
    row("0 0 L * *", "at 00:00 on the last day of the month");
    row("0 9 * * fri#2", "at 09:00 on the second Friday of the month");
    row("0 9 * * L5", "at 09:00 on the last Friday of the month");
    row("0 0 1 1,7 *", "at 00:00 on day 1 of the month in January and July");
    row("@daily", "at 00:00 every day");
    row("@weekly", "at 00:00 on Sunday");
    row("", "");
    row("61 * * * *", "");
    row("* * * *", "");
  }
  void schedulesInWords() {
    QFETCH(QString, words);
    QCOMPARE(QString::fromStdString(wordsFor(QTest::currentDataTag())), words);
  }

  void firesComeInOrderWithCollisions() {
    const auto found = forecast({{"0 */6 * * *", "", {}}, {"0 6,18 * * *", "", {}}, {"30 3 * * *", "", {}}},
                                at("2026-01-01T00:00:00Z"), at("2026-01-02T00:00:00Z"));
    QCOMPARE(found.fires.size(), std::size_t{7});  // 00, 03:30, 06 twice, 12, 18 twice
    QCOMPARE(found.collisions, std::size_t{2});
    QVERIFY(std::is_sorted(found.fires.begin(), found.fires.end(),
                           [](const auto& a, const auto& b) { return a.at < b.at; }));
    QCOMPARE(found.fires[1].cron, std::size_t{2});
    QCOMPARE(found.fires[2].together, std::size_t{2});
    QCOMPARE(found.fires[4].together, std::size_t{1});
    QVERIFY(!found.cut && found.changes.empty());
  }

  /// The same minute somewhere else on earth.
  void collisionsGoByTheInstant() {
    const auto found = forecast({{"0 9 * * *", "Europe/Berlin", {}}, {"0 3 * * *", "America/New_York", {}}},
                                at("2026-01-01T00:00:00Z"), at("2026-01-02T00:00:00Z"));
    QCOMPARE(found.fires.size(), std::size_t{2});
    QCOMPARE(found.collisions, std::size_t{1});
  }

  void clocksThatAreSet() {
    const auto spring =
        forecast({{"30 2 * * *", "America/New_York", {}}, {"*/30 * * * *", "America/New_York", {}}},
                 at("2026-03-08T05:00:00Z"), at("2026-03-08T08:00:00Z"));
    QCOMPARE(spring.changes.size(), std::size_t{1});
    QVERIFY(spring.changes[0].at == at("2026-03-08T07:00:00Z"));
    QCOMPARE(spring.changes[0].by.count(), 3600);
    std::size_t moved = 0;
    for (const auto& fire : spring.fires) {
      if (fire.note == ClockNote::none) continue;
      QVERIFY(fire.note == ClockNote::moved && fire.cron == 0 && fire.at == at("2026-03-08T07:00:00Z"));
      ++moved;
    }
    QCOMPARE(moved, std::size_t{1});
    const auto autumn = forecast({{"30 1 * * *", "America/New_York", {}}}, at("2026-11-01T00:00:00Z"),
                                 at("2026-11-02T00:00:00Z"));
    QCOMPARE(autumn.fires.size(), std::size_t{1});
    QVERIFY(autumn.fires[0].note == ClockNote::twice);
    QCOMPARE(autumn.changes[0].by.count(), -3600);
  }

  void endsAndBounds() {
    const Scheduled ends{"0 * * * *", "", at("2026-01-01T02:00:00Z")};
    const auto from = at("2026-01-01T00:00:00Z"), to = at("2026-01-08T00:00:00Z");
    QCOMPARE(forecast({ends}, from, to).fires.size(), std::size_t{3});  // the end itself still fires
    const auto cut = forecast({{"* * * * *", "", {}}, {"0 0 * * *", "", {}}}, from, to, 100);
    QVERIFY(cut.cut);
    QCOMPARE(cut.fires.size(), std::size_t{57});  // half of the bound, and the seven of the other
    QVERIFY(forecast({{"nonsense", "", {}}, {"* * * * *", "Mars/Olympus", {}}}, from, to).fires.empty());
    QVERIFY(forecast({}, from, to).fires.empty());
  }

  void nextOnes() {
    const auto fires = nextFires({"0 9 * * mon", "Europe/Berlin", {}}, at("2026-03-23T08:00:00Z"), 2);
    QCOMPARE(fires.size(), std::size_t{2});
    QCOMPARE(zonedText(fires[0], "Europe/Berlin"), std::string("2026-03-30 09:00 +02:00"));
    QVERIFY(
        nextFires({"0 9 * * mon", "", at("2026-03-24T00:00:00Z")}, at("2026-03-23T10:00:00Z"), 2).empty());
  }
};

QTEST_APPLESS_MAIN(ForecastTest)
#include "forecast_test.moc"
