// SPDX-License-Identifier: Apache-2.0
#include "backend/query/filter/values.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <utility>

namespace heddle::query {
namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes digits and signs from the front of a text.
struct Scan {
  std::string_view rest;

  std::optional<int> number(std::size_t digits) {
    if (rest.size() < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (!isDigit(rest[i])) return std::nullopt;
      value = value * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(digits);
    return value;
  }
  bool take(char sign) {
    if (rest.empty() || rest.front() != sign) return false;
    rest.remove_prefix(1);
    return true;
  }
};

constexpr Micros kSecond = 1'000'000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;

Micros startOf(std::chrono::year_month_day date) {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::sys_days(date).time_since_epoch())
      .count();
}

/// `Z`, `+02:00` or nothing: what to subtract.
std::optional<Micros> offsetOf(Scan scan) {
  if (scan.rest.empty()) return 0;
  if (scan.take('Z') || scan.take('z')) return scan.rest.empty() ? std::optional<Micros>(0) : std::nullopt;
  const bool west = scan.rest.front() == '-';
  if (!scan.take('+') && !scan.take('-')) return std::nullopt;
  const auto hours = scan.number(2);
  scan.take(':');
  const auto minutes = scan.rest.empty() ? std::optional<int>(0) : scan.number(2);
  if (!hours || !minutes || !scan.rest.empty() || *hours > 15 || *minutes > 59) return std::nullopt;
  const Micros offset = *hours * kHour + *minutes * kMinute;
  return west ? -offset : offset;
}

std::optional<TimeSpan> shifted(Micros from, Micros length, const Scan& rest) {
  const auto offset = offsetOf(rest);
  if (!offset) return std::nullopt;
  return TimeSpan{from - *offset, from - *offset + length};
}

std::optional<TimeSpan> parseClock(Micros day, Scan scan) {
  const auto hour = scan.number(2);
  if (!hour || *hour > 24) return std::nullopt;
  Micros from = day + *hour * kHour;
  if (!scan.take(':')) return shifted(from, kHour, scan);
  const auto minute = scan.number(2);
  if (!minute || *minute > 59) return std::nullopt;
  from += *minute * kMinute;
  if (!scan.take(':')) return shifted(from, kMinute, scan);
  const auto second = scan.number(2);
  if (!second || *second > 60) return std::nullopt;
  from += *second * kSecond;
  if (!scan.take('.')) return shifted(from, kSecond, scan);
  Micros unit = kSecond;
  while (!scan.rest.empty() && isDigit(scan.rest.front())) {
    if (unit == 1) return std::nullopt;  // finer than Postgres keeps
    unit /= 10;
    from += *scan.number(1) * unit;
  }
  return shifted(from, unit, scan);
}

/// A decimal number at the front: its value, and where it ends.
std::optional<std::pair<double, std::size_t>> decimal(std::string_view text) {
  std::size_t i = 0;
  double value = 0, scale = 1;
  bool digits = false;
  for (; i < text.size() && isDigit(text[i]); ++i, digits = true)
    value = value * 10 + (text[i] - '0');
  if (i < text.size() && text[i] == '.') {
    for (++i; i < text.size() && isDigit(text[i]); ++i, digits = true)
      value += (text[i] - '0') * (scale /= 10);
  }
  if (!digits) return std::nullopt;
  return std::pair(value, i);
}

std::optional<Micros> unitOf(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, Micros>, 9> kUnits{{{"us", 1},
                                                                       {"ms", 1000},
                                                                       {"s", kSecond},
                                                                       {"sec", kSecond},
                                                                       {"m", kMinute},
                                                                       {"min", kMinute},
                                                                       {"h", kHour},
                                                                       {"d", kDay},
                                                                       {"w", 7 * kDay}}};
  for (const auto& [name, micros] : kUnits) {
    if (word == name) return micros;
  }
  return std::nullopt;
}

constexpr double kLargest = 9e18;

}  // namespace

std::optional<TimeSpan> parseTimeSpan(std::string_view text) {
  using namespace std::chrono;
  Scan scan{text};
  const auto y = scan.number(4);
  if (!y) return std::nullopt;
  if (scan.rest.empty()) {
    return TimeSpan{startOf(year(*y) / January / 1), startOf(year(*y + 1) / January / 1)};
  }
  if (!scan.take('-')) return std::nullopt;
  const auto m = scan.number(2);
  if (!m || *m < 1 || *m > 12) return std::nullopt;
  const year_month month{year(*y), std::chrono::month(static_cast<unsigned>(*m))};
  if (scan.rest.empty()) return TimeSpan{startOf(month / 1), startOf((month + months(1)) / 1)};
  if (!scan.take('-')) return std::nullopt;
  const auto d = scan.number(2);
  if (!d) return std::nullopt;
  const year_month_day date = month / day(static_cast<unsigned>(*d));
  if (!date.ok()) return std::nullopt;
  const Micros start = startOf(date);
  if (scan.rest.empty()) return TimeSpan{start, start + kDay};
  if (!scan.take('T') && !scan.take('t')) return std::nullopt;
  return parseClock(start, scan);
}

std::optional<Micros> parseDuration(std::string_view text) {
  double total = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const auto number = decimal(text);
    if (!number) return std::nullopt;
    text.remove_prefix(number->second);
    std::size_t letters = 0;
    while (letters < text.size() && text[letters] >= 'a' && text[letters] <= 'z')
      ++letters;
    const auto unit = unitOf(text.substr(0, letters));
    if (!unit) return std::nullopt;
    total += number->first * static_cast<double>(*unit);
    text.remove_prefix(letters);
  }
  return total < kLargest ? std::optional(static_cast<Micros>(std::llround(total))) : std::nullopt;
}

std::optional<std::int64_t> parseSize(std::string_view text) {
  const auto number = decimal(text);
  if (!number) return std::nullopt;
  text.remove_prefix(number->second);
  std::string unit;
  for (const char c : text)
    unit.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  constexpr std::array<std::string_view, 4> kPowers{"k", "m", "g", "t"};
  double factor = 1;
  if (!unit.empty() && unit != "b") {
    const auto power = std::find(kPowers.begin(), kPowers.end(), unit.substr(0, 1));
    const auto rest = unit.substr(1);
    if (power == kPowers.end() || (!rest.empty() && rest != "b" && rest != "ib" && rest != "i"))
      return std::nullopt;
    factor = std::pow(rest.starts_with('i') ? 1024 : 1000, static_cast<double>(power - kPowers.begin() + 1));
  }
  const double bytes = number->first * factor;
  return bytes < kLargest ? std::optional(std::llround(bytes)) : std::nullopt;
}

std::optional<std::string> parseNumber(std::string_view text) {
  const auto digits = text.starts_with('-') ? text.substr(1) : text;
  const auto number = decimal(digits);
  if (!number || number->second != digits.size() || digits.size() > 40 || digits.back() == '.' ||
      digits.front() == '.')
    return std::nullopt;
  return std::string(text);
}

}  // namespace heddle::query
