// SPDX-License-Identifier: Apache-2.0
#include "backend/schedule/forecast.h"

#include "backend/schedule/cron_schedule.h"
#include "backend/schedule/next_fire.h"

#include <algorithm>
#include <cstdlib>
#include <date/tz.h>
#include <map>
#include <set>
#include <stdexcept>

namespace heddle::schedule {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

const date::time_zone* zoneOr(const std::string& zone, const date::time_zone* otherwise) {
  try {
    return date::locate_zone(zone.empty() ? "UTC" : zone);
  } catch (const std::runtime_error&) {
    return otherwise;
  }
}

ClockNote noteOf(const CronSchedule& schedule, const date::time_zone& zone, sys_seconds at) {
  if (schedule.hours().all()) return ClockNote::none;  // goes by elapsed time
  const auto local = zone.to_local(at);
  const auto time = local - date::floor<date::days>(local);
  const auto hour = static_cast<std::size_t>(std::chrono::floor<std::chrono::hours>(time).count());
  const auto minute = static_cast<std::size_t>(std::chrono::floor<minutes>(time).count() % 60);
  if (!schedule.hours()[hour] || !schedule.minutes()[minute]) return ClockNote::moved;
  return zone.get_info(local).result == date::local_info::ambiguous ? ClockNote::twice : ClockNote::none;
}

void addFires(const Scheduled& cron, std::size_t index, sys_seconds from, sys_seconds to, std::size_t share,
              Forecast& out) {
  const auto schedule = CronSchedule::parse(cron.expression);
  const auto* zone = zoneOr(cron.zone, nullptr);
  if (!schedule || zone == nullptr) return;
  const auto end = cron.end ? std::min(to, *cron.end + seconds(1)) : to;
  auto after = from - seconds(1);
  for (std::size_t n = 0;; ++n) {
    const auto fire = nextFire(*schedule, cron.zone, after);
    if (!fire || *fire >= end) return;
    if (n == share) {
      out.cut = true;
      return;
    }
    out.fires.push_back({*fire, index, 1, noteOf(*schedule, *zone, *fire)});
    after = *fire;
  }
}

void addChanges(const std::string& name, sys_seconds from, sys_seconds to, Forecast& out) {
  const auto* zone = zoneOr(name, nullptr);
  if (zone == nullptr) return;
  for (auto info = zone->get_info(from); info.end < to;) {
    const auto next = zone->get_info(info.end);
    if (next.offset != info.offset) out.changes.push_back({name, info.end, next.offset - info.offset});
    info = next;
  }
}

void countTogether(Forecast& out) {
  std::map<std::chrono::sys_time<minutes>, std::set<std::size_t>> inMinute;
  for (const auto& fire : out.fires)
    inMinute[std::chrono::floor<minutes>(fire.at)].insert(fire.cron);
  for (auto& fire : out.fires)
    fire.together = inMinute[std::chrono::floor<minutes>(fire.at)].size();
  out.collisions = static_cast<std::size_t>(
      std::count_if(inMinute.begin(), inMinute.end(), [](const auto& one) { return one.second.size() > 1; }));
}

}  // namespace

Forecast forecast(const std::vector<Scheduled>& crons, sys_seconds from, sys_seconds to, std::size_t bound) {
  Forecast out;
  const std::size_t share = crons.empty() ? 0 : std::max<std::size_t>(bound / crons.size(), 1);
  std::set<std::string> zones;
  for (std::size_t i = 0; i < crons.size(); ++i) {
    addFires(crons[i], i, from, to, share, out);
    zones.insert(crons[i].zone);
  }
  std::sort(out.fires.begin(), out.fires.end(), [](const ForecastFire& a, const ForecastFire& b) {
    return a.at != b.at ? a.at < b.at : a.cron < b.cron;
  });
  for (const auto& zone : zones)
    addChanges(zone, from, to, out);
  countTogether(out);
  return out;
}

std::vector<sys_seconds> nextFires(const Scheduled& cron, sys_seconds after, std::size_t count) {
  std::vector<sys_seconds> fires;
  const auto schedule = CronSchedule::parse(cron.expression);
  if (!schedule || zoneOr(cron.zone, nullptr) == nullptr) return fires;
  while (fires.size() < count) {
    const auto fire = nextFire(*schedule, cron.zone, after);
    if (!fire || (cron.end && *fire > *cron.end)) break;
    fires.push_back(*fire);
    after = *fire;
  }
  return fires;
}

std::string zonedText(sys_seconds at, const std::string& zone) {
  const auto* place = zoneOr(zone, date::locate_zone("UTC"));
  return date::format("%F %H:%M %Ez", date::make_zoned(place, at));
}

}  // namespace heddle::schedule
