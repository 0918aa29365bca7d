// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/pg_cron_fires.h"

#include "backend/storage/cron_rows.h"
#include "backend/storage/queue_rows.h"

#include <utility>

namespace heddle::storage {
namespace {

const std::string kFireColumns =
    "f.cron_id, f.run_id, c.assistant_id, c.thread_id, c.payload, c.on_run_completed";

core::CronFire fireAt(const Rows& rows, int row) {
  core::CronFire fire;
  fire.cronId = core::CronId{uuidAt(rows, row, 0)};
  fire.runId = core::RunId{uuidAt(rows, row, 1)};
  fire.assistantId = core::AssistantId{uuidAt(rows, row, 2)};
  if (!rows.isNull(row, 3)) fire.threadId = core::ThreadId{uuidAt(rows, row, 3)};
  fire.payload.text = rows.text(row, 4);
  fire.onRunCompleted = rows.text(row, 5);
  return fire;
}

}  // namespace

core::Task<std::vector<core::DueCron>> PgCronFires::due(int limit) {
  static const Statement select{
      "crons_due",
      "select c.cron_id, heddle_micros_v1(c.next_run_date), heddle_micros_v1(clock_timestamp()), " +
          kTimingColumns +
          " from cron c where c.enabled and c.next_run_date <= now() order by c.next_run_date "
          "limit $1::int"};
  Params params;
  params.integer(limit);
  const Rows rows = co_await database_.engine().repeatable(select, std::move(params));
  std::vector<core::DueCron> out;
  for (int row = 0; row < rows.size(); ++row) {
    core::DueCron due;
    due.cronId = core::CronId{uuidAt(rows, row, 0)};
    due.fireAt = momentAt(rows, row, 1);
    due.now = momentAt(rows, row, 2);
    due.timing = timingAt(rows, row, 3);
    out.push_back(std::move(due));
  }
  co_return out;
}

core::Task<std::optional<core::CronFire>> PgCronFires::record(core::DueCron due, core::RunId run,
                                                              std::optional<core::Moment> next) {
  // Not updated_at: it tells clients when somebody changed the cron, and us whether the schedule we read
  // holds.
  static const Statement statement{"cron_record",
                                   "with moved as (update cron set next_run_date = "
                                   "heddle_time_v1($5::bigint) where cron_id = $1::uuid and enabled "
                                   "and next_run_date = heddle_time_v1($2::bigint) and "
                                   "heddle_micros_v1(updated_at) = $4::bigint returning *), "
                                   "fired as (insert into heddle_cron_fire (cron_id, fire_at, run_id) select "
                                   "cron_id, heddle_time_v1($2::bigint), "
                                   "$3::uuid from moved on conflict do nothing returning *) select " +
                                       kFireColumns + " from fired f join moved c using (cron_id)"};
  Params params;
  params.text(due.cronId.text()).integer(due.fireAt.time_since_epoch().count()).text(run.text());
  params.integer(due.timing.version).maybeInteger(microseconds(next));
  const Rows rows = co_await database_.engine().query(statement, std::move(params));
  if (rows.empty()) co_return std::nullopt;
  co_return fireAt(rows, 0);
}

core::Task<std::vector<core::CronFire>> PgCronFires::abandoned(int limit) {
  static const Statement select{
      "fires_abandoned",
      "select " + kFireColumns +
          " from heddle_cron_fire f join cron c using (cron_id) where f.settled_at is null and "
          "f.recorded_at < now() - interval '5 seconds' order by f.recorded_at limit $1::int"};
  Params params;
  params.integer(limit);
  const Rows rows = co_await database_.engine().repeatable(select, std::move(params));
  std::vector<core::CronFire> out;
  for (int row = 0; row < rows.size(); ++row)
    out.push_back(fireAt(rows, row));
  co_return out;
}

core::Task<void> PgCronFires::giveUp(core::RunId run) {
  static const Statement statement{"fire_give_up",
                                   "update heddle_cron_fire set settled_at = clock_timestamp() where run_id "
                                   "= $1::uuid and settled_at is null"};
  Params params;
  params.text(run.text());
  co_await database_.engine().repeatable(statement, std::move(params));
}

core::Task<std::int64_t> PgCronFires::sweep(int limit) {
  static const Statement statement{"fires_sweep",
                                   "delete from heddle_cron_fire where run_id in (select run_id from "
                                   "heddle_cron_fire where recorded_at < now() - "
                                   "interval '7 days' limit $1::int)"};
  Params params;
  params.integer(limit);
  const Rows rows = co_await database_.engine().query(statement, std::move(params));
  co_return rows.affected();
}

}  // namespace heddle::storage
