// SPDX-License-Identifier: Apache-2.0
#include "backend/query/cron_sql.h"

#include "backend/query/filter/list_schema.h"
#include "backend/query/filter/schema_sql.h"
#include "backend/query/run_sql.h"

namespace heddle::query {

CronRecord cronFrom(const Row& row) {
  CronRecord cron;
  cron.cronId = textAt(row, 0);
  cron.assistantId = textAt(row, 1);
  cron.assistantName = textAt(row, 2);
  cron.graphId = textAt(row, 3);
  cron.threadId = textAt(row, 4);
  cron.schedule = textAt(row, 5);
  cron.zone = textAt(row, 6);
  if (!textAt(row, 7).empty()) cron.enabled = flagAt(row, 7);
  cron.nextRun = microsAt(row, 8);
  cron.endTime = microsAt(row, 9);
  cron.onRunCompleted = textAt(row, 10);
  cron.lastFire = microsAt(row, 11);
  cron.lastRunId = textAt(row, 12);
  cron.lastStatus = textAt(row, 13);
  cron.createdAt = microsAt(row, 14).value_or(0);
  cron.updatedAt = microsAt(row, 15).value_or(0);
  return cron;
}

CronRecord rereadCronFrom(const Row& row) {
  auto cron = cronFrom(row);
  cron.matches = flagAt(row, kCronColumns);
  return cron;
}

std::string cronFiresSql(const Capabilities& can, std::string_view cron, int limit) {
  std::string status = "r.status", slot;
  if (can.slots) {
    status = "case when s.run_id is not null then 'running' else r.status end";
    slot = " left join " + tableSql(can, "heddle_run_slot") +
           " s on s.thread_id = r.thread_id and s.run_id = r.run_id and s.leased";
  }
  return "select x.fire_at, x.run_id, r.thread_id, " + status +
         " as status from (select fire_at, run_id from " + tableSql(can, "heddle_cron_fire") +
         " where cron_id = " + std::string(cron) + " order by fire_at desc limit " + std::to_string(limit) +
         ") x left join " + tableSql(can, "run") + " r on r.run_id = x.run_id" + slot +
         " order by x.fire_at desc";
}

std::string cronDetailSql(const Capabilities& can, const std::string& cronId) {
  const auto cap = std::to_string(kDetailCharacters);
  return "select " + cronsSchema().projection(can) + ", left(c.payload::text, " + cap +
         "), left(c.metadata::text, " + cap + "), c.user_id::text, (length(c.payload::text) > " + cap +
         ")::text from " + tableSql(can, "cron") + " c" + cronsSchema().joinsSql(can) +
         " where c.cron_id = " + uuidLiteral(cronId);
}

CronDetail cronDetailFrom(const Row& row) {
  const auto json = [&](std::size_t column) {
    auto text = textAt(row, column);
    return text.empty() ? std::string("null") : text;
  };
  CronDetail detail;
  detail.row = cronFrom(row);
  detail.payload = json(kCronColumns);
  detail.metadata = json(kCronColumns + 1);
  detail.userId = textAt(row, kCronColumns + 2);
  detail.truncated = flagAt(row, kCronColumns + 3);
  return detail;
}

std::string cronHistorySql(const Capabilities& can, const std::string& cronId) {
  if (!can.cronFires) return {};
  return "select " + microsOf("f.fire_at") + ", f.run_id::text, f.thread_id::text, f.status from (" +
         cronFiresSql(can, uuidLiteral(cronId), 50) + ") f order by f.fire_at desc";
}

CronFire cronFireFrom(const Row& row) {
  return {microsAt(row, 0).value_or(0), textAt(row, 1), textAt(row, 2), textAt(row, 3)};
}

}  // namespace heddle::query
