// SPDX-License-Identifier: Apache-2.0
#include "backend/schedule/cron_words.h"

#include "backend/schedule/cron_fields.h"
#include "backend/schedule/cron_schedule.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <optional>

namespace heddle::schedule {
namespace {

constexpr std::array<std::string_view, 7> kDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 6> kOrdinals{"", "first", "second", "third", "fourth", "fifth"};

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool any(std::string_view field) {
  return field == "*" || field == "?";
}

/// The n of `*/n`.
std::optional<int> step(std::string_view field) {
  return field.starts_with("*/") ? number(field.substr(2)) : std::nullopt;
}

template <std::size_t N>
std::string named(std::string_view text, const std::array<std::string_view, N>& names, int first) {
  if (const auto value = number(text)) {
    const int index = N == 7 ? *value % 7 : *value - first;
    return index >= 0 && index < static_cast<int>(N) ? std::string(names[static_cast<std::size_t>(index)])
                                                     : std::string(text);
  }
  for (const auto& name : names) {
    const bool same =
        text.size() == 3 && std::equal(text.begin(), text.end(), name.begin(), [](char a, char b) {
          return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
        });
    if (same) return std::string(name);
  }
  return std::string(text);
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

template <std::size_t N>
std::string listed(std::string_view field, const std::array<std::string_view, N>& names, int first) {
  std::vector<std::string> parts;
  for (const auto part : split(field, ',')) {
    const auto dash = part.find('-');
    parts.push_back(dash == std::string_view::npos || part.find('/') != std::string_view::npos
                        ? named(part, names, first)
                        : named(part.substr(0, dash), names, first) + " to " +
                              named(part.substr(dash + 1), names, first));
  }
  return joined(parts);
}

std::string weekdays(std::string_view field) {
  const auto hash = field.find('#');
  if (hash != std::string_view::npos) {
    const auto place = number(field.substr(hash + 1)).value_or(0);
    if (place >= 1 && place <= 5 && field.find(',') == std::string_view::npos)
      return "the " + std::string(kOrdinals[static_cast<std::size_t>(place)]) + " " +
             named(field.substr(0, hash), kDays, 0) + " of the month";
  }
  if (field.size() > 1 && (field.front() == 'L' || field.front() == 'l'))
    return "the last " + named(field.substr(1), kDays, 0) + " of the month";
  if (const auto every = step(field)) return "every " + std::to_string(*every) + " days of the week";
  return listed(field, kDays, 0);
}

std::string clock(int hour, int minute) {
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d", hour, minute);
  return text;
}

/// Plain numbers separated by commas, a handful of them.
std::vector<int> plainNumbers(std::string_view field) {
  std::vector<int> numbers;
  for (const auto part : split(field, ',')) {
    const auto value = number(part);
    if (!value) return {};
    numbers.push_back(*value);
  }
  return numbers;
}

std::string hoursWords(std::string_view hour) {
  if (any(hour)) return {};
  if (const auto every = step(hour)) return " of every " + std::to_string(*every) + " hours";
  if (const auto dash = hour.find('-');
      dash != std::string_view::npos && hour.find_first_of(",/") == std::string_view::npos) {
    const auto from = number(hour.substr(0, dash)), to = number(hour.substr(dash + 1));
    if (from && to) return " from " + clock(*from, 0) + " to " + clock(*to, 59);
  }
  return " in hour " + std::string(hour);
}

std::string timeWords(std::string_view minute, std::string_view hour) {
  const auto minutes = plainNumbers(minute), hours = plainNumbers(hour);
  if (!minutes.empty() && !hours.empty() && minutes.size() * hours.size() <= 6) {
    std::vector<std::string> times;
    for (const int h : hours) {
      for (const int m : minutes)
        times.push_back(clock(h, m));
    }
    return "at " + joined(times);
  }
  if (any(minute)) return any(hour) ? "every minute" : "every minute" + hoursWords(hour);
  if (const auto every = step(minute))
    return (*every == 1 ? "every minute" : "every " + std::to_string(*every) + " minutes") + hoursWords(hour);
  if (minute == "0" && any(hour)) return "every hour";
  if (const auto every = step(hour); every && minutes.size() == 1) {
    return "every " + std::to_string(*every) + " hours" +
           (minutes.front() == 0 ? std::string() : " at minute " + std::to_string(minutes.front()));
  }
  return "at minute " + std::string(minute) + (any(hour) ? " of every hour" : hoursWords(hour));
}

std::string daysWords(std::string_view day) {
  if (day == "L" || day == "l") return "the last day of the month";
  if (const auto every = step(day)) return "every " + std::to_string(*every) + " days of the month";
  return "day " + std::string(day) + " of the month";
}

std::string fieldsWords(const std::vector<std::string_view>& fields) {
  std::string text = timeWords(fields[0], fields[1]);
  const auto &day = fields[2], &month = fields[3], &weekday = fields[4];
  const bool daily = any(day) && any(weekday);
  if (daily && text.starts_with("at ") && !text.starts_with("at minute")) text += " every day";
  if (!any(day)) text += " on " + daysWords(day);
  if (!any(weekday)) text += (any(day) ? " on " : " or on ") + weekdays(weekday);
  if (!any(month)) {
    const auto every = step(month);
    text += " in " + (every ? "every " + std::to_string(*every) + " months" : listed(month, kMonths, 1));
  }
  return text;
}

std::string nicknameWords(std::string_view text) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"@hourly", "every hour"},
      {"@daily", "at 00:00 every day"},
      {"@midnight", "at 00:00 every day"},
      {"@weekly", "at 00:00 on Sunday"},
      {"@monthly", "at 00:00 on day 1 of the month"},
      {"@yearly", "at 00:00 on day 1 of the month in January"},
      {"@annually", "at 00:00 on day 1 of the month in January"}};
  for (const auto& [name, words] : kNames) {
    if (name == text) return std::string(words);
  }
  return {};
}

}  // namespace

std::string wordsFor(std::string_view expression) {
  if (!CronSchedule::parse(expression)) return {};
  std::vector<std::string_view> fields;
  for (std::size_t at = 0; at < expression.size();) {
    const auto begin = expression.find_first_not_of(" \t", at);
    if (begin == std::string_view::npos) break;
    const auto end = std::min(expression.find_first_of(" \t", begin), expression.size());
    fields.push_back(expression.substr(begin, end - begin));
    at = end;
  }
  if (fields.size() == 5) return fieldsWords(fields);
  return fields.size() == 1 ? nicknameWords(fields.front()) : std::string();
}

}  // namespace heddle::schedule
