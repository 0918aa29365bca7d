// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/pg_threads.h"

#include "backend/storage/errors.h"
#include "backend/storage/queue_rows.h"
#include "backend/storage/search_sql.h"

#include <chrono>
#include <map>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::storage {
namespace {

using namespace std::chrono_literals;

constexpr auto kUpdatePatience = 2s;

const std::vector<ObjectField> kFields{
    {"thread_id", "t.thread_id"},
    {"created_at", "heddle_iso_v1(t.created_at)"},
    {"updated_at", "heddle_iso_v1(t.updated_at)"},
    {"state_updated_at", "heddle_iso_v1(coalesce(t.state_updated_at, t.created_at))"},
    {"metadata", "t.metadata"},
    {"config", "t.config"},
    {"status", "t.status"},
    {"values", "t.\"values\""},
    {"interrupts", "t.interrupts"}};

const ObjectField kTtl{
    "ttl",
    "(select json_build_object('strategy', x.strategy, 'ttl_minutes', x.ttl_minutes, 'expires_at', "
    "heddle_iso_v1(x.expires_at at time zone 'utc')) from thread_ttl x where x.thread_id = t.thread_id "
    "order by x.expires_at limit 1)"};

core::Error missing(core::ThreadId id) {
  return {core::ErrorCode::notFound, "Thread " + id.text() + " not found."};
}
core::Error busy() {
  return {core::ErrorCode::conflict, "Thread is busy"};
}

Search searchOf(const core::ThreadSearch& query) {
  std::vector<ObjectField> fields = kFields;
  std::vector<std::string> selected = query.select;
  if (!query.extract.empty()) {
    std::vector<ObjectField> extracted;
    for (const auto& [alias, path] : query.extract)
      extracted.push_back({alias, extractSql(path)});
    std::string object = objectSql(extracted);
    object.resize(object.size() - std::string_view("::text").size());  // nested: stays json
    fields.push_back({"extracted", std::move(object)});
    if (!selected.empty()) selected.push_back("extracted");
  }
  Search search(objectSql(fields, selected), "thread t");
  if (query.ids) search.whereAny("t.thread_id = any (?::text[]::uuid[])", *query.ids);
  search.contains("t.metadata", query.metadata).contains("t.\"values\"", query.values);
  if (query.status) search.where("t.status = ?", core::word(*query.status));
  search.visible("t.metadata", "t.thread_id", query.access);
  return search;
}

std::string orderOf(const core::ThreadSearch& query) {
  static const std::map<std::string, std::string> columns{
      {"thread_id", "t.thread_id"},
      {"status", "t.status"},
      {"created_at", "t.created_at"},
      {"updated_at", "t.updated_at"},
      {"state_updated_at", "coalesce(t.state_updated_at, t.created_at)"}};
  const auto column = columns.find(query.sortBy);
  const std::string way = query.ascending ? " asc" : " desc";
  return (column == columns.end() ? "t.created_at" : column->second) + way + ", t.thread_id" + way;
}

Step ttlStep(core::ThreadId id, const core::ThreadTtl& ttl) {
  static const Statement statement{
      "thread_ttl",
      "with others as (delete from thread_ttl where thread_id = $1::uuid and strategy <> $2), "
      "kept as (update thread set configured_ttl_strategy = $2, configured_ttl_minutes = $3::numeric "
      "where thread_id = $1::uuid returning thread_id) "
      "insert into thread_ttl (thread_id, strategy, ttl_minutes) select thread_id, $2, $3::numeric from kept "
      "on conflict (thread_id, strategy) do update set ttl_minutes = excluded.ttl_minutes"};
  Params params;
  params.text(id.text()).text(ttl.strategy).real(ttl.minutes);
  return {statement, std::move(params)};
}

}  // namespace

core::Task<core::Result<core::JsonText>> PgThreads::create(core::ThreadCreate request) {
  static const Statement insert{
      "thread_create",
      "with made as (insert into thread (thread_id, metadata, configured_ttl_strategy, "
      "configured_ttl_minutes) "
      "values ($1::uuid, $2::jsonb, $3::text, $4::numeric) on conflict do nothing returning *), "
      "timed as (insert into thread_ttl (thread_id, strategy, ttl_minutes) "
      "select thread_id, $3::text, $4::numeric from made where $3::text is not null) select " +
          objectSql(kFields) + " from made t"};
  const core::ThreadId id = request.id.value_or(core::ThreadId{core::Uuid::random()});
  Params params;
  params.text(id.text()).json(request.metadata);
  if (request.ttl) params.text(request.ttl->strategy).real(request.ttl->minutes);
  if (!request.ttl) params.null().null();
  const Rows rows = co_await database_.api().query(insert, std::move(params));
  if (!rows.empty()) co_return core::JsonText{rows.text(0, 0)};
  if (request.returnExisting) co_return co_await get(id, false);
  co_return core::Error{core::ErrorCode::conflict, "Thread " + id.text() + " already exists."};
}

core::Task<core::Result<core::JsonText>> PgThreads::get(core::ThreadId id, bool includeTtl) {
  static const std::string tail = " from thread t where t.thread_id = $1::uuid";
  static const Statement plain{"thread_get", "select " + objectSql(kFields) + tail};
  static const Statement full = [] {
    std::vector<ObjectField> fields = kFields;
    fields.push_back(kTtl);
    return Statement{"thread_get_ttl", "select " + objectSql(fields) + tail};
  }();
  Params params;
  params.text(id.text());
  const Rows rows = co_await database_.api().repeatable(includeTtl ? full : plain, std::move(params));
  if (rows.empty()) co_return missing(id);
  co_return core::JsonText{rows.text(0, 0)};
}

core::Task<core::Result<core::JsonText>> PgThreads::update(core::ThreadId id, core::ThreadPatch patch) {
  static const Statement change{
      "thread_update",
      "with made as (update thread x set metadata = x.metadata || coalesce($2::jsonb, '{}'), "
      "updated_at = clock_timestamp() where x.thread_id = $1::uuid returning *) select " +
          objectSql(kFields) + " from made t"};
  Params params;
  params.text(id.text()).maybeJson(patch.metadata);
  std::vector<Step> steps;
  steps.push_back({change, std::move(params)});
  if (patch.ttl) steps.push_back(ttlStep(id, *patch.ttl));
  const std::vector<Rows> answers = co_await database_.api().batch(std::move(steps));
  if (answers[0].empty()) co_return missing(id);
  co_return core::JsonText{answers[0].text(0, 0)};
}

core::Task<core::Result<void>> PgThreads::remove(core::ThreadId id, core::ReplicaId by,
                                                 std::vector<core::CancelledRun>& cancelled) {
  static const Statement statement{
      "thread_remove", "select outcome, cancelled from heddle_delete_thread_v1($1::uuid, $2::bigint)"};
  const auto deadline = std::chrono::steady_clock::now() + kUpdatePatience;
  for (;;) {
    Params params;
    params.text(id.text()).integer(by);
    const Rows rows = co_await database_.api().query(statement, std::move(params));
    const std::string_view outcome = rows.view(0, 0);
    if (outcome == "not_found") co_return missing(id);
    if (outcome == "done") {
      cancelled = cancelledRuns(rows.view(0, 1), id, core::CancelAction::rollback);
      co_return core::Result<void>{};
    }
    if (std::chrono::steady_clock::now() >= deadline) co_return busy();
    boost::asio::steady_timer rest(database_.executor(), 20ms);
    co_await rest.async_wait(boost::asio::use_awaitable);
  }
}

core::Task<core::Page> PgThreads::search(core::ThreadSearch query) {
  Step step = searchOf(query).page(orderOf(query), query.limit, query.offset);
  const Rows rows = co_await database_.api().repeatable(std::move(step.statement), std::move(step.params));
  co_return pageOf(rows, query.limit);
}

core::Task<std::int64_t> PgThreads::count(core::ThreadSearch query) {
  Step step = searchOf(query).count();
  const Rows rows = co_await database_.api().repeatable(std::move(step.statement), std::move(step.params));
  co_return rows.integer(0, 0);
}

core::Task<core::Result<core::JsonText>> PgThreads::copy(core::ThreadId id, core::ReplicaId by) {
  static const Statement statement{"thread_copy",
                                   "select heddle_copy_thread_v1($1::uuid, $2::uuid, $3::bigint)"};
  const core::ThreadId made{core::Uuid::random()};
  Params params;
  params.text(id.text()).text(made.text()).integer(by);
  const Rows rows = co_await database_.api().query(statement, std::move(params));
  if (rows.view(0, 0) == "busy") co_return busy();
  if (rows.view(0, 0) == "not_found") {
    co_return core::Error{core::ErrorCode::conflict,
                          "Thread " + id.text() + " does not exist and cannot be copied."};
  }
  co_return co_await get(made, false);
}

core::Task<core::Result<core::ThreadHead>> PgThreads::head(core::ThreadId id) {
  static const Statement statement{"thread_head",
                                   "select coalesce(t.metadata ->> 'graph_id', ''), case when "
                                   "s.checkpoint_id = (select c.checkpoint_id from "
                                   "checkpoints c where c.thread_id = t.thread_id::text and c.checkpoint_ns "
                                   "= '' order by c.checkpoint_id desc "
                                   "limit 1) then s.snapshot end, t.status, t.config, t.metadata from thread "
                                   "t left join heddle_thread_state s on "
                                   "s.thread_id = t.thread_id where t.thread_id = $1::uuid"};
  Params params;
  params.text(id.text());
  const Rows rows = co_await database_.api().repeatable(statement, std::move(params));
  if (rows.empty()) co_return missing(id);
  core::ThreadHead out;
  out.graphId = rows.text(0, 0);
  if (!rows.isNull(0, 1)) out.snapshot = core::JsonText{rows.text(0, 1)};
  out.status = core::parseThreadStatus(rows.view(0, 2)).value();
  out.config.text = rows.text(0, 3);
  out.metadata.text = rows.text(0, 4);
  co_return out;
}

core::Task<core::Sight> PgThreads::sight(core::ThreadId id, core::AccessFilter filter) {
  Search all("1", "thread t");
  all.where("t.thread_id = ?::uuid", id.text());
  Search seen = all;
  seen.visible("t.metadata", "t.thread_id", filter);
  std::vector<Step> steps = sightSteps(std::move(all), std::move(seen));
  const std::vector<Rows> answers = co_await database_.api().batch(std::move(steps));
  co_return sightFrom(answers);
}

core::Task<core::Result<void>> PgThreads::applyEdit(core::FinishRequest edit) {
  static const Statement statement{
      "thread_edit",
      "select heddle_apply_edit_v1($1::uuid, $2::bigint, $3::jsonb, $4::jsonb, $5::jsonb, $6::jsonb)"};
  Params params;
  params.text(edit.slot.threadId.text()).integer(edit.slot.fence).maybeJson(edit.values).maybeJson(edit.next);
  params.maybeJson(edit.interrupts).maybeJson(edit.snapshot);
  const Rows rows = co_await database_.api().repeatable(statement, std::move(params));
  if (!rows.boolean(0, 0)) co_return busy();
  co_return core::Result<void>{};
}

}  // namespace heddle::storage
