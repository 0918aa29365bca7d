// SPDX-License-Identifier: Apache-2.0
#include "app/console/cron_rows.h"

#include "backend/schedule/cron_words.h"
#include "backend/schedule/forecast.h"
#include "models/format/ids.h"
#include "models/format/numbers.h"
#include "models/values/value_text.h"

#include <cstdlib>
#include <map>

namespace heddle::console {

namespace {

using models::qtext;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::size_t kListedFires = 500;
constexpr qint64 kSecondUs = 1'000'000;

sys_seconds point(qint64 us) {
  return sys_seconds(seconds(us / kSecondUs));
}

qint64 micros(sys_seconds at) {
  return at.time_since_epoch().count() * kSecondUs;
}

std::optional<qint64> maybe(const std::optional<query::Micros>& value) {
  return value ? std::optional<qint64>(*value) : std::nullopt;
}

schedule::Scheduled scheduled(const query::CronRecord& cron) {
  schedule::Scheduled one{cron.schedule, cron.zone, std::nullopt};
  if (cron.endTime) one.end = point(*cron.endTime);
  return one;
}

QString changeText(const schedule::ClockChange& change) {
  const auto minutes = std::abs(change.by.count()) / 60;
  const QString zone = qtext(change.zone), at = qtext(schedule::zonedText(change.at, change.zone));
  return change.by.count() > 0
             ? QStringLiteral(
                   "Clocks of %1 go forward by %2 min, to %3: what falls into the gap fires right after it.")
                   .arg(zone)
                   .arg(minutes)
                   .arg(at)
             : QStringLiteral("Clocks of %1 go back by %2 min, to %3: what comes twice fires the first time.")
                   .arg(zone)
                   .arg(minutes)
                   .arg(at);
}

/// Crons of one thread that meet wait for each other, or cancel each other.
QString noteOf(const schedule::ForecastFire& fire, bool sameThread) {
  QStringList notes;
  if (sameThread) notes.append(QStringLiteral("with another on the same thread"));
  if (!sameThread && fire.together > 1)
    notes.append(QStringLiteral("together with %1 more").arg(fire.together - 1));
  if (fire.note == schedule::ClockNote::moved) notes.append(QStringLiteral("moved: its time is skipped"));
  if (fire.note == schedule::ClockNote::twice) notes.append(QStringLiteral("its time comes twice"));
  return notes.join(QStringLiteral("; "));
}

QString summaryOf(const schedule::Forecast& found, std::size_t crons, int hours) {
  const QString time = hours > 24 ? QStringLiteral("7 days") : QStringLiteral("24 hours");
  QString text = QStringLiteral("%1%2 of %3 in %4")
                     .arg(found.cut ? QStringLiteral("more than ") : QString(),
                          models::countText(static_cast<qint64>(found.fires.size()), QStringLiteral("fire")),
                          models::countText(static_cast<qint64>(crons), QStringLiteral("cron")), time);
  if (found.collisions > 0)
    text += QStringLiteral(" · %1 times more than one at once")
                .arg(models::countText(static_cast<qint64>(found.collisions)));
  return text;
}

}  // namespace

models::CronRow cronRow(const query::CronRecord& record) {
  models::CronRow row;
  row.id = qtext(record.cronId);
  row.assistantId = qtext(record.assistantId);
  row.assistantName = qtext(record.assistantName.empty() ? record.graphId : record.assistantName);
  row.threadId = qtext(record.threadId);
  row.schedule = qtext(record.schedule);
  row.words = qtext(schedule::wordsFor(record.schedule));
  row.zone = qtext(record.zone);
  row.enabled = record.enabled;
  row.nextUs = maybe(record.nextRun);
  if (row.nextUs) row.nextZoned = qtext(schedule::zonedText(point(*row.nextUs), record.zone));
  row.endUs = maybe(record.endTime);
  row.lastUs = maybe(record.lastFire);
  row.lastRunId = qtext(record.lastRunId);
  row.lastStatus = qtext(record.lastStatus);
  row.createdUs = record.createdAt;
  row.updatedUs = record.updatedAt;
  return row;
}

models::PastFireRow pastFireRow(const query::CronFire& fire) {
  return {fire.at, qtext(fire.runId), qtext(fire.threadId), qtext(fire.status)};
}

QStringList laterFires(const query::CronRecord& record, int count) {
  QStringList texts;
  if (!record.nextRun) return texts;
  for (const auto at :
       schedule::nextFires(scheduled(record), point(*record.nextRun), static_cast<std::size_t>(count)))
    texts.append(qtext(schedule::zonedText(at, record.zone)));
  return texts;
}

models::CronForecast cronForecast(const std::vector<query::CronRecord>& crons, qint64 nowUs, int hours) {
  std::vector<schedule::Scheduled> asked;
  std::vector<const query::CronRecord*> records;
  for (const auto& cron : crons) {
    if (!cron.isOn()) continue;
    asked.push_back(scheduled(cron));
    records.push_back(&cron);
  }
  models::CronForecast out;
  constexpr qint64 kHourUs = 3600 * kSecondUs;
  out.fromUs = nowUs / kHourUs * kHourUs;
  const auto end = point(nowUs) + std::chrono::hours(hours);
  const auto found = schedule::forecast(asked, point(nowUs), end);
  // From within an hour on the last one counts too, as far as it belongs to the time that is asked for.
  out.hours.resize(static_cast<std::size_t>((micros(end) - out.fromUs + kHourUs - 1) / kHourUs));
  std::map<std::pair<qint64, std::string>, int> onThread;
  for (const auto& fire : found.fires) {
    const auto& thread = records[fire.cron]->threadId;
    if (!thread.empty()) ++onThread[{micros(fire.at) / (60 * kSecondUs), thread}];
  }
  qint64 lastMinute = -1;
  for (const auto& fire : found.fires) {
    const auto& cron = *records[fire.cron];
    const qint64 at = micros(fire.at), minute = at / (60 * kSecondUs);
    auto& hour = out.hours[static_cast<std::size_t>((at - out.fromUs) / kHourUs)];
    ++hour.fires;
    if (fire.together > 1 && minute != lastMinute) ++hour.collisions;
    lastMinute = minute;
    if (out.fires.size() >= kListedFires) continue;
    const bool sameThread = !cron.threadId.empty() && onThread[{minute, cron.threadId}] > 1;
    const auto row = cronRow(cron);
    out.fires.push_back({row.id + u'@' + QString::number(at), row.id, at,
                         qtext(schedule::zonedText(fire.at, cron.zone)), row.words, row.assistantName,
                         row.threadId, noteOf(fire, sameThread)});
  }
  out.summary = summaryOf(found, asked.size(), hours);
  for (const auto& change : found.changes)
    out.notes.append(changeText(change));
  return out;
}

}  // namespace heddle::console
