// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/pg_runs.h"

#include "backend/storage/queue_rows.h"

#include <algorithm>
#include <utility>

namespace heddle::storage {
namespace {

const std::string kColumns =
    "select r.run_id, r.thread_id, r.assistant_id, case when s.leased then 'running' else r.status end, "
    "r.metadata, "
    "r.kwargs, r.multitask_strategy, heddle_iso_v1(r.created_at), heddle_iso_v1(r.updated_at), s.owner from "
    "run r "
    "left join "
    "heddle_run_slot s on s.thread_id = r.thread_id and s.run_id = r.run_id ";

core::Error missingRun() {
  return {core::ErrorCode::notFound, "Run not found"};
}

core::RunRow runAt(const Rows& rows, int row) {
  core::RunRow out;
  out.runId = core::RunId{uuidAt(rows, row, 0)};
  out.threadId = core::ThreadId{uuidAt(rows, row, 1)};
  out.assistantId = core::AssistantId{uuidAt(rows, row, 2)};
  out.status = core::parseRunStatus(rows.view(row, 3)).value();
  out.metadata.text = rows.text(row, 4);
  out.kwargs.text = rows.text(row, 5);
  out.multitaskStrategy = rows.text(row, 6);
  out.createdAt = rows.text(row, 7);
  out.updatedAt = rows.text(row, 8);
  if (!rows.isNull(row, 9)) out.owner = rows.integer(row, 9);
  return out;
}

std::string statusCondition(core::RunStatus status) {
  switch (status) {
    case core::RunStatus::running:
      return " and s.leased";
    case core::RunStatus::pending:
      return " and r.status = 'pending' and s.leased is not true";
    default:
      return " and r.status = '" + std::string(core::word(status)) + "'";
  }
}

const std::string kBegun =
    "with begun as (select s.run_id, s.fence, true as live, s.seq_base, null::timestamptz as ended_at "
    "from heddle_run_slot s where s.thread_id = $1::uuid and s.kind = 'run' and s.leased union all "
    "select r.run_id, h.fence, false, coalesce(h.seq_base, 0), h.ended_at "
    "from run r join heddle_run h on h.run_id = r.run_id "
    "where r.thread_id = $1::uuid and h.ended_at is not null and h.fence is not null) "
    "select run_id, fence, live, seq_base from begun ";

std::optional<core::BegunRun> begunAt(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return core::BegunRun{core::RunId{uuidAt(rows, 0, 0)}, rows.integer(0, 1), rows.boolean(0, 2),
                        rows.integer(0, 3)};
}

std::optional<core::JsonText> maybeJson(const Rows& rows, int column) {
  if (rows.isNull(0, column)) return std::nullopt;
  return core::JsonText{rows.text(0, column)};
}

}  // namespace

core::Task<core::Result<core::RunRow>> PgRuns::get(core::ThreadId thread, core::RunId run) {
  static const Statement statement{"run_get",
                                   kColumns + "where r.run_id = $1::uuid and r.thread_id = $2::uuid"};
  Params params;
  params.text(run.text()).text(thread.text());
  const Rows rows = co_await database_.api().repeatable(statement, std::move(params));
  if (rows.empty()) co_return missingRun();
  co_return runAt(rows, 0);
}

core::Task<std::optional<core::ThreadId>> PgRuns::threadOf(core::RunId run) {
  static const Statement statement{"run_thread", "select thread_id from run where run_id = $1::uuid"};
  Params params;
  params.text(run.text());
  const Rows rows = co_await database_.api().repeatable(statement, std::move(params));
  if (rows.empty()) co_return std::nullopt;
  co_return core::ThreadId{uuidAt(rows, 0, 0)};
}

core::Task<core::Result<std::vector<core::RunRow>>> PgRuns::list(core::ThreadId thread, core::RunList query) {
  static const Statement exists{"thread_exists", "select 1 from thread where thread_id = $1::uuid"};
  Statement statement;
  statement.sql = kColumns + "where r.thread_id = $1::uuid";
  if (query.status) statement.sql += statusCondition(*query.status);
  statement.sql += " order by r.created_at desc, r.run_id desc limit " +
                   std::to_string(std::max(0, query.limit)) + " offset " +
                   std::to_string(std::max(0, query.offset));
  Params params;
  params.text(thread.text());
  std::vector<Step> steps;
  steps.push_back({exists, params});
  steps.push_back({std::move(statement), params});
  const std::vector<Rows> answers = co_await database_.api().batch(std::move(steps));
  if (answers[0].empty())
    co_return core::Error{core::ErrorCode::notFound, "Thread " + thread.text() + " not found."};
  std::vector<core::RunRow> out;
  for (int row = 0; row < answers[1].size(); ++row)
    out.push_back(runAt(answers[1], row));
  co_return out;
}

core::Task<std::vector<core::RunPlace>> PgRuns::live(core::LiveRuns query) {
  static const Statement statement{
      "runs_live",
      "select thread_id, run_id from (select w.thread_id, w.run_id, false as leased, 0 as rank from "
      "heddle_run_wait w "
      "union all select s.thread_id, s.run_id, s.leased, 1 from heddle_run_slot s where s.kind = 'run') live "
      "where ($1::uuid is null or thread_id = $1::uuid) and ($2::text[] is null or run_id = any "
      "($2::text[]::uuid[])) "
      "and ((leased and $3::boolean) or (not leased and $4::boolean)) order by rank, thread_id, run_id"};
  std::vector<std::string> ids;
  for (const auto& run : query.runs)
    ids.push_back(run.text());
  Params params;
  params.maybeText(query.thread ? std::optional<std::string>(query.thread->text()) : std::nullopt);
  if (ids.empty()) params.null();
  if (!ids.empty()) params.texts(ids);
  params.boolean(query.running).boolean(query.pending);
  const Rows rows = co_await database_.api().repeatable(statement, std::move(params));
  std::vector<core::RunPlace> out;
  for (int row = 0; row < rows.size(); ++row)
    out.push_back({core::ThreadId{uuidAt(rows, row, 0)}, core::RunId{uuidAt(rows, row, 1)}});
  co_return out;
}

core::Task<std::optional<core::BegunRun>> PgRuns::begunAfter(core::ThreadId thread, core::Fence fence,
                                                             core::RunId except) {
  static const Statement statement{
      "run_begun_after", kBegun + "where fence > $2::bigint and run_id <> $3::uuid order by fence limit 1"};
  Params params;
  params.text(thread.text()).integer(fence).text(except.text());
  const Rows rows = co_await database_.api().repeatable(statement, std::move(params));
  co_return begunAt(rows);
}

core::Task<std::optional<core::BegunRun>> PgRuns::lastBegun(core::ThreadId thread) {
  static const Statement statement{"run_last_begun", kBegun + "order by fence desc limit 1"};
  Params params;
  params.text(thread.text());
  const Rows rows = co_await database_.api().repeatable(statement, std::move(params));
  co_return begunAt(rows);
}

core::Task<std::optional<core::BegunRun>> PgRuns::firstBeyond(core::ThreadId thread, std::int64_t seq,
                                                              std::chrono::seconds kept) {
  static const Statement statement{
      "run_first_beyond",
      kBegun +
          "where (live or seq_base + $4::bigint > $2::bigint) and ($2::bigint > 0 or live "
          "or ended_at > now() - make_interval(secs => $3::bigint) or fence = (select max(fence) from "
          "begun)) "
          "order by fence limit 1"};
  Params params;
  params.text(thread.text()).integer(seq).integer(kept.count()).integer(core::kSeqRange);
  const Rows rows = co_await database_.api().repeatable(statement, std::move(params));
  co_return begunAt(rows);
}

core::Task<std::int64_t> PgRuns::seqBefore(core::ThreadId thread, core::RunId run) {
  static const Statement statement{
      "run_seq_before",
      "select coalesce((select case when s.leased and s.kind = 'run' then s.seq_base "
      "else greatest(s.seq_base, t.seq_high) + $3::bigint - 1 end from heddle_run_slot s "
      "left join heddle_thread_state t on t.thread_id = s.thread_id where s.thread_id = $1::uuid), "
      "(select h.seq_base from heddle_run h where h.run_id = $2::uuid), 0)"};
  Params params;
  params.text(thread.text()).text(run.text()).integer(core::kSeqRange);
  const Rows rows = co_await database_.api().repeatable(statement, std::move(params));
  co_return rows.integer(0, 0);
}

core::Task<std::optional<core::RunOutcome>> PgRuns::outcome(core::RunId run) {
  // The row of a stateless run went with its temporary thread; what it ended with stands in heddle_run for a
  // while.
  static const Statement statement{
      "run_outcome",
      "select coalesce(r.status, h.outcome ->> 'status'), "
      "case when r.run_id is null then nullif(h.outcome -> 'values', 'null') "
      "when s.last_run_id = h.run_id then t.\"values\" end, "
      "case when r.run_id is null then nullif(h.outcome -> 'interrupts', 'null') "
      "when s.last_run_id = h.run_id then t.interrupts end, h.error "
      "from heddle_run h left join run r on r.run_id = h.run_id left join thread t on t.thread_id = "
      "r.thread_id "
      "left join heddle_thread_state s on s.thread_id = r.thread_id "
      "where h.run_id = $1::uuid and h.ended_at is not null"};
  Params params;
  params.text(run.text());
  const Rows rows = co_await database_.api().repeatable(statement, std::move(params));
  if (rows.empty() || rows.isNull(0, 0)) co_return std::nullopt;
  core::RunOutcome out;
  out.status = core::parseRunStatus(rows.view(0, 0)).value();
  out.values = maybeJson(rows, 1);
  out.interrupts = maybeJson(rows, 2);
  out.error = maybeJson(rows, 3);
  co_return out;
}

core::Task<core::Result<void>> PgRuns::remove(core::ThreadId thread, core::RunId run) {
  static const Statement statement{"run_remove", "select heddle_remove_run_v1($1::uuid, $2::uuid)"};
  Params params;
  params.text(thread.text()).text(run.text());
  const Rows rows = co_await database_.api().query(statement, std::move(params));
  if (rows.view(0, 0) == "not_found") co_return missingRun();
  if (rows.view(0, 0) == "live") {
    co_return core::Error{core::ErrorCode::conflict,
                          "Run " + run.text() + " has not finished; cancel it first."};
  }
  co_return core::Result<void>{};
}

}  // namespace heddle::storage
