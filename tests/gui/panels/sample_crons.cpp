// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/panels/sample_rows.h"

namespace heddle::sample {

namespace {

constexpr qint64 kHourUs = 3'600'000'000;

models::CronRow cron(int n, const char* schedule, const char* words, const char* zone) {
  models::CronRow row;
  row.id = QStringLiteral("50000000-0000-4000-8000-%1").arg(n, 12, 10, QLatin1Char('0'));
  row.schedule = QString::fromLatin1(schedule);
  row.words = QString::fromLatin1(words);
  row.zone = QString::fromLatin1(zone);
  row.assistantName = n % 2 == 0 ? QStringLiteral("research") : QStringLiteral("support");
  row.enabled = true;
  row.createdUs = row.updatedUs = kNowUs - n * 30 * kHourUs;
  return row;
}

}  // namespace

std::vector<models::CronRow> crons() {
  std::vector<models::CronRow> rows{
      cron(1, "0 9 * * 1-5", "at 09:00 on Monday to Friday", "Europe/Berlin"),
      cron(2, "*/15 * * * *", "every 15 minutes", ""),
      cron(3, "0 0 1 * *", "at 00:00 on day 1 of the month", "America/New_York"),
      cron(4, "30 2 * * *", "at 02:30 every day", "Europe/Berlin"),
      cron(5, "61 * * * *", "", ""),
  };
  rows[0].nextUs = kNowUs + 19 * kHourUs;
  rows[0].nextZoned = QStringLiteral("2025-12-30 09:00 +01:00");
  rows[0].lastUs = kNowUs - 5 * kHourUs;
  rows[0].lastStatus = QStringLiteral("success");
  rows[0].lastRunId = QStringLiteral("20000000-0000-4000-8000-000000000001");
  rows[0].threadId = QStringLiteral("10000000-0000-4000-8000-000000000001");
  rows[1].nextUs = kNowUs + 43'000'000;
  rows[1].nextZoned = QStringLiteral("2025-12-29 13:00 +00:00");
  rows[1].lastUs = kNowUs - 860'000'000;
  rows[1].lastStatus = QStringLiteral("error");
  rows[2].enabled = false;
  rows[3].endUs = kNowUs - 24 * kHourUs;
  return rows;
}

std::vector<models::PastFireRow> pastFires() {
  return {{kNowUs - 5 * kHourUs,
           QStringLiteral("20000000-0000-4000-8000-000000000001"),
           {},
           QStringLiteral("success")},
          {kNowUs - 29 * kHourUs,
           QStringLiteral("20000000-0000-4000-8000-000000000002"),
           {},
           QStringLiteral("error")},
          {kNowUs - 53 * kHourUs, QStringLiteral("20000000-0000-4000-8000-000000000003"), {}, {}}};
}

models::CronForecast forecast() {
  models::CronForecast forecast;
  forecast.fromUs = kNowUs / kHourUs * kHourUs;
  for (int hour = 0; hour < 24; ++hour)
    forecast.hours.push_back({hour % 8 == 4 ? 7 : 4, hour % 8 == 4 ? 1 : 0});
  const auto all = crons();
  for (int n = 0; n < 12; ++n) {
    const auto& cron = all[n % 4 == 3 ? 0 : 1];
    models::FireRow fire;
    fire.id = QString::number(n);
    fire.cronId = cron.id;
    fire.atUs = kNowUs + 43'000'000 + n * kHourUs / 4;
    fire.zoned = cron.nextZoned;
    fire.what = cron.words;
    fire.assistant = cron.assistantName;
    fire.threadId = cron.threadId;
    if (n % 4 == 3) fire.note = QStringLiteral("together with 1 more");
    forecast.fires.push_back(fire);
  }
  forecast.summary = QStringLiteral("105 fires of 3 crons in 24 hours · 3 times more than one at once");
  forecast.notes = {
      QStringLiteral("Clocks of Europe/Berlin go forward by 60 min, to 2026-03-29 03:00 +02:00: what falls "
                     "into the gap fires "
                     "right after it.")};
  return forecast;
}

std::vector<models::StoreItemRow> storeItems() {
  std::vector<models::StoreItemRow> rows;
  for (int n = 0; n < 24; ++n) {
    models::StoreItemRow row;
    row.id = QString::number(n);
    row.labels = {QStringLiteral("users"), QString::number(40 + n / 4)};
    row.name = n % 4 == 0 ? QStringLiteral("profile") : QStringLiteral("memory-%1").arg(n);
    row.preview = n % 4 == 0 ? QStringLiteral("{\"name\": {\"first\": \"Ada\"}, \"language\": \"en\"}")
                             : QStringLiteral("{\"text\": \"Prefers short answers\", \"score\": 0.92}");
    row.bytes = 64 + n * 937;
    row.createdUs = kNowUs - (n + 9) * kHourUs;
    row.updatedUs = kNowUs - n * kHourUs / 3;
    if (n % 3 == 1) row.ttlMinutes = 60;
    if (n % 3 == 1) row.expiresUs = kNowUs + (24 - n * 2) * kHourUs / 12;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace heddle::sample
