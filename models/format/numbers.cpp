// SPDX-License-Identifier: Apache-2.0
#include "models/format/numbers.h"

#include <array>
#include <cmath>

#include <QLocale>

namespace heddle::models {

QString bytesText(qint64 bytes) {
  static constexpr std::array<const char16_t*, 5> kUnits{u"B", u"KiB", u"MiB", u"GiB", u"TiB"};
  if (bytes < 1024) return QString::number(bytes) + u" B";
  double size = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (size >= 1024.0 && unit + 1 < kUnits.size()) {
    size /= 1024.0;
    ++unit;
  }
  return QString::number(size, 'f', 1) + u' ' + QStringView(kUnits[unit]);
}

QString countText(qint64 count) {
  return QLocale(QLocale::English).toString(count);
}

QString countText(qint64 count, const QString& noun) {
  return countText(count) + QLatin1Char(' ') + noun + (count == 1 ? QString() : QStringLiteral("s"));
}

QString estimateText(qint64 count) {
  if (count < 1000) return QString::number(count);
  static constexpr std::array<const char16_t*, 4> kUnits{u"", u" k", u" M", u" G"};
  double size = static_cast<double>(count);
  std::size_t unit = 0;
  while (size >= 1000.0 && unit + 1 < kUnits.size()) {
    size /= 1000.0;
    ++unit;
  }
  // Two digits are all an estimate knows: 1.2 M, 43 k, 430 k.
  const QString digits =
      size < 9.95
          ? QString::number(size, 'f', 1)
          : QString::number(std::round(size < 99.5 ? size : size / 10.0) * (size < 99.5 ? 1 : 10), 'f', 0);
  return u'~' + digits + QStringView(kUnits[unit]);
}

}  // namespace heddle::models
