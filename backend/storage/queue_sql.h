// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/storage/statement.h"

#include <string>

namespace heddle::storage {

/// What follows `picked` (thread_id): leases those slots for $1 and reads what their execution needs.
inline const std::string kLeasePicked = R"(,
leased as (
  update heddle_run_slot s
     set leased = true, owner = $1::bigint, fence = heddle_next_fence_v1(), attempt = s.attempt + 1,
         started_at = coalesce(s.started_at, clock_timestamp())
    from picked where s.thread_id = picked.thread_id
  returning s.*)
select l.thread_id, l.run_id, l.fence, l.graph_id, l.attempt, l.temporary, r.assistant_id, r.kwargs, r.metadata,
       heddle_iso_v1(r.created_at), head.checkpoint_id, coalesce(head.run_id = l.run_id, false),
       coalesce(l.lost_runner_of = l.run_id, false)
  from leased l
  join run r on r.run_id = l.run_id
  left join lateral (select c.checkpoint_id, c.run_id from checkpoints c
                      where c.thread_id = l.thread_id::text and c.checkpoint_ns = ''
                      order by c.checkpoint_id desc limit 1) head on true
 order by l.due_at)";

/// $1 replica, $2 graph ids. The limit is part of the text: as a parameter the planner would assume a tenth
/// of the table and scan it. `limit` is a power of two up to 64, so at most seven statements are ever
/// prepared.
inline Statement claimStatement(int limit) {
  const std::string number = std::to_string(limit);
  return {"claim_" + number, R"(
with picked as materialized (
  select thread_id from heddle_run_slot
   where not leased and due_at <= now() and graph_id = any($2::text[])
     and exists (select 1 from heddle_replica where replica_id = $1::bigint and lease_until > clock_timestamp())
   order by due_at limit )" + number +
                                 " for update skip locked)" + kLeasePicked};
}

/// $1 replica, $2 its broken graphs, $3 all it knows, $4 patience with others in milliseconds. A replica that
/// has not said yet what it loads may load anything.
inline const Statement kClaimHopeless{"claim_hopeless", R"(
with picked as materialized (
  select s.thread_id from heddle_run_slot s
   where not s.leased and s.due_at <= now()
     and (s.graph_id = any($2::text[])
          or (s.graph_id <> all($3::text[]) and s.due_at <= now() - $4::bigint * interval '1 millisecond'))
     and exists (select 1 from heddle_replica where replica_id = $1::bigint and lease_until > clock_timestamp())
     and not exists (select 1 from heddle_replica p
                      where p.replica_id <> $1::bigint and p.lease_until > clock_timestamp()
                        and coalesce(p.info -> 'graphs' ? s.graph_id, true))
   order by s.due_at limit 16 for update skip locked))" + kLeasePicked};

inline const Statement kTellGraphs{"tell_graphs", R"(
update heddle_replica set info = info || jsonb_build_object('graphs', to_jsonb($2::text[]))
 where replica_id = $1::bigint)"};

inline const Statement kEnqueue{"enqueue", R"(
select outcome, metadata, kwargs, heddle_iso_v1(created_at), superseded, fence, head_id, head_ours
  from heddle_enqueue_v1($1::uuid, $2::uuid, $3::uuid, $4::text, $5::jsonb, $6::jsonb, $7::jsonb, $8::text,
                         $9::boolean, $10::boolean, $11::bigint, $12::bigint))"};

inline const Statement kFinish{"finish", R"(
select committed, next_ready
  from heddle_finish_v2($1::uuid, $2::uuid, $3::bigint, $4::text, $5::boolean, $6::jsonb, $7::jsonb, $8::jsonb,
                        $9::jsonb, $10::jsonb, $11::boolean))"};

inline const Statement kHandBack{
    "hand_back", "select heddle_hand_back_v2($1::uuid, $2::uuid, $3::bigint, $4::boolean, $5::boolean)"};

inline const Statement kCancel{
    "cancel", "select outcome, owner, next_ready from heddle_cancel_v1($1::uuid, $2::uuid, $3::text)"};

inline const Statement kSweep{"sweep", R"(
select array_to_string(requeued, ','), array_to_string(ended, ','), any_ready from heddle_sweep_v1($1::int))"};

inline const Statement kJoin{"join", R"(
insert into heddle_replica (lease_until, info) values (clock_timestamp() + interval '20 seconds', $1::jsonb)
returning replica_id, (extract(epoch from clock_timestamp()) * 1000000)::bigint)"};

inline const Statement kRenew{"renew", R"(
update heddle_replica set lease_until = clock_timestamp() + interval '20 seconds'
 where replica_id = $1::bigint and lease_until > clock_timestamp()
returning (extract(epoch from clock_timestamp()) * 1000000)::bigint)"};

inline const Statement kHeldSlots{"held_slots", R"(
select thread_id, run_id, fence, cancel from heddle_run_slot where leased and owner = $1::bigint)"};

inline const Statement kLeave{"leave", "select heddle_leave_v1($1::bigint)"};
inline const Statement kForgetReplicas{"forget_replicas", "delete from heddle_replica"};

inline const Statement kTakeEdit{"take_edit",
                                 "select heddle_take_edit_v1($1::uuid, $2::bigint, $3::boolean)"};
inline const Statement kReleaseEdit{"release_edit", "select heddle_release_edit_v1($1::uuid, $2::bigint)"};

inline const Statement kDepth{"depth", R"(
select count(*) filter (where not leased and due_at <= now()), count(*) filter (where leased and kind = 'run'),
       coalesce(sum(behind), 0)::bigint + count(*) filter (where not leased and due_at > now()),
       coalesce(extract(epoch from now() - min(due_at) filter (where not leased and due_at <= now())), 0)::float8
  from heddle_run_slot)"};

}  // namespace heddle::storage
