// SPDX-License-Identifier: Apache-2.0
#include "models/format/duration.h"

namespace heddle::models {

namespace {

constexpr qint64 kMilli = 1000;
constexpr qint64 kSecond = 1000 * kMilli;
constexpr qint64 kMinute = 60 * kSecond;
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kDay = 24 * kHour;

QString part(qint64 count, const char16_t* unit) {
  return QString::number(count) + u' ' + QStringView(unit);
}

/// `first` always, the smaller ones only when they say something.
QString joined(std::initializer_list<std::pair<qint64, const char16_t*>> parts) {
  QString text;
  for (const auto& [count, unit] : parts) {
    if (!text.isEmpty() && count == 0) continue;
    if (!text.isEmpty()) text += u' ';
    text += part(count, unit);
  }
  return text;
}

}  // namespace

QString durationText(qint64 us) {
  if (us < 0) return u'-' + durationText(-us);
  if (us < kMilli) return us == 0 ? QStringLiteral("0 ms") : QStringLiteral("< 1 ms");
  if (us < kSecond) return part(us / kMilli, u"ms");
  if (us < kMinute) return QString::number(static_cast<double>(us / (kSecond / 10)) / 10.0, 'f', 1) + u" s";
  if (us < kHour) return joined({{us / kMinute, u"min"}, {us % kMinute / kSecond, u"s"}});
  if (us < kDay) return joined({{us / kHour, u"h"}, {us % kHour / kMinute, u"min"}});
  return joined({{us / kDay, u"d"}, {us % kDay / kHour, u"h"}, {us % kHour / kMinute, u"min"}});
}

}  // namespace heddle::models
