// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/pg_outbox.h"

#include "backend/storage/queue_rows.h"

#include <utility>

namespace heddle::storage {

core::Task<std::vector<core::OutboxCall>> PgOutbox::take(core::ReplicaId owner, int limit) {
  static const Statement statement{"outbox_take", R"(
with picked as materialized (
  select o.id from heddle_outbox o
   where o.kind = 'webhook' and o.due_at <= now()
     and (o.owner is null or not exists (select 1 from heddle_replica p
                                          where p.replica_id = o.owner and p.lease_until > clock_timestamp()))
   order by o.due_at limit $2::int for update skip locked)
update heddle_outbox o set owner = $1::bigint, tries = o.tries + 1
  from picked where o.id = picked.id
returning o.id, o.run_id, o.tries, o.body -> 'kwargs' ->> 'webhook',
          (case when o.body #>> '{kwargs,temporary}' = 'true' then o.body - 'values' else o.body end
           || jsonb_build_object('webhook_sent_at', heddle_iso_v1(clock_timestamp())))::text)"};
  Params params;
  params.integer(owner).integer(limit);
  const Rows rows = co_await database_.engine().query(statement, std::move(params));
  std::vector<core::OutboxCall> out;
  for (int row = 0; row < rows.size(); ++row) {
    core::OutboxCall call;
    call.id = rows.integer(row, 0);
    call.owner = owner;
    call.runId = core::RunId{uuidAt(rows, row, 1)};
    call.tries = static_cast<int>(rows.integer(row, 2));
    call.url = rows.text(row, 3);
    call.body = rows.text(row, 4);
    out.push_back(std::move(call));
  }
  co_return out;
}

core::Task<void> PgOutbox::done(core::OutboxCall call) {
  static const Statement statement{"outbox_done",
                                   "delete from heddle_outbox where id = $1::bigint and owner = $2::bigint"};
  Params params;
  params.integer(call.id).integer(call.owner);
  co_await database_.engine().repeatable(statement, std::move(params));
}

core::Task<void> PgOutbox::retry(core::OutboxCall call, std::chrono::milliseconds after, bool spent) {
  static const Statement statement{"outbox_retry",
                                   "update heddle_outbox set owner = null, due_at = clock_timestamp() + "
                                   "$3::bigint * interval '1 millisecond', "
                                   "tries = case when $4::boolean then tries else tries - 1 end "
                                   "where id = $1::bigint and owner = $2::bigint"};
  Params params;
  params.integer(call.id).integer(call.owner).integer(after.count()).boolean(spent);
  co_await database_.engine().repeatable(statement, std::move(params));
}

core::Task<void> PgOutbox::park(core::OutboxCall call, std::string why) {
  static const Statement statement{
      "outbox_park",
      "update heddle_outbox set owner = null, due_at = 'infinity', "
      "body = body || jsonb_build_object('parked', $3::text, 'parked_at', clock_timestamp()) "
      "where id = $1::bigint and owner = $2::bigint"};
  Params params;
  params.integer(call.id).integer(call.owner).text(why);
  co_await database_.engine().repeatable(statement, std::move(params));
}

/// Calls parked before it was noted when: as old as the end of their run.
core::Task<std::int64_t> PgOutbox::sweepParked(int limit) {
  static const Statement statement{"outbox_sweep", R"(
with old as (
  select o.id from heddle_outbox o
   where o.due_at = 'infinity'
     and coalesce(o.body ->> 'parked_at', o.body ->> 'run_ended_at', 'infinity')::timestamptz < now() - interval '7 days'
   limit $1::int for update skip locked)
delete from heddle_outbox o using old where o.id = old.id returning o.id)"};
  Params params;
  params.integer(limit);
  const Rows rows = co_await database_.engine().query(statement, std::move(params));
  co_return rows.size();
}

core::Task<core::OutboxDepth> PgOutbox::depth() {
  static const Statement statement{
      "outbox_depth",
      "select count(*) filter (where due_at < 'infinity'), count(*) filter (where due_at = 'infinity') "
      "from heddle_outbox where kind = 'webhook'"};
  Params none;
  const Rows rows = co_await database_.engine().repeatable(statement, std::move(none));
  co_return core::OutboxDepth{rows.integer(0, 0), rows.integer(0, 1)};
}

}  // namespace heddle::storage
