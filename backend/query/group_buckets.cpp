// SPDX-License-Identifier: Apache-2.0
// Which buckets a histogram has. Their edges are round, so that the term of one can be read and written.
#include "backend/query/group_sql.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <limits>
#include <span>

namespace heddle::query {
namespace {

using Counts = std::vector<std::pair<std::int64_t, std::int64_t>>;

constexpr std::int64_t kSecondUs = 1'000'000, kMinuteUs = 60 * kSecondUs, kHourUs = 60 * kMinuteUs,
                       kDayUs = 24 * kHourUs;
constexpr std::int64_t kMostBuckets = 24;
constexpr std::size_t kOwnValues = 20;  // so few different numbers each have a bucket of their own

constexpr std::array<std::int64_t, 18> kTimeWidths{
    kSecondUs,  5 * kSecondUs, 15 * kSecondUs, kMinuteUs,    5 * kMinuteUs, 15 * kMinuteUs,
    kHourUs,    3 * kHourUs,   6 * kHourUs,    12 * kHourUs, kDayUs,        2 * kDayUs,
    7 * kDayUs, 14 * kDayUs,   28 * kDayUs,    91 * kDayUs,  182 * kDayUs,  364 * kDayUs};
constexpr std::array<std::int64_t, 21> kDurationEdges{0,
                                                      1000,
                                                      10'000,
                                                      100'000,
                                                      kSecondUs,
                                                      2 * kSecondUs,
                                                      5 * kSecondUs,
                                                      10 * kSecondUs,
                                                      30 * kSecondUs,
                                                      kMinuteUs,
                                                      2 * kMinuteUs,
                                                      5 * kMinuteUs,
                                                      10 * kMinuteUs,
                                                      30 * kMinuteUs,
                                                      kHourUs,
                                                      3 * kHourUs,
                                                      12 * kHourUs,
                                                      kDayUs,
                                                      7 * kDayUs,
                                                      30 * kDayUs,
                                                      365 * kDayUs};
constexpr std::array<std::int64_t, 13> kSizeEdges{0,
                                                  100,
                                                  1000,
                                                  10'000,
                                                  100'000,
                                                  1'000'000,
                                                  10'000'000,
                                                  100'000'000,
                                                  1'000'000'000,
                                                  10'000'000'000,
                                                  100'000'000'000,
                                                  1'000'000'000'000,
                                                  10'000'000'000'000};
constexpr std::array<std::int64_t, 16> kNumberEdges{
    0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};

/// In the largest unit that says it exactly.
std::string durationWord(std::int64_t micros) {
  using Unit = std::pair<std::int64_t, const char*>;
  for (const auto& [size, name] : {Unit{kDayUs, "d"}, Unit{kHourUs, "h"}, Unit{kMinuteUs, "m"},
                                   Unit{kSecondUs, "s"}, Unit{1000, "ms"}}) {
    if (micros != 0 && micros % size == 0) return std::to_string(micros / size) + name;
  }
  return micros == 0 ? "0s" : std::to_string(micros) + "us";
}

std::string sizeWord(std::int64_t bytes) {
  using Unit = std::pair<std::int64_t, const char*>;
  for (const auto& [size, name] :
       {Unit{1'000'000'000'000, "TB"}, Unit{1'000'000'000, "GB"}, Unit{1'000'000, "MB"}, Unit{1000, "kB"}}) {
    if (bytes != 0 && bytes % size == 0) return std::to_string(bytes / size) + name;
  }
  return std::to_string(bytes);
}

std::string secondWord(std::int64_t micros) {
  namespace ch = std::chrono;
  const ch::sys_time<ch::microseconds> time{ch::microseconds(micros)};
  const auto day = ch::floor<ch::days>(time);
  const ch::year_month_day date(day);
  const ch::hh_mm_ss clock(ch::floor<ch::seconds>(time - day));
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::string wordOf(FieldKind kind, std::int64_t value) {
  switch (kind) {
    case FieldKind::duration:
      return durationWord(value);
    case FieldKind::bytes:
      return sizeWord(value);
    default:
      return std::to_string(value);
  }
}

std::int64_t rowsWithin(const Counts& values, std::int64_t from, std::int64_t to) {
  std::int64_t rows = 0;
  for (const auto& [value, count] : values) {
    if (value >= from && value < to) rows += count;
  }
  return rows;
}

/// A range includes its end, so it ends one step before the next bucket: a second for times.
std::vector<Group> timeBuckets(const std::string& field, const Counts& values) {
  const auto first = values.front().first, last = values.back().first;
  const auto width = *std::find_if(kTimeWidths.begin(), kTimeWidths.end() - 1,
                                   [&](std::int64_t each) { return (last - first) / each < kMostBuckets; });
  std::vector<Group> out;
  auto from = first - ((first % width) + width) % width;
  // Centuries apart even the widest are too many: the last one then takes what remains.
  for (; from <= last; from += width) {
    const bool rest = out.size() > 2 * kMostBuckets;
    const auto to = rest ? last + kSecondUs - (last % kSecondUs) : from + width;
    out.push_back({secondWord(from), rowsWithin(values, from, to),
                   field + ":" + secondWord(from) + ".." + secondWord(to - kSecondUs)});
    if (rest) break;
  }
  return out;
}

std::vector<Group> ownBuckets(const std::string& field, const Counts& values) {
  std::vector<Group> out;
  for (const auto& [value, count] : values)
    out.push_back({std::to_string(value), count, field + ":" + std::to_string(value)});
  return out;
}

std::vector<Group> edgeBuckets(FieldKind kind, const std::string& field, const Counts& values,
                               std::span<const std::int64_t> edges) {
  constexpr auto kEnd = std::numeric_limits<std::int64_t>::max();
  std::vector<Group> out;
  if (const auto below = rowsWithin(values, std::numeric_limits<std::int64_t>::min(), edges.front()))
    out.push_back({"<" + wordOf(kind, edges.front()), below, field + ":<" + wordOf(kind, edges.front())});
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const bool open = i + 1 == edges.size();
    const auto from = edges[i], to = open ? kEnd : edges[i + 1];
    if (to <= values.front().first || from > values.back().first) continue;
    const auto low = wordOf(kind, from);
    const auto spelled = [&](std::int64_t end) { return open ? ">=" + low : low + ".." + wordOf(kind, end); };
    out.push_back({spelled(to), rowsWithin(values, from, to), field + ":" + spelled(to - 1)});
  }
  return out;
}

}  // namespace

std::vector<Group> bucketsOf(FieldKind kind, const std::string& field, const Counts& values) {
  if (values.empty()) return {};
  switch (kind) {
    case FieldKind::time:
      return timeBuckets(field, values);
    case FieldKind::duration:
      return edgeBuckets(kind, field, values, kDurationEdges);
    case FieldKind::bytes:
      return edgeBuckets(kind, field, values, kSizeEdges);
    default:
      return values.size() <= kOwnValues ? ownBuckets(field, values)
                                         : edgeBuckets(kind, field, values, kNumberEdges);
  }
}

}  // namespace heddle::query
