// SPDX-License-Identifier: Apache-2.0
#include "models/format/time_text.h"

#include "models/format/duration.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

namespace heddle::models {

namespace {

QDateTime moment(qint64 us, TimeMode mode) {
  const qint64 ms = us / 1000;
  return mode == TimeMode::utc ? QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC)
                               : QDateTime::fromMSecsSinceEpoch(ms);
}

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

qint64 currentUs() {
  return QDateTime::currentMSecsSinceEpoch() * 1000;
}

QString timeText(qint64 us, const TimeFormat& format) {
  if (format.mode == TimeMode::relative) return relativeText(us, format.nowUs);
  const QDateTime at = moment(us, format.mode);
  const QDateTime now = moment(format.nowUs, format.mode);
  if (at.date() == now.date()) return at.toString(QStringLiteral("HH:mm:ss"));
  const QLocale locale(QLocale::English);
  if (at.date().year() == now.date().year()) return locale.toString(at, QStringLiteral("MMM d HH:mm:ss"));
  return at.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

QString clockText(qint64 us, const TimeFormat& format) {
  return moment(us, format.mode).toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString isoText(qint64 us, TimeMode mode) {
  const QDateTime at = moment(us, mode);
  if (mode == TimeMode::utc) return at.toString(Qt::ISODateWithMs);
  return at.toOffsetFromUtc(at.offsetFromUtc()).toString(Qt::ISODateWithMs);
}

QString allTimesText(qint64 us, qint64 nowUs) {
  return relativeText(us, nowUs) + u'\n' + isoText(us, TimeMode::local) + u'\n' + isoText(us, TimeMode::utc);
}

QString word(TimeMode mode) {
  switch (mode) {
    case TimeMode::relative:
      return QStringLiteral("relative");
    case TimeMode::utc:
      return QStringLiteral("UTC");
    case TimeMode::local:
      break;
  }
  return QStringLiteral("local");
}

}  // namespace heddle::models
