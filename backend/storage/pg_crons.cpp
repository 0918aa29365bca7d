// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/pg_crons.h"

#include "backend/storage/cron_rows.h"
#include "backend/storage/errors.h"
#include "backend/storage/search_sql.h"

#include <map>
#include <utility>

namespace heddle::storage {
namespace {

const std::vector<ObjectField> kCronFields{
    {"cron_id", "c.cron_id"},
    {"assistant_id", "c.assistant_id"},
    {"thread_id", "c.thread_id"},
    {"on_run_completed", "case when c.thread_id is null then c.on_run_completed end"},
    {"end_time", "heddle_iso_v1(c.end_time)"},
    {"schedule", "c.schedule"},
    {"timezone", "c.timezone"},
    {"created_at", "heddle_iso_v1(c.created_at)"},
    {"updated_at", "heddle_iso_v1(c.updated_at)"},
    {"user_id", "c.user_id"},
    {"payload", "c.payload"},
    {"next_run_date", "heddle_iso_v1(c.next_run_date)"},
    {"metadata", "c.metadata"},
    {"enabled", "c.enabled"}};

core::Error missingCron(core::CronId id) {
  return {core::ErrorCode::notFound, "Cron with ID " + id.text() + " not found"};
}

Search searchOf(const core::CronSearch& query) {
  Search search(objectSql(kCronFields, query.select), "cron c");
  search.contains("c.metadata", query.metadata);
  search.visible("c.metadata", "c.cron_id", query.access);
  if (query.assistantId) search.where("c.assistant_id = ?::uuid", query.assistantId->text());
  if (query.threadId) search.where("c.thread_id = ?::uuid", query.threadId->text());
  if (query.enabled) search.fixed(*query.enabled ? "c.enabled" : "not c.enabled");
  return search;
}

std::string orderOf(const core::CronSearch& query) {
  static const std::map<std::string, std::string> columns{
      {"cron_id", "c.cron_id"},      {"assistant_id", "c.assistant_id"},
      {"thread_id", "c.thread_id"},  {"next_run_date", "c.next_run_date"},
      {"end_time", "c.end_time"},    {"created_at", "c.created_at"},
      {"updated_at", "c.updated_at"}};
  const auto column = columns.find(query.sortBy);
  const std::string way = query.ascending ? " asc" : " desc nulls last";
  return (column == columns.end() ? "c.created_at" : column->second) + way + ", c.cron_id" + way;
}

}  // namespace

core::Task<core::Result<core::JsonText>> PgCrons::create(core::CronCreate request) {
  static const Statement insert{
      "cron_create",
      "with made as (insert into cron (cron_id, assistant_id, thread_id, payload, schedule, timezone, "
      "next_run_date, end_time, on_run_completed, enabled, metadata, user_id) values ($1::uuid, $2::uuid, "
      "$3::uuid, "
      "$4::jsonb, $5, $6, heddle_time_v1($7::bigint), heddle_time_v1($8::bigint), $9, $10::boolean, "
      "$11::jsonb, $12) "
      "on conflict do nothing returning *) select " +
          objectSql(kCronFields) + " from made c"};
  const core::CronId id{core::Uuid::timeOrdered()};
  std::optional<std::string> thread;
  if (request.threadId) thread = request.threadId->text();
  Params params;
  params.text(id.text()).text(request.assistantId.text()).maybeText(thread).json(request.payload);
  params.text(request.schedule).maybeText(request.timezone).maybeInteger(microseconds(request.nextRun));
  params.maybeInteger(microseconds(request.endTime)).text(request.onRunCompleted).boolean(request.enabled);
  params.json(request.metadata).maybeText(request.userId);
  try {
    const Rows rows = co_await database_.api().query(insert, std::move(params));
    co_return core::JsonText{rows.text(0, 0)};
  } catch (const SqlError& error) {
    constexpr std::string_view kForeignKey = "23503";
    if (error.state() != kForeignKey) throw;
    co_return core::Error{core::ErrorCode::notFound, "Thread or assistant not found."};
  }
}

core::Task<core::Result<core::JsonText>> PgCrons::get(core::CronId id) {
  static const Statement select{
      "cron_get", "select " + objectSql(kCronFields) + " from cron c where c.cron_id = $1::uuid"};
  Params params;
  params.text(id.text());
  const Rows rows = co_await database_.api().repeatable(select, std::move(params));
  if (rows.empty()) co_return missingCron(id);
  co_return core::JsonText{rows.text(0, 0)};
}

core::Task<core::Result<core::CronTiming>> PgCrons::timing(core::CronId id) {
  static const Statement select{"cron_timing",
                                "select " + kTimingColumns + " from cron c where c.cron_id = $1::uuid"};
  Params params;
  params.text(id.text());
  const Rows rows = co_await database_.api().repeatable(select, std::move(params));
  if (rows.empty()) co_return missingCron(id);
  co_return timingAt(rows, 0, 0);
}

core::Task<core::Result<core::JsonText>> PgCrons::update(core::CronId id, core::CronPatch patch) {
  static const Statement change{
      "cron_update",
      "with made as (update cron x set schedule = $3, timezone = $4, end_time = heddle_time_v1($5::bigint), "
      "enabled = $6::boolean, next_run_date = case when $7::boolean then heddle_time_v1($8::bigint) else "
      "x.next_run_date end, on_run_completed = coalesce($9, x.on_run_completed), payload = x.payload || "
      "$10::jsonb, "
      "metadata = x.metadata || $11::jsonb, updated_at = clock_timestamp() "
      "where x.cron_id = $1::uuid and heddle_micros_v1(x.updated_at) = $2::bigint returning *) select " +
          objectSql(kCronFields) + " from made c"};
  Params params;
  params.text(id.text()).integer(patch.timing.version).text(patch.timing.schedule);
  params.maybeText(patch.timing.timezone).maybeInteger(microseconds(patch.timing.endTime));
  params.boolean(patch.timing.enabled).boolean(patch.moves).maybeInteger(microseconds(patch.nextRun));
  params.maybeText(patch.onRunCompleted).json(patch.payload).json(patch.metadata);
  const Rows rows = co_await database_.api().query(change, std::move(params));
  if (rows.empty())
    co_return core::Error{core::ErrorCode::conflict, "The cron was changed by somebody else."};
  co_return core::JsonText{rows.text(0, 0)};
}

core::Task<core::Result<void>> PgCrons::remove(core::CronId id) {
  static const Statement statement{"cron_remove", "delete from cron where cron_id = $1::uuid returning 1"};
  Params params;
  params.text(id.text());
  const Rows rows = co_await database_.api().query(statement, std::move(params));
  if (rows.empty()) co_return missingCron(id);
  co_return core::Result<void>{};
}

core::Task<core::Page> PgCrons::search(core::CronSearch query) {
  Step step = searchOf(query).page(orderOf(query), query.limit, query.offset);
  const Rows rows = co_await database_.api().repeatable(std::move(step.statement), std::move(step.params));
  co_return pageOf(rows, query.limit);
}

core::Task<std::int64_t> PgCrons::count(core::CronSearch query) {
  Step step = searchOf(query).count();
  const Rows rows = co_await database_.api().repeatable(std::move(step.statement), std::move(step.params));
  co_return rows.integer(0, 0);
}

core::Task<core::Sight> PgCrons::sight(core::CronId id, core::AccessFilter filter) {
  Search all("1", "cron c");
  all.where("c.cron_id = ?::uuid", id.text());
  Search seen = all;
  seen.visible("c.metadata", "c.cron_id", filter);
  std::vector<Step> steps = sightSteps(std::move(all), std::move(seen));
  const std::vector<Rows> answers = co_await database_.api().batch(std::move(steps));
  co_return sightFrom(answers);
}

}  // namespace heddle::storage
