-- SPDX-License-Identifier: Apache-2.0
-- Moves of whole threads, and how the API spells a time.

create function heddle_iso_v1(p_time timestamptz) returns text language sql stable as $$
  select to_char(p_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
$$;

-- Its runs end here and now: the owner of a live one finds its fence gone. Answers edit_busy, not_found or done.
create function heddle_delete_thread_v1(p_thread uuid, p_owner bigint, out outcome text, out cancelled jsonb)
language plpgsql as $$
declare
  s heddle_run_slot;
  v_fence bigint := heddle_next_fence_v1();
begin
  cancelled := '[]';
  insert into heddle_run_slot as x (thread_id, kind, leased, due_at, seq, owner, fence)
  values (p_thread, 'edit', true, clock_timestamp(), nextval('heddle_order'), p_owner, v_fence)
  on conflict (thread_id) do update set behind = x.behind
  returning x.* into s;
  if s.kind = 'edit' and s.fence <> v_fence then
    outcome := 'edit_busy';
    return;
  end if;
  if not exists (select 1 from thread t where t.thread_id = p_thread) then
    delete from heddle_run_slot x where x.thread_id = p_thread and x.fence = v_fence;
    outcome := 'not_found';
    return;
  end if;
  select coalesce(jsonb_agg(live.item), '[]') into cancelled from (
    select jsonb_build_object('run_id', s.run_id, 'owner', s.owner) as item where s.kind = 'run'
    union all
    select jsonb_build_object('run_id', w.run_id) from heddle_run_wait w where w.thread_id = p_thread) live;
  perform heddle_drop_thread_v1(p_thread);
  outcome := 'done';
end $$;

-- A new thread with the checkpoints of another. Answers done, busy or not_found.
create function heddle_copy_thread_v1(p_from uuid, p_to uuid, p_owner bigint) returns text language plpgsql as $$
begin
  if not exists (select 1 from thread t where t.thread_id = p_from) then return 'not_found'; end if;
  insert into heddle_run_slot (thread_id, kind, leased, due_at, seq, owner, fence)
  values (p_from, 'edit', true, clock_timestamp(), nextval('heddle_order'), p_owner, heddle_next_fence_v1())
  on conflict (thread_id) do nothing;
  if not found then return 'busy'; end if;
  insert into thread (thread_id, metadata, config, "values", interrupts, status, state_updated_at)
  select p_to, t.metadata, t.config, t."values", t.interrupts,
         case when t.status = 'interrupted' then 'interrupted' else 'idle' end, t.state_updated_at
    from thread t where t.thread_id = p_from;
  perform heddle_copy_checkpoints_v1(p_from::text, p_to::text);
  delete from heddle_run_slot where thread_id = p_from;
  return 'done';
end $$;

create function heddle_copy_checkpoints_v1(p_from text, p_to text) returns void language sql as $$
  insert into checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata)
  select p_to, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata
    from checkpoints where thread_id = p_from
  on conflict do nothing;
  insert into checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
  select p_to, checkpoint_ns, channel, version, type, blob from checkpoint_blobs where thread_id = p_from
  on conflict do nothing;
  insert into checkpoint_writes (thread_id, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, blob, task_path)
  select p_to, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, blob, task_path
    from checkpoint_writes where thread_id = p_from
  on conflict do nothing;
$$;
