// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/storage/statement.h"

#include <string>
#include <string_view>

namespace heddle::storage {

// Each put is one statement that first takes the slot FOR SHARE: a sweep, a finish or a claim, which update
// that row, then wait for our commit, and a fence that is no longer the slot's yields no row to insert.

/// $1 slot thread, $2 fence, $3 run, $4 thread, $5 ns, $6 id, $7 parent, $8 checkpoint, $9 metadata,
/// $10-$13 channels, versions, types, bytes of the blobs.
inline const Statement kPutCheckpoint{"put_checkpoint", R"(
with held as materialized (
  select 1 from heddle_run_slot
   where thread_id = $1::uuid and fence = $2::bigint and run_id is not distinct from $3::uuid and leased for share),
head as (
  select checkpoint_id from checkpoints where thread_id = $4::text and checkpoint_ns = $5::text
   order by checkpoint_id desc limit 1),
fits as materialized (
  select 1 from held
   where not exists (select 1 from head
                      where checkpoint_id > $6::text and checkpoint_id is not distinct from $7::text)),
blobs as (
  insert into checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
  select $4::text, $5::text, u.channel, u.version, u.type, u.blob
    from fits, unnest($10::text[], $11::text[], $12::text[], $13::bytea[]) u(channel, version, type, blob)
  on conflict (thread_id, checkpoint_ns, channel, version) do nothing),
put as (
  insert into checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata, run_id)
  select $4::text, $5::text, $6::text, $7::text, $8::jsonb, $9::jsonb, $3::uuid from fits
  on conflict (thread_id, checkpoint_ns, checkpoint_id)
  do update set checkpoint = excluded.checkpoint, metadata = excluded.metadata
  returning 1)
select case when exists (select 1 from put) then 'committed'
            when exists (select 1 from held) then 'out_of_order' else 'fenced' end)"};

/// $1 slot thread, $2 fence, $3 run, $4 thread, $5 ns, $6 id, $7 task, $8 path, $9-$12 indexes, channels,
/// types, bytes.
inline Statement putWritesStatement(bool replace) {
  return {replace ? "replace_writes" : "put_writes",
          std::string(R"(
with held as materialized (
  select 1 from heddle_run_slot
   where thread_id = $1::uuid and fence = $2::bigint and run_id is not distinct from $3::uuid and leased for share),
put as (
  insert into checkpoint_writes (thread_id, checkpoint_ns, checkpoint_id, task_id, task_path, idx, channel, type, blob,
                                 run_id)
  select $4::text, $5::text, $6::text, $7::text, $8::text, u.idx, u.channel, u.type, u.blob, $3::uuid
    from held, unnest($9::int[], $10::text[], $11::text[], $12::bytea[]) u(idx, channel, type, blob)
  on conflict (thread_id, checkpoint_ns, checkpoint_id, task_id, idx) do )") +
              (replace ? "update set channel = excluded.channel, "
                         "type = excluded.type, blob = excluded.blob"
                       : "nothing") +
              R"()
select case when exists (select 1 from held) then 'committed' else 'fenced' end)"};
}

/// For batches over whole threads: the first statement locks the slots as a put does, in the order of
/// everybody who locks several, and answers whether all are held; every other carries kSlotsHeld. $1 threads,
/// $2 fences.
inline const Statement kLockSlots{"lock_slots", R"(
select count(*) = cardinality($1::text[]) from (
  select 1 from heddle_run_slot s join unnest($1::text[], $2::text[]) w(thread_id, fence)
      on s.thread_id = w.thread_id::uuid and s.fence = w.fence::bigint
   where s.leased order by s.thread_id for share of s) held)"};
inline constexpr std::string_view kSlotsHeld =
    "(select count(*) from heddle_run_slot s join unnest($1::text[], $2::text[]) w(thread_id, fence) on "
    "s.thread_id = w.thread_id::uuid and s.fence = w.fence::bigint where s.leased) = cardinality($1::text[])";

/// Checkpoints `c` of the runs in a parameter; those written outside a run may name one in their metadata.
inline std::string writtenByRuns(const std::string& runs) {
  return "(c.run_id = any (array(select r::uuid from unnest(" + runs +
         "::text[]) r where r ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$')) "
         "or (c.run_id is null and c.metadata ->> 'run_id' = any (" +
         runs + "::text[])))";
}

/// $3 runs, $4 threads.
inline std::string deleteForRunsSql() {
  return "with gone as (delete from checkpoints c where c.thread_id = any ($4::text[]) and " +
         writtenByRuns("$3") + " and " + std::string(kSlotsHeld) +
         " returning c.thread_id, c.checkpoint_ns, c.checkpoint_id) "
         "delete from checkpoint_writes w using gone g where w.thread_id = g.thread_id "
         "and w.checkpoint_ns = g.checkpoint_ns and w.checkpoint_id = g.checkpoint_id";
}

/// Tuples of the checkpoints that `where` (with its limit) selects, in one answer: rows of kind 0 checkpoint,
/// 1 blob, 2 write, 3 parent's send; ordered by tuple.
inline std::string tuplesSql(const std::string& where) {
  return R"(
with t as (
  select row_number() over (order by checkpoint_id desc, thread_id, checkpoint_ns) as n, found.* from (
    select thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata from checkpoints )" +
         where + R"() found)
select n::text, kind::text, a, b, c, d, checkpoint, metadata, blob from (
  select n, 0 as kind, thread_id as a, checkpoint_ns as b, checkpoint_id as c, parent_checkpoint_id as d,
         checkpoint::text as checkpoint, metadata::text as metadata, null::bytea as blob,
         null::text as path, null::text as task, null::int as idx
    from t
  union all
  select t.n, 1, bl.channel, bl.version, bl.type, null, null, null, bl.blob, null, null, null
    from t cross join lateral jsonb_each_text(t.checkpoint -> 'channel_versions') v
    join checkpoint_blobs bl on bl.thread_id = t.thread_id and bl.checkpoint_ns = t.checkpoint_ns
                            and bl.channel = v.key and bl.version = v.value
  union all
  select t.n, 2, w.task_id, w.channel, w.type, null, null, null, w.blob, w.task_path, w.task_id, w.idx
    from t join checkpoint_writes w on w.thread_id = t.thread_id and w.checkpoint_ns = t.checkpoint_ns
                                   and w.checkpoint_id = t.checkpoint_id
  union all
  select t.n, 3, w.task_id, w.channel, w.type, null, null, null, w.blob, w.task_path, w.task_id, w.idx
    from t join checkpoint_writes w on w.thread_id = t.thread_id and w.checkpoint_id = t.parent_checkpoint_id
                                   and w.channel = '__pregel_tasks'
   where (t.checkpoint ->> 'v')::int < 4) rows
order by rows.n, kind, path collate "C", task collate "C", idx)";
}

/// $1 thread, $2 ns, $3 id or empty, $4 channels. Per channel the ancestors from the parent on, up to and
/// with the first that stores a value of it. Rows: place, kind s|w, task, type, blob; per channel seed, then
/// writes oldest first.
inline const Statement kDeltaHistory{"delta_history", R"(
with recursive asked as (select channel, place from unnest($4::text[]) with ordinality x(channel, place)),
walk (channel, place, depth, id, parent, version, has_blob, inline) as (
  select q.channel, q.place, 1, a.checkpoint_id, a.parent_checkpoint_id,
         a.checkpoint -> 'channel_versions' ->> q.channel,
         exists (select 1 from checkpoint_blobs b
                  where b.thread_id = $1::text and b.checkpoint_ns = $2::text and b.channel = q.channel
                    and b.version = a.checkpoint -> 'channel_versions' ->> q.channel and b.type <> 'empty'),
         nullif(a.checkpoint -> 'channel_values' -> q.channel, 'null'::jsonb)
    from asked q, checkpoints t
    join checkpoints a on a.thread_id = $1::text and a.checkpoint_ns = $2::text
                      and a.checkpoint_id = t.parent_checkpoint_id
   where t.thread_id = $1::text and t.checkpoint_ns = $2::text
     and t.checkpoint_id = coalesce(nullif($3::text, ''), (
           select c.checkpoint_id from checkpoints c where c.thread_id = $1::text and c.checkpoint_ns = $2::text
            order by c.checkpoint_id desc limit 1))
  union all
  select w.channel, w.place, w.depth + 1, a.checkpoint_id, a.parent_checkpoint_id,
         a.checkpoint -> 'channel_versions' ->> w.channel,
         exists (select 1 from checkpoint_blobs b
                  where b.thread_id = $1::text and b.checkpoint_ns = $2::text and b.channel = w.channel
                    and b.version = a.checkpoint -> 'channel_versions' ->> w.channel and b.type <> 'empty'),
         nullif(a.checkpoint -> 'channel_values' -> w.channel, 'null'::jsonb)
    from walk w
    join checkpoints a on a.thread_id = $1::text and a.checkpoint_ns = $2::text and a.checkpoint_id = w.parent
   where not w.has_blob and w.inline is null)
select place::text, kind, task, type, blob from (
  select w.place, 's' as kind, null::text as task, coalesce(b.type, 'json') as type,
         coalesce(b.blob, convert_to(w.inline::text, 'UTF8')) as blob, 0 as depth, null::text as path, 0 as idx
    from walk w
    left join checkpoint_blobs b on w.has_blob and b.thread_id = $1::text and b.checkpoint_ns = $2::text
                                and b.channel = w.channel and b.version = w.version
   where w.has_blob or w.inline is not null
  union all
  select w.place, 'w', cw.task_id, cw.type, cw.blob, w.depth, cw.task_path, cw.idx
    from walk w
    join checkpoint_writes cw on cw.thread_id = $1::text and cw.checkpoint_ns = $2::text
                             and cw.checkpoint_id = w.id and cw.channel = w.channel) rows
order by rows.place, kind, depth desc, path collate "C", task collate "C", idx)",
                                     true};

}  // namespace heddle::storage
