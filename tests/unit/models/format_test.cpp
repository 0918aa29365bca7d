// SPDX-License-Identifier: Apache-2.0
#include "models/format/duration.h"
#include "models/format/ids.h"
#include "models/format/numbers.h"
#include "models/format/time_text.h"

#include <QTest>

using namespace heddle::models;

class FormatTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void durations_data();
  void durations();
  void bytes_data();
  void bytes();
  void estimates_data();
  void countsHaveTheirNoun();
  void estimates();
  void timesFollowTheMode();
  void aChosenZoneHasItsOwnDaylight();
  void copiedTimesCarryTheOffset();
  void idsAreElidedInTheMiddle();
  void pastedIds();
};

void FormatTest::durations_data() {
  QTest::addColumn<qint64>("us");
  QTest::addColumn<QString>("text");
  QTest::newRow("zero") << qint64(0) << QStringLiteral("0 ms");
  QTest::newRow("micro") << qint64(400) << QStringLiteral("< 1 ms");
  QTest::newRow("milli") << qint64(38'400) << QStringLiteral("38 ms");
  QTest::newRow("just below a second") << qint64(999'999) << QStringLiteral("999 ms");
  QTest::newRow("second") << qint64(6'120'000) << QStringLiteral("6.1 s");
  QTest::newRow("never 60.0 s") << qint64(59'999'999) << QStringLiteral("59.9 s");
  QTest::newRow("minutes") << qint64(252'000'000) << QStringLiteral("4 min 12 s");
  QTest::newRow("whole minute") << qint64(60'000'000) << QStringLiteral("1 min");
  QTest::newRow("hours") << qint64(7'860'000'000) << QStringLiteral("2 h 11 min");
  QTest::newRow("days") << qint64(3) * 86'400'000'000 + qint64(4) * 3'600'000'000 + 420'000'000
                        << QStringLiteral("3 d 4 h 7 min");
  QTest::newRow("negative") << qint64(-2'000'000) << QStringLiteral("-2.0 s");
}

void FormatTest::durations() {
  QFETCH(qint64, us);
  QTEST(durationText(us), "text");
}

void FormatTest::bytes_data() {
  QTest::addColumn<qint64>("bytes");
  QTest::addColumn<QString>("text");
  QTest::newRow("bytes") << qint64(64) << QStringLiteral("64 B");
  QTest::newRow("kibi") << qint64(1229) << QStringLiteral("1.2 KiB");
  QTest::newRow("mebi") << qint64(148) * 1024 * 1024 << QStringLiteral("148.0 MiB");
  QTest::newRow("tebi stays tebi") << (qint64(5000) << 40) << QStringLiteral("5000.0 TiB");
}

void FormatTest::bytes() {
  QFETCH(qint64, bytes);
  QTEST(bytesText(bytes), "text");
}

void FormatTest::estimates_data() {
  QTest::addColumn<qint64>("count");
  QTest::addColumn<QString>("text");
  QTest::newRow("exact when small") << qint64(42) << QStringLiteral("42");
  QTest::newRow("thousands") << qint64(43'400) << QStringLiteral("~43 k");
  QTest::newRow("two digits only") << qint64(214'000) << QStringLiteral("~210 k");
  QTest::newRow("millions") << qint64(1'204'118) << QStringLiteral("~1.2 M");
  QTest::newRow("just below ten") << qint64(9'990) << QStringLiteral("~10 k");
}

void FormatTest::estimates() {
  QFETCH(qint64, count);
  QTEST(estimateText(count), "text");
}

void FormatTest::countsHaveTheirNoun() {
  QCOMPARE(countText(1, QStringLiteral("fire")), QStringLiteral("1 fire"));
  QCOMPARE(countText(0, QStringLiteral("fire")), QStringLiteral("0 fires"));
  QCOMPARE(countText(1204, QStringLiteral("fire")), QStringLiteral("1,204 fires"));
}

void FormatTest::timesFollowTheMode() {
  const qint64 at = 1'767'009'540'203'000;  // 2025-12-29T11:59:00.203Z
  QCOMPARE(timeText(at, {TimeMode::utc, at + 60'000'000}), QStringLiteral("11:59:00"));
  QCOMPARE(timeText(at, {TimeMode::utc, at + qint64(86'400) * 1'000'000}), QStringLiteral("Dec 29 11:59:00"));
  QCOMPARE(timeText(at, {TimeMode::utc, at + qint64(40) * 86'400 * 1'000'000}),
           QStringLiteral("2025-12-29 11:59:00"));
  QCOMPARE(timeText(at, {TimeMode::relative, at + 252'000'000}), QStringLiteral("4 min 12 s ago"));
  QCOMPARE(timeText(at, {TimeMode::relative, at + 3'400'000}), QStringLiteral("3 s ago"));
  QCOMPARE(timeText(at, {TimeMode::relative, at - 3'000'000}), QStringLiteral("in 3 s"));
  QCOMPARE(clockText(at, {TimeMode::utc, at}), QStringLiteral("11:59:00.203"));
}

void FormatTest::aChosenZoneHasItsOwnDaylight() {
  const QTimeZone berlin("Europe/Berlin");
  const qint64 winter = 1'767'009'540'203'000;  // 2025-12-29T11:59:00.203Z
  const qint64 summer = 1'782'734'340'203'000;  // 2026-06-29T11:59:00.203Z
  QCOMPARE(clockText(winter, {TimeMode::zone, winter, berlin}), QStringLiteral("12:59:00.203"));
  QCOMPARE(clockText(summer, {TimeMode::zone, summer, berlin}), QStringLiteral("13:59:00.203"));
  QCOMPARE(isoText(winter, {TimeMode::zone, 0, berlin}), QStringLiteral("2025-12-29T12:59:00.203+01:00"));
  QCOMPARE(isoText(summer, {TimeMode::zone, 0, berlin}), QStringLiteral("2026-06-29T13:59:00.203+02:00"));
  // The day is the zone's: an hour before midnight in UTC is tomorrow there.
  const qint64 late = 1'767'052'740'000'000;  // 2025-12-29T23:59:00Z
  QCOMPARE(timeText(late, {TimeMode::zone, late + 60'000'000, berlin}), QStringLiteral("00:59:00"));
  QCOMPARE(timeText(late, {TimeMode::zone, winter, berlin}), QStringLiteral("Dec 30 00:59:00"));
  QVERIFY(allTimesText(winter, {TimeMode::utc, winter, berlin})
              .endsWith(QStringLiteral("2025-12-29T12:59:00.203+01:00 Europe/Berlin")));
  QVERIFY(!allTimesText(winter, {TimeMode::utc, winter}).contains(u'/'));
}

void FormatTest::copiedTimesCarryTheOffset() {
  const qint64 at = 1'767'009'540'203'000;
  QCOMPARE(isoUtcText(at), QStringLiteral("2025-12-29T11:59:00.203Z"));
  qputenv("TZ", "Asia/Kolkata");
  QCOMPARE(isoText(at, {TimeMode::local, 0}), QStringLiteral("2025-12-29T17:29:00.203+05:30"));
  qunsetenv("TZ");
}

void FormatTest::idsAreElidedInTheMiddle() {
  QCOMPARE(shortId(QStringLiteral("0198c41e-1111-7000-8000-0000007f20b3")),
           QStringLiteral("0198c41e…7f20b3"));
  QCOMPARE(shortId(QStringLiteral("support")), QStringLiteral("support"));
}

void FormatTest::pastedIds() {
  QCOMPARE(pastedId(QStringLiteral(" 0198C41E-1111-7000-8000-0000007F20B3\n")).value_or(QString()),
           QStringLiteral("0198c41e-1111-7000-8000-0000007f20b3"));
  QVERIFY(!pastedId(QStringLiteral("0198c41e")).has_value());
}

QTEST_APPLESS_MAIN(FormatTest)
#include "format_test.moc"
