-- SPDX-License-Identifier: Apache-2.0
-- Moves of whole checkpoint histories.

-- Checkpoints written outside a run may still name one in their metadata; only those need to be found by it.
create index checkpoints_named_run_idx on checkpoints ((metadata ->> 'run_id')) where run_id is null;

create function heddle_delete_for_runs_v1(p_runs text[]) returns void language sql as $$
  with gone as (
    delete from checkpoints c
     where c.run_id = any (array(select r::uuid from unnest(p_runs) r
                                  where r ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'))
        or (c.run_id is null and c.metadata ->> 'run_id' = any (p_runs))
    returning c.thread_id, c.checkpoint_ns, c.checkpoint_id)
  delete from checkpoint_writes w using gone g
   where w.thread_id = g.thread_id and w.checkpoint_ns = g.checkpoint_ns and w.checkpoint_id = g.checkpoint_id;
$$;

-- Keeps the newest checkpoint of each namespace, the ancestors its delta channels are rebuilt from, and for formats
-- below 4 the parent that holds its pending sends. Ids rise, so whatever a live run adds meanwhile is left alone.
create function heddle_prune_v1(p_thread text) returns void language plpgsql as $$
declare
  v_kept text[];
begin
  with recursive heads as (
    select distinct on (c.checkpoint_ns) c.checkpoint_ns, c.checkpoint_id, c.parent_checkpoint_id, c.checkpoint, c.metadata
      from checkpoints c where c.thread_id = p_thread order by c.checkpoint_ns, c.checkpoint_id desc),
  chain (checkpoint_ns, channel, checkpoint_id, parent, stored) as (
    select h.checkpoint_ns, d.channel, h.checkpoint_id, h.parent_checkpoint_id,
           exists (select 1 from checkpoint_blobs b
                    where b.thread_id = p_thread and b.checkpoint_ns = h.checkpoint_ns and b.channel = d.channel
                      and b.version = h.checkpoint -> 'channel_versions' ->> d.channel and b.type <> 'empty')
      from heads h
     cross join lateral jsonb_object_keys(
       heddle_object_v1(h.metadata -> 'counters_since_delta_snapshot')) d(channel)
    union all
    select n.checkpoint_ns, n.channel, c.checkpoint_id, c.parent_checkpoint_id,
           exists (select 1 from checkpoint_blobs b
                    where b.thread_id = p_thread and b.checkpoint_ns = n.checkpoint_ns and b.channel = n.channel
                      and b.version = c.checkpoint -> 'channel_versions' ->> n.channel and b.type <> 'empty')
      from chain n
      join checkpoints c on c.thread_id = p_thread and c.checkpoint_ns = n.checkpoint_ns and c.checkpoint_id = n.parent
     where not n.stored)
  select array_agg(distinct k.place) into v_kept from (
    select h.checkpoint_ns || chr(1) || h.checkpoint_id as place from heads h
    union all
    select n.checkpoint_ns || chr(1) || n.checkpoint_id from chain n
    union all
    select h.checkpoint_ns || chr(1) || h.parent_checkpoint_id from heads h
     where (h.checkpoint ->> 'v')::int < 4 and exists (
       select 1 from checkpoint_writes w
        where w.thread_id = p_thread and w.checkpoint_ns = h.checkpoint_ns and w.channel = '__pregel_tasks'
          and w.checkpoint_id = h.parent_checkpoint_id)) k;

  with gone as (
    delete from checkpoints c
     where c.thread_id = p_thread and (c.checkpoint_ns || chr(1) || c.checkpoint_id) <> all (v_kept)
       and exists (select 1 from checkpoints n
                    where n.thread_id = p_thread and n.checkpoint_ns = c.checkpoint_ns
                      and n.checkpoint_id > c.checkpoint_id
                      and (n.checkpoint_ns || chr(1) || n.checkpoint_id) = any (v_kept))
    returning c.checkpoint_ns, c.checkpoint_id),
  unlinked as (
    update checkpoints c set parent_checkpoint_id = null from gone g
     where c.thread_id = p_thread and c.checkpoint_ns = g.checkpoint_ns and c.parent_checkpoint_id = g.checkpoint_id
       and (c.checkpoint_ns || chr(1) || c.checkpoint_id) = any (v_kept))
  delete from checkpoint_writes w using gone g
   where w.thread_id = p_thread and w.checkpoint_ns = g.checkpoint_ns and w.checkpoint_id = g.checkpoint_id;

  delete from checkpoint_blobs b
   where b.thread_id = p_thread and not exists (
     select 1 from checkpoints c
      where c.thread_id = p_thread and c.checkpoint_ns = b.checkpoint_ns
        and c.checkpoint -> 'channel_versions' ->> b.channel = b.version);
end $$;
