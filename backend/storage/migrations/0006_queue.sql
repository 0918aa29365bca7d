-- SPDX-License-Identifier: Apache-2.0
-- The calls of the queue: one statement, one transaction each.

-- Configurations are laid over each other: `configurable` and `metadata` key by key, everything else whole.
create function heddle_merge_config_v1(p_under jsonb, p_over jsonb) returns jsonb language sql immutable as $$
  select a || b
      || case when a ? 'configurable' or b ? 'configurable' then jsonb_build_object('configurable',
           heddle_object_v1(a -> 'configurable') || heddle_object_v1(b -> 'configurable')) else '{}' end
      || case when a ? 'metadata' or b ? 'metadata' then jsonb_build_object('metadata',
           heddle_object_v1(a -> 'metadata') || heddle_object_v1(b -> 'metadata')) else '{}' end
    from (select heddle_object_v1(p_under) as a, heddle_object_v1(p_over) as b) both_sides
$$;

-- What of a run's configuration may stay on its thread: not where it started from, not who it was.
create function heddle_lasting_config_v1(p_config jsonb) returns jsonb language sql immutable as $$
  select case when p_config ? 'configurable' then jsonb_set(p_config, '{configurable}',
           (p_config -> 'configurable') - array['checkpoint_id', 'checkpoint_ns', 'checkpoint_map', 'thread_id', 'run_id'])
         else p_config end
$$;

-- Ends whatever the thread of the locked slot has pending, and asks its live run to end. Answers what was touched,
-- and in `head` whether the unleased head was among it.
create function heddle_supersede_v1(s heddle_run_slot, p_action text, out touched jsonb, out head_ended boolean)
language plpgsql as $$
declare
  w record;
begin
  touched := '[]';
  head_ended := false;
  for w in delete from heddle_run_wait where thread_id = s.thread_id returning run_id loop
    perform heddle_end_waiting_v1(s.thread_id, w.run_id, p_action, s.temporary);
    touched := touched || jsonb_build_object('run_id', w.run_id);
  end loop;
  if s.kind = 'run' and s.leased then
    update heddle_run_slot set behind = 0, cancel = case when cancel = 'rollback' then cancel else p_action end
     where thread_id = s.thread_id;
    touched := touched || jsonb_build_object('run_id', s.run_id, 'owner', s.owner);
  else
    update heddle_run_slot set behind = 0 where thread_id = s.thread_id;
    if s.kind = 'run' then
      perform heddle_end_waiting_v1(s.thread_id, s.run_id, p_action, s.temporary);
      update heddle_run set attempt = s.attempt, started_at = s.started_at where run_id = s.run_id;
      touched := touched || jsonb_build_object('run_id', s.run_id);
      head_ended := true;
    end if;
  end if;
end $$;

-- Creates a run. Idempotent by run_id. Raises HD404 (thread or assistant), HD409 (reject while busy); answers
-- edit_busy when `reject` met an edit, which is worth waiting for.
create function heddle_enqueue_v1(
  p_run uuid, p_thread uuid, p_assistant uuid, p_graph text, p_kwargs jsonb, p_metadata jsonb, p_config jsonb,
  p_strategy text, p_create boolean, p_temporary boolean, p_after_ms bigint, p_owner bigint,
  out outcome text, out metadata text, out kwargs text, out created_at timestamptz, out superseded jsonb,
  out fence bigint, out head_id text, out head_ours boolean)
language plpgsql as $$
declare
  s heddle_run_slot;
  a assistant;
  t thread;
  v_after interval := p_after_ms * interval '1 millisecond';
  v_due timestamptz;
  v_seq bigint;
  v_new boolean := false;
  v_ended boolean := false;
  v_config jsonb;
  v_metadata jsonb;
  v_kwargs jsonb;
begin
  outcome := 'created';
  superseded := '[]';
  select x.* into a from assistant x where x.assistant_id = p_assistant;
  if not found then raise exception 'assistant not found' using errcode = 'HD404'; end if;

  -- The slot first; what orders the thread's runs is drawn under its lock.
  select x.* into s from heddle_run_slot x where x.thread_id = p_thread for update;
  if not found then
    insert into heddle_run_slot as x (thread_id, kind, run_id, graph_id, due_at, seq, previous_status, temporary)
    values (p_thread, 'run', p_run, p_graph, clock_timestamp() + v_after, nextval('heddle_order'), 'idle', p_temporary)
    on conflict (thread_id) do update set behind = x.behind
    returning x.* into s;
    v_new := coalesce(s.run_id = p_run, false) and not s.leased;
  end if;
  v_due := case when v_new then s.due_at else clock_timestamp() + v_after end;
  v_seq := case when v_new then s.seq else nextval('heddle_order') end;

  if exists (select 1 from run x where x.run_id = p_run) then  -- the answer to an earlier try was lost
    select r.metadata::text, r.kwargs::text, r.created_at into metadata, kwargs, created_at
      from run r where r.run_id = p_run;
    outcome := 'repeated';
    if s.run_id = p_run and s.leased and s.owner = p_owner then fence := s.fence; end if;
    if v_new then delete from heddle_run_slot x where x.thread_id = p_thread; end if;
  else
    if p_strategy = 'reject' and not v_new then
      if s.kind = 'edit' then
        outcome := 'edit_busy';
        return;
      end if;
      raise exception 'thread is busy' using errcode = 'HD409';
    end if;

    if p_create then
      insert into thread (thread_id) values (p_thread) on conflict do nothing;
    end if;
    select x.* into t from thread x where x.thread_id = p_thread for update;
    if not found then raise exception 'thread not found' using errcode = 'HD404'; end if;

    if not v_new and p_strategy in ('interrupt', 'rollback') then
      select x.touched, x.head_ended into superseded, v_ended from heddle_supersede_v1(s, p_strategy) x;
    end if;

    if v_new then
      update heddle_run_slot x set previous_status = t.status
       where x.thread_id = p_thread and t.status in ('interrupted', 'error');
    elsif v_ended or (s.kind = 'run' and not s.leased and s.attempt = 0 and v_due < s.due_at) then
      -- In front: instead of a head that was just ended, or before one that is not due yet.
      if not v_ended then
        insert into heddle_run_wait values (p_thread, s.due_at, s.seq, s.run_id);
      end if;
      update heddle_run_slot x
         set run_id = p_run, graph_id = p_graph, due_at = v_due, seq = v_seq, attempt = 0, started_at = null,
             behind = case when v_ended then 0 else x.behind + 1 end,
             previous_status = case when s.started_at is null then x.previous_status
                                    when p_strategy = 'rollback' then x.previous_status
                                    else heddle_head_status_v1(p_thread::text) end
       where x.thread_id = p_thread;
    else
      insert into heddle_run_wait values (p_thread, v_due, v_seq, p_run);
      update heddle_run_slot x
         set behind = x.behind + 1,
             previous_status = coalesce(x.previous_status, case when t.status = 'busy' then 'idle' else t.status end)
       where x.thread_id = p_thread;
    end if;

    v_config := heddle_merge_config_v1(heddle_merge_config_v1(a.config, t.config), p_config);
    v_metadata := t.metadata || jsonb_build_object('graph_id', p_graph, 'assistant_id', p_assistant);
    -- A caller that has laid the configurations over each other already is taken at its word.
    v_kwargs := heddle_object_v1(p_kwargs) || jsonb_build_object('config', heddle_merge_config_v1(
      case when jsonb_typeof(p_kwargs -> 'config') = 'object' then p_kwargs -> 'config' else v_config end,
      jsonb_build_object('configurable', jsonb_build_object(
        'run_id', p_run, 'thread_id', p_thread, 'graph_id', p_graph, 'assistant_id', p_assistant))));
    if a.context <> '{}' and coalesce(jsonb_typeof(v_kwargs -> 'context'), 'null') in ('null', 'object') then
      v_kwargs := v_kwargs || jsonb_build_object('context', a.context || heddle_object_v1(v_kwargs -> 'context'));
    end if;
    insert into run as r (run_id, thread_id, assistant_id, metadata, kwargs, multitask_strategy, created_at, updated_at)
    values (p_run, p_thread, p_assistant, a.metadata || v_metadata || heddle_object_v1(p_metadata), v_kwargs, p_strategy,
            v_due, v_due)
    returning r.metadata::text, r.kwargs::text, r.created_at into metadata, kwargs, created_at;
    insert into heddle_run (run_id, graph_id) values (p_run, p_graph);
    update thread x set status = 'busy', metadata = v_metadata, config = heddle_lasting_config_v1(v_config),
                        updated_at = clock_timestamp()
     where x.thread_id = p_thread;

    if p_owner is not null and v_due <= clock_timestamp() and (v_new or v_ended) and exists (
         select 1 from heddle_replica p where p.replica_id = p_owner and p.lease_until > clock_timestamp()) then
      update heddle_run_slot x
         set leased = true, owner = p_owner, fence = heddle_next_fence_v1(), attempt = 1, started_at = clock_timestamp()
       where x.thread_id = p_thread
      returning x.fence into fence;
    end if;
  end if;

  if fence is not null then
    select c.checkpoint_id, coalesce(c.run_id = p_run, false) into head_id, head_ours from checkpoints c
     where c.thread_id = p_thread::text and c.checkpoint_ns = '' order by c.checkpoint_id desc limit 1;
  end if;
end $$;

-- p_again: the answer of an earlier try was lost, so a finish found done by this very fence counts as ours.
create function heddle_finish_v1(
  p_thread uuid, p_run uuid, p_fence bigint, p_status text, p_rollback boolean, p_values jsonb, p_next jsonb,
  p_interrupts jsonb, p_snapshot jsonb, p_error jsonb, p_again boolean, out committed boolean, out next_ready boolean)
language plpgsql as $$
declare
  s heddle_run_slot;
begin
  next_ready := false;
  select x.* into s from heddle_run_slot x
   where x.thread_id = p_thread and x.run_id = p_run and x.fence = p_fence and x.leased for update;
  committed := found;
  if committed then
    next_ready := heddle_close_v1(s, p_status, p_rollback, p_values, p_next, p_interrupts, p_snapshot, p_error);
  elsif p_again then
    committed := exists (select 1 from heddle_run h
                          where h.run_id = p_run and h.fence = p_fence and h.ended_at is not null)
      or (p_rollback and not exists (select 1 from run r where r.run_id = p_run));
  end if;
end $$;

create function heddle_hand_back_v1(p_thread uuid, p_run uuid, p_fence bigint, p_spend boolean) returns boolean
language plpgsql as $$
declare
  s heddle_run_slot;
begin
  select x.* into s from heddle_run_slot x
   where x.thread_id = p_thread and x.run_id = p_run and x.fence = p_fence and x.leased for update;
  if not found then return false; end if;
  perform heddle_reclaim_v1(s, p_spend, 32000);  -- the caller ends spent runs itself
  return true;
end $$;

create function heddle_cancel_v1(p_thread uuid, p_run uuid, p_action text,
                                 out outcome text, out owner bigint, out next_ready boolean)
language plpgsql as $$
declare
  s heddle_run_slot;
  v_slot boolean;
begin
  next_ready := false;
  select x.* into s from heddle_run_slot x where x.thread_id = p_thread for update;
  v_slot := found;
  if v_slot and s.run_id = p_run and s.leased then
    update heddle_run_slot x set cancel = case when x.cancel = 'rollback' then x.cancel else p_action end
     where x.thread_id = p_thread;
    outcome := 'signalled';
    owner := s.owner;
    return;
  end if;
  if v_slot and s.run_id = p_run then
    next_ready := heddle_close_v1(s, 'interrupted', p_action = 'rollback', null, null, null, null, null);
    outcome := 'done';
    return;
  end if;
  if v_slot then
    delete from heddle_run_wait x where x.thread_id = p_thread and x.run_id = p_run;
    if found then
      perform heddle_end_waiting_v1(p_thread, p_run, p_action, s.temporary);
      update heddle_run_slot x set behind = x.behind - 1,
                                   previous_status = case when s.kind = 'edit' and s.behind = 1 then null
                                                          else x.previous_status end
       where x.thread_id = p_thread;
      if s.kind = 'edit' and s.behind = 1 then
        update thread x set status = s.previous_status, updated_at = clock_timestamp() where x.thread_id = p_thread;
      end if;
      outcome := 'done';
      return;
    end if;
  end if;
  outcome := case when exists (select 1 from run r where r.run_id = p_run and r.thread_id = p_thread)
                  then 'not_live' else 'not_found' end;
end $$;

-- Takes back what replicas without a lease held. One caller at a time does the work; nothing waits for another.
create function heddle_sweep_v1(p_max_attempts int, out requeued uuid[], out ended uuid[], out any_ready boolean)
language plpgsql as $$
declare
  s heddle_run_slot;
  v_what text;
begin
  requeued := '{}';
  ended := '{}';
  any_ready := false;
  if not pg_try_advisory_xact_lock(hashtext('heddle'), hashtext('sweep')) then return; end if;
  for s in select x.* from heddle_run_slot x
            where x.leased and not exists (
              select 1 from heddle_replica p
               where p.replica_id = x.owner and p.lease_until >= clock_timestamp() - interval '2 seconds')
            order by x.thread_id limit 500 for update skip locked loop
    v_what := heddle_reclaim_v1(s, true, p_max_attempts);
    if v_what = 'requeued' then requeued := requeued || s.run_id; end if;
    if v_what = 'ended' then ended := ended || s.run_id; end if;
    any_ready := true;
  end loop;
  delete from heddle_replica p
   where p.lease_until < clock_timestamp() - interval '1 minute'
     and not exists (select 1 from heddle_run_slot x where x.leased and x.owner = p.replica_id);
  delete from heddle_run h where h.outcome is not null and h.ended_at < clock_timestamp() - interval '10 minutes'
    and not exists (select 1 from run r where r.run_id = h.run_id);
end $$;

-- An incarnation goes in good order: what it held is handed on, attempts given back.
create function heddle_leave_v1(p_replica bigint) returns void language plpgsql as $$
declare
  s heddle_run_slot;
begin
  for s in select x.* from heddle_run_slot x where x.leased and x.owner = p_replica order by x.thread_id for update loop
    perform heddle_reclaim_v1(s, false, 0);
  end loop;
  delete from heddle_replica where replica_id = p_replica;
end $$;

-- Null when the thread is busy; raises HD404 when it has to exist and does not.
create function heddle_take_edit_v1(p_thread uuid, p_owner bigint, p_must_exist boolean) returns bigint
language plpgsql as $$
declare
  v_fence bigint;
begin
  if p_must_exist and not exists (select 1 from thread t where t.thread_id = p_thread) then
    raise exception 'thread not found' using errcode = 'HD404';
  end if;
  insert into heddle_run_slot as x (thread_id, kind, leased, due_at, seq, owner, fence)
  values (p_thread, 'edit', true, clock_timestamp(), nextval('heddle_order'), p_owner, heddle_next_fence_v1())
  on conflict (thread_id) do nothing
  returning x.fence into v_fence;
  return v_fence;
end $$;

create function heddle_release_edit_v1(p_thread uuid, p_fence bigint) returns boolean language plpgsql as $$
declare
  s heddle_run_slot;
begin
  select x.* into s from heddle_run_slot x
   where x.thread_id = p_thread and x.kind = 'edit' and x.fence = p_fence for update;
  if not found then return false; end if;
  return heddle_advance_v1(p_thread, s.previous_status) = 'ready';
end $$;

-- What update_state left; false when the edit slot is another's by now.
create function heddle_apply_edit_v1(p_thread uuid, p_fence bigint, p_values jsonb, p_next jsonb, p_interrupts jsonb,
                                     p_snapshot jsonb) returns boolean language plpgsql as $$
declare
  s heddle_run_slot;
  v_status text;
begin
  select x.* into s from heddle_run_slot x
   where x.thread_id = p_thread and x.kind = 'edit' and x.fence = p_fence for update;
  if not found then return false; end if;
  v_status := heddle_status_after_v1(p_thread, 'success', nullif(p_next, 'null'::jsonb), p_interrupts);
  if s.behind > 0 then
    update heddle_run_slot x set previous_status = v_status where x.thread_id = p_thread;
  end if;
  update thread x
     set status = case when s.behind > 0 then 'busy' else v_status end, error = null, updated_at = clock_timestamp(),
         "values" = case when p_values is null then x."values" else nullif(p_values, 'null'::jsonb) end,
         interrupts = case when p_interrupts is null then x.interrupts else heddle_object_v1(p_interrupts) end,
         state_updated_at = clock_timestamp()
   where x.thread_id = p_thread;
  perform heddle_keep_snapshot_v1(p_thread, p_snapshot, null);
  return true;
end $$;
