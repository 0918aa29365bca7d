// SPDX-License-Identifier: Apache-2.0
#include "backend/schedule/next_fire.h"
#include "backend/schedule/time_text.h"

#include <QTest>

using namespace heddle::schedule;

namespace {

std::chrono::sys_seconds at(const QString& text) {
  return std::chrono::floor<std::chrono::seconds>(timeFromText(text.toStdString()).value());
}

}  // namespace

class ScheduleTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void nextOnTheWallClock_data() {
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QString>("next");
    const auto row = [](const char* name, const char* schedule, const char* zone, const char* after,
                        const char* next) {
      QTest::newRow(name) << QString::fromLatin1(schedule) << QString::fromLatin1(zone)
                          << QString::fromLatin1(after) << QString::fromLatin1(next);
    };
    row("strictly after", "0 9 * * *", "", "2026-01-01T09:00:00Z", "2026-01-02T09:00:00Z");
    row("seconds count", "* * * * *", "", "2026-01-01T09:00:59Z", "2026-01-01T09:01:00Z");
    row("in its zone", "0 9 * * *", "America/New_York", "2026-01-01T09:00:00Z", "2026-01-01T14:00:00Z");
    row("half hours", "0 9 * * *", "Asia/Kolkata", "2026-01-01T00:00:00Z", "2026-01-01T03:30:00Z");
    row("gap: at its end", "30 2 * * *", "America/New_York", "2026-03-08T05:00:00Z", "2026-03-08T07:00:00Z");
    row("gap: once", "10,30 2 * * *", "America/New_York", "2026-03-08T07:00:00Z", "2026-03-09T06:10:00Z");
    row("gap: every hour", "30 * * * *", "America/New_York", "2026-03-08T06:30:00Z", "2026-03-08T07:30:00Z");
    row("twice: the first", "30 1 * * *", "America/New_York", "2026-11-01T04:00:00Z", "2026-11-01T05:30:00Z");
    row("twice: only once", "30 1 * * *", "America/New_York", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z");
    row("twice: from between", "30 1 * * *", "America/New_York", "2026-11-01T05:45:00Z",
        "2026-11-02T06:30:00Z");
    row("twice: every hour", "30 * * * *", "America/New_York", "2026-11-01T05:30:00Z",
        "2026-11-01T06:30:00Z");
    row("gap of half an hour", "15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00:00Z",
        "2026-10-03T15:30:00Z");
    row("gap over midnight", "0 0 * * *", "America/Santiago", "2026-09-05T12:00:00Z", "2026-09-06T04:00:00Z");
    row("gap over midnight, hourly", "0 * 6 9 *", "America/Santiago", "2026-09-05T12:00:00Z",
        "2026-09-06T04:00:00Z");
    row("a whole day left out", "0 12 30 12 *", "Pacific/Apia", "2011-12-29T00:00:00Z",
        "2011-12-30T10:00:00Z");
    row("leap day", "0 0 29 2 *", "", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z");
    row("century without one", "0 0 29 2 *", "", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z");
  }
  void nextOnTheWallClock() {
    QFETCH(QString, schedule);
    QFETCH(QString, zone);
    QFETCH(QString, after);
    QFETCH(QString, next);
    const auto parsed = CronSchedule::parse(schedule.toStdString());
    QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().message.c_str());
    const auto fire = nextFire(*parsed, zone.toStdString(), at(after));
    QVERIFY(fire.has_value());
    QCOMPARE(fire->time_since_epoch().count(), at(next).time_since_epoch().count());
  }

  void neverComes() {
    for (const char* text : {"0 0 30 2 *", "0 0 31 4,6,9,11 *", "* * 31 2 *"})
      QVERIFY2(!nextFire(CronSchedule::parse(text).value(), "", at(QStringLiteral("2026-01-01T00:00:00Z"))),
               text);
  }

  void mistakesAreNamed_data() {
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* schedule, const char* says) {
      QTest::newRow(schedule) << QString::fromLatin1(schedule) << QString::fromLatin1(says);
    };
    row("", "5 fields");
    row("* * * *", "has 4");
    row("0 0 1 1 * 30", "has 6");
    row("60 * * * *", "minute from 0 to 59");
    row("* 24 * * *", "hour from 0 to 23");
    row("* * 0 * *", "day of month from 1 to 31");
    row("* * * 13 *", "month from 1 to 12");
    row("* * * * 8", "day of week");
    row("*/0 * * * *", "'*/0'");
    row("1,,2 * * * *", "''");
    row("1-2-3 * * * *", "'1-2-3'");
    row("*-5 * * * *", "'*-5'");
    row("? * * * *", "'?'");
    row("* L * * *", "'L'");
    row("* * L-2 * *", "'L-2'");
    row("* * * * fri#6", "'fri#6'");
    row("* * * * 5L", "'5L'");
    row("-1 * * * *", "'-1'");
    row("99999999999999999999 * * * *", "minute");
    row("@reboot", "5 fields");
  }
  void mistakesAreNamed() {
    QFETCH(QString, schedule);
    QFETCH(QString, says);
    const auto parsed = CronSchedule::parse(schedule.toStdString());
    QVERIFY(!parsed);
    const auto message = QString::fromStdString(parsed.error().message);
    QVERIFY2(message.contains(says), qPrintable(message));
  }

  void zones() {
    QVERIFY(checkZone(""));
    QVERIFY(checkZone("Europe/Berlin"));
    for (const char* name : {"Mars/Olympus", "../../etc/passwd", "/etc/passwd", " ", "europe/berlin"}) {
      const auto checked = checkZone(name);
      QVERIFY2(!checked && checked.error().message.find(name) != std::string::npos, name);
    }
  }

  void timesOfTexts() {
    QCOMPARE(at(QStringLiteral("2026-11-01T06:00:00+01:00")).time_since_epoch().count(), 1793509200);
    QCOMPARE(at(QStringLiteral("2026-11-01T05:00:00")).time_since_epoch().count(), 1793509200);
    QCOMPARE(timeFromText("2026-11-01T05:00:00.25Z")->time_since_epoch().count() % 1000000, 250000);
    for (const char* text : {"", "tomorrow", "2026-13-01T00:00:00Z", "2026-11-01T05:00:00Zx", "2026-11-01"})
      QVERIFY2(!timeFromText(text), text);
  }
};

QTEST_APPLESS_MAIN(ScheduleTest)
#include "schedule_test.moc"
