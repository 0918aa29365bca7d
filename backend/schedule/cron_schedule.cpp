// SPDX-License-Identifier: Apache-2.0
#include "backend/schedule/cron_schedule.h"

#include "backend/schedule/cron_fields.h"

#include <algorithm>
#include <string>
#include <utility>

namespace heddle::schedule {
namespace {

constexpr std::array<std::string_view, 12> kMonthNames{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kDayNames{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

constexpr FieldKind kMinute{"minute", 0, 59, {}};
constexpr FieldKind kHour{"hour", 0, 23, {}};
constexpr FieldKind kDay{"day of month", 1, 31, {}};
constexpr FieldKind kMonth{"month", 1, 12, kMonthNames, 1};
constexpr FieldKind kWeekday{"day of week", 0, 6, kDayNames};

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kShortHands{
    {{"@hourly", "0 * * * *"},
     {"@daily", "0 0 * * *"},
     {"@midnight", "0 0 * * *"},
     {"@weekly", "0 0 * * 0"},
     {"@monthly", "0 0 1 * *"},
     {"@yearly", "0 0 1 1 *"},
     {"@annually", "0 0 1 1 *"}}};

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  for (;;) {
    const std::size_t start = text.find_first_not_of(" \t");
    if (start == std::string_view::npos) return found;
    text.remove_prefix(start);
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    found.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

core::Error wrong(std::string_view schedule, const std::string& why) {
  return {core::ErrorCode::invalid, "Invalid cron schedule '" + std::string(schedule) + "': " + why};
}

bool isLast(std::string_view part) {
  return part == "L" || part == "l";
}

}  // namespace

/// Reads the five fields into a schedule; the first complaint stays.
class FieldReader {
 public:
  template <std::size_t N>
  void plain(const FieldKind& kind, std::string_view field, std::bitset<N>& into) {
    for (const auto part : split(field, ','))
      take(kind, part, into);
  }

  void days(std::string_view field) {
    schedule.anyDay_ = field == "*" || field == "?";
    if (schedule.anyDay_) return;
    for (const auto part : split(field, ',')) {
      if (isLast(part)) {
        schedule.lastDay_ = true;
      } else {
        take(kDay, part, schedule.days_);
      }
    }
  }

  void weekdays(std::string_view field) {
    schedule.anyWeekday_ = field == "*" || field == "?";
    if (schedule.anyWeekday_) return;
    for (const auto part : split(field, ','))
      weekday(part);
  }

  CronSchedule schedule;
  std::string complaint;

 private:
  void fail(const FieldKind& kind, std::string_view part) {
    if (!complaint.empty()) return;
    complaint = "'" + std::string(part) + "' is not a " + std::string(kind.title) + " from " +
                std::to_string(kind.least) + " to " + std::to_string(kind.most) +
                ", nor a list, range or step of them.";
  }

  template <std::size_t N>
  void take(const FieldKind& kind, std::string_view part, std::bitset<N>& into) {
    const auto numbers = numbersOf(kind, part);
    if (!numbers) return fail(kind, part);
    for (const int number : *numbers)
      into.set(static_cast<std::size_t>(number));
  }

  void weekday(std::string_view part) {
    const auto halves = split(part, '#');
    if (halves.size() == 2) {
      const auto day = kWeekday.number(sunday(halves.front()));
      const auto nth = FieldKind{"", 1, 5, {}}.number(halves.back());
      if (!day || !nth) return fail(kWeekday, part);
      schedule.nthWeekdays_[static_cast<std::size_t>(*day)].set(static_cast<std::size_t>(*nth));
    } else if (part.size() > 1 && isLast(part.substr(0, 1))) {
      const auto day = kWeekday.number(sunday(part.substr(1)));
      if (!day) return fail(kWeekday, part);
      schedule.lastWeekdays_.set(static_cast<std::size_t>(*day));
    } else {
      range(part);
    }
  }

  /// 7 is Sunday too, alone and at the end of a range: `5-7` is Friday to Sunday, `0-7` all.
  void range(std::string_view part) {
    const std::string_view ends = part.substr(0, part.find('/'));
    const std::string_view step = part.substr(ends.size());
    if (ends == "0-7" || ends == "sun-7")
      return take(kWeekday, std::string("*").append(step), schedule.weekdays_);
    if (ends == "7" || ends.ends_with("-7"))
      return take(kWeekday, std::string(ends.substr(0, ends.size() - 1)).append("0").append(step),
                  schedule.weekdays_);
    take(kWeekday, part, schedule.weekdays_);
  }

  static std::string_view sunday(std::string_view text) { return text == "7" ? "0" : text; }
};

core::Result<CronSchedule> CronSchedule::parse(std::string_view text) {
  std::string_view spelled = text;
  for (const auto& [name, meaning] : kShortHands) {
    if (text == name) spelled = meaning;
  }
  const auto fields = words(spelled);
  if (fields.size() != 5) {
    return wrong(text, "it must have 5 fields (minute, hour, day of month, month, day of week) but has " +
                           std::to_string(fields.size()) + ".");
  }
  FieldReader reader;
  reader.plain(kMinute, fields[0], reader.schedule.minutes_);
  reader.plain(kHour, fields[1], reader.schedule.hours_);
  reader.days(fields[2]);
  reader.plain(kMonth, fields[3], reader.schedule.months_);
  reader.weekdays(fields[4]);
  if (!reader.complaint.empty()) return wrong(text, reader.complaint);
  return reader.schedule;
}

bool CronSchedule::matchesDay(std::chrono::year_month_day day) const {
  if (!matchesMonth(day.month())) return false;
  if (anyDay_ && anyWeekday_) return true;
  const auto number = static_cast<unsigned>(day.day());
  const auto last = static_cast<unsigned>((day.year() / day.month() / std::chrono::last).day());
  const auto weekday = std::chrono::weekday(std::chrono::sys_days(day)).c_encoding();
  const bool byDay = !anyDay_ && (days_[number] || (lastDay_ && number == last));
  const bool byWeekday = !anyWeekday_ && (weekdays_[weekday] || nthWeekdays_[weekday][(number + 6) / 7] ||
                                          (lastWeekdays_[weekday] && number + 7 > last));
  return byDay || byWeekday;
}

}  // namespace heddle::schedule
