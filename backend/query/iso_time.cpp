// SPDX-License-Identifier: Apache-2.0
#include "backend/query/saver_thread_sql.h"

#include <charconv>
#include <chrono>

namespace heddle::query {
namespace {

/// Reads from the front of a text; `ok` falls at the first thing that does not fit.
struct Cursor {
  std::string_view rest;
  bool ok = true;

  int digits(std::size_t count) {
    int value = 0;
    const auto part = rest.substr(0, count);
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    ok = ok && part.size() == count && error == std::errc{} && end == part.data() + count && value >= 0;
    rest.remove_prefix(part.size());
    return value;
  }
  bool skip(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  void expect(char c) { ok = skip(c) && ok; }
};

std::int64_t fraction(Cursor& text) {
  if (!text.skip('.')) return 0;
  std::int64_t micros = 0, unit = 100'000;
  while (!text.rest.empty() && text.rest.front() >= '0' && text.rest.front() <= '9') {
    micros += (text.rest.front() - '0') * unit;
    unit /= 10;
    text.rest.remove_prefix(1);
  }
  return micros;
}

std::chrono::minutes offset(Cursor& text) {
  const bool east = text.skip('+');
  if (!east && !text.skip('-')) {
    text.skip('Z');
    return {};
  }
  const std::chrono::hours hours(text.digits(2));
  text.skip(':');
  const std::chrono::minutes minutes(text.rest.empty() ? 0 : text.digits(2));
  return east ? hours + minutes : -(hours + minutes);
}

}  // namespace

Micros timeOfIso(std::string_view iso) {
  using namespace std::chrono;
  Cursor text{iso};
  const int years = text.digits(4);
  text.expect('-');
  const int months = text.digits(2);
  text.expect('-');
  const int days = text.digits(2);
  if (!text.skip('T')) text.expect(' ');
  const int hour = text.digits(2);
  text.expect(':');
  const int minute = text.digits(2);
  const int second = text.skip(':') ? text.digits(2) : 0;
  const auto micros = fraction(text);
  const auto zone = offset(text);
  const year_month_day date{year{years}, month{static_cast<unsigned>(months)},
                            day{static_cast<unsigned>(days)}};
  if (!text.ok || !text.rest.empty() || !date.ok()) return 0;
  const auto time = sys_days{date} + hours{hour} + minutes{minute} + seconds{second} - zone;
  return duration_cast<microseconds>(time.time_since_epoch()).count() + micros;
}

}  // namespace heddle::query
