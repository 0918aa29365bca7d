// SPDX-License-Identifier: Apache-2.0
#include "models/format/time_text.h"

#include "models/format/duration.h"

#include <QLocale>

namespace heddle::models {

namespace {

QString relativeText(qint64 us, qint64 nowUs) {
  const qint64 age = nowUs - us;
  constexpr qint64 kWholeSecond = 1'000'000;
  if (age > -kWholeSecond && age < kWholeSecond) return QStringLiteral("now");
  // Whole seconds: an age that shows tenths flickers with every refresh.
  const qint64 whole = age / kWholeSecond * kWholeSecond;
  QString text = durationText(whole < 0 ? -whole : whole);
  text.replace(QStringLiteral(".0 s"), QStringLiteral(" s"));
  return age < 0 ? QStringLiteral("in ") + text : text + QStringLiteral(" ago");
}

}  // namespace

QDateTime dateTime(qint64 us, const TimeFormat& format) {
  const qint64 ms = us / 1000;
  if (format.mode == TimeMode::utc) return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
  if (format.mode == TimeMode::zone && format.zone.isValid())
    return QDateTime::fromMSecsSinceEpoch(ms, format.zone);
  return QDateTime::fromMSecsSinceEpoch(ms);
}

qint64 currentUs() {
  return QDateTime::currentMSecsSinceEpoch() * 1000;
}

QString timeText(qint64 us, const TimeFormat& format) {
  if (format.mode == TimeMode::relative) return relativeText(us, format.nowUs);
  const QDateTime at = dateTime(us, format);
  const QDateTime now = dateTime(format.nowUs, format);
  if (at.date() == now.date()) return at.toString(QStringLiteral("HH:mm:ss"));
  const QLocale locale(QLocale::English);
  if (at.date().year() == now.date().year()) return locale.toString(at, QStringLiteral("MMM d HH:mm:ss"));
  return at.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

QString clockText(qint64 us, const TimeFormat& format) {
  return dateTime(us, format).toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString isoText(qint64 us, const TimeFormat& format) {
  const QDateTime at = dateTime(us, format);
  if (format.mode == TimeMode::utc) return at.toString(Qt::ISODateWithMs);
  return at.toOffsetFromUtc(at.offsetFromUtc()).toString(Qt::ISODateWithMs);
}

QString isoUtcText(qint64 us) {
  return isoText(us, {TimeMode::utc, 0});
}

QString allTimesText(qint64 us, const TimeFormat& format) {
  QString text =
      relativeText(us, format.nowUs) + u'\n' + isoText(us, {TimeMode::local, 0}) + u'\n' + isoUtcText(us);
  if (format.zone.isValid()) {
    text +=
        u'\n' + isoText(us, {TimeMode::zone, 0, format.zone}) + u' ' + QString::fromLatin1(format.zone.id());
  }
  return text;
}

QString word(TimeMode mode) {
  switch (mode) {
    case TimeMode::relative:
      return QStringLiteral("relative");
    case TimeMode::utc:
      return QStringLiteral("UTC");
    case TimeMode::zone:
      return QStringLiteral("zone");
    case TimeMode::local:
      break;
  }
  return QStringLiteral("local");
}

}  // namespace heddle::models
