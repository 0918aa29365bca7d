-- SPDX-License-Identifier: Apache-2.0
-- The moves of a thread's slot. Every function is one transaction's worth, locks in the order slot, run, thread, and
-- carries a version in its name: a changed one gets a new name and the old lives on for one release.

-- Fences rise across failovers: the timeline stands above a sequence that a lagging standby may have lost a bit of.
create function heddle_timeline_v1() returns bigint language plpgsql stable as $$
begin
  return ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint;
exception when others then  -- hidden from us: a row of our own, raised by hand after a failover
  return coalesce((select value::bigint from heddle_meta where key = 'timeline'), 1);
end $$;

create function heddle_next_fence_v1() returns bigint language sql volatile as $$
  select (heddle_timeline_v1() << 40) + nextval('heddle_fence')
$$;

create function heddle_object_v1(p_json jsonb) returns jsonb language sql immutable as $$
  select case when jsonb_typeof(p_json) = 'object' then p_json else '{}'::jsonb end
$$;

-- What the newest root checkpoint says of a thread whose run ended without a word.
create function heddle_head_status_v1(p_thread text) returns text language sql stable as $$
  select case when exists (
    select 1 from checkpoint_writes w
     where w.thread_id = p_thread and w.checkpoint_ns = '' and w.channel = '__interrupt__'
       and w.checkpoint_id = (select c.checkpoint_id from checkpoints c
                               where c.thread_id = p_thread and c.checkpoint_ns = ''
                               order by c.checkpoint_id desc limit 1)) then 'interrupted' else 'idle' end
$$;

create function heddle_status_after_v1(p_thread uuid, p_status text, p_next jsonb, p_interrupts jsonb)
returns text language sql stable as $$
  select case when p_status in ('error', 'timeout') then 'error'
              when p_next is null then heddle_head_status_v1(p_thread::text)
              when p_next not in ('[]'::jsonb, 'null'::jsonb) or heddle_object_v1(p_interrupts) <> '{}' then 'interrupted'
              else 'idle' end
$$;

-- Everything of a thread goes; outcomes of its runs stay for the clients that wait for them.
create function heddle_drop_thread_v1(p_thread uuid) returns void language plpgsql as $$
begin
  delete from heddle_run_wait where thread_id = p_thread;
  delete from heddle_run_slot where thread_id = p_thread;
  delete from heddle_run h using run r where r.thread_id = p_thread and h.run_id = r.run_id and h.outcome is null;
  delete from run where thread_id = p_thread;
  delete from thread where thread_id = p_thread;
  delete from heddle_thread_state where thread_id = p_thread;
  delete from checkpoint_writes where thread_id = p_thread::text;
  delete from checkpoint_blobs where thread_id = p_thread::text;
  delete from checkpoints where thread_id = p_thread::text;
end $$;

create function heddle_forget_run_v1(p_thread uuid, p_run uuid) returns void language plpgsql as $$
begin
  delete from run where run_id = p_run;
  delete from heddle_run where run_id = p_run;
  delete from checkpoint_writes where thread_id = p_thread::text and run_id = p_run;
  delete from checkpoints where thread_id = p_thread::text and run_id = p_run;
end $$;

-- The head of the locked slot is over: the next waiting run takes its place, or the slot goes.
-- Answers ready (claimable now), delayed or empty.
create function heddle_advance_v1(p_thread uuid, p_status text) returns text language plpgsql as $$
declare
  w heddle_run_wait;
begin
  delete from heddle_run_wait
   where (thread_id, due_at, seq) = (select n.thread_id, n.due_at, n.seq from heddle_run_wait n
                                      where n.thread_id = p_thread order by n.due_at, n.seq limit 1)
  returning * into w;
  if not found then
    delete from heddle_run_slot where thread_id = p_thread;
    return 'empty';
  end if;
  update heddle_run_slot
     set kind = 'run', run_id = w.run_id, graph_id = (select h.graph_id from heddle_run h where h.run_id = w.run_id),
         leased = false, due_at = w.due_at, seq = w.seq, owner = null, attempt = 0, behind = behind - 1, cancel = null,
         previous_status = p_status, started_at = null
   where thread_id = p_thread;
  return case when w.due_at <= clock_timestamp() then 'ready' else 'delayed' end;
end $$;

-- Ends a run that only waits.
create function heddle_end_waiting_v1(p_thread uuid, p_run uuid, p_action text, p_temporary boolean) returns void
language plpgsql as $$
begin
  if p_action = 'rollback' then
    perform heddle_forget_run_v1(p_thread, p_run);
    return;
  end if;
  update run set status = 'interrupted', updated_at = clock_timestamp() where run_id = p_run;
  update heddle_run set ended_at = clock_timestamp(),
                        outcome = case when p_temporary then '{"status": "interrupted"}'::jsonb end
   where run_id = p_run;
end $$;

-- Ends the head run of the slot `s`, which the caller has locked. Absent values leave the thread's alone; JSON null
-- clears them. Answers whether a run became claimable.
create function heddle_close_v1(s heddle_run_slot, p_status text, p_rollback boolean, p_values jsonb, p_next jsonb,
                                p_interrupts jsonb, p_snapshot jsonb, p_error jsonb)
returns boolean language plpgsql as $$
declare
  -- An accepted cancel is kept even if the run got to its end first.
  v_rollback boolean := p_rollback or coalesce(s.cancel = 'rollback', false);
  v_status text := case when s.cancel is not null and p_status = 'success' then 'interrupted' else p_status end;
  v_next jsonb := nullif(p_next, 'null'::jsonb);
  v_error jsonb := nullif(p_error, 'null'::jsonb);
  v_keep boolean := not v_rollback and s.started_at is not null;
  v_after text;
  v_thread text;
begin
  if v_rollback then
    perform heddle_forget_run_v1(s.thread_id, s.run_id);
  else
    update run set status = v_status, updated_at = clock_timestamp() where run_id = s.run_id;
    update heddle_run
       set error = v_error, attempt = s.attempt, fence = s.fence, started_at = s.started_at,
           ended_at = clock_timestamp(),
           outcome = case when s.temporary then
             jsonb_build_object('status', v_status, 'values', p_values, 'interrupts', p_interrupts) end
     where run_id = s.run_id;
  end if;
  v_thread := case when v_keep then heddle_status_after_v1(s.thread_id, v_status, v_next, p_interrupts)
                   else s.previous_status end;
  v_after := heddle_advance_v1(s.thread_id, v_thread);
  if v_after = 'empty' and s.temporary then
    perform heddle_drop_thread_v1(s.thread_id);
    return false;
  end if;
  update thread t
     set status = case when v_after = 'empty' then v_thread else 'busy' end, updated_at = clock_timestamp(),
         "values" = case when not v_keep or p_values is null then t."values" else nullif(p_values, 'null'::jsonb) end,
         interrupts = case when not v_keep or p_interrupts is null then t.interrupts
                           else heddle_object_v1(p_interrupts) end,
         error = case when v_keep then convert_to(v_error::text, 'UTF8') else t.error end,
         state_updated_at = case when v_keep and p_values is not null then clock_timestamp()
                                 else t.state_updated_at end
   where t.thread_id = s.thread_id;
  if v_keep then
    perform heddle_keep_snapshot_v1(s.thread_id, p_snapshot, s.run_id);
  end if;
  return v_after = 'ready';
end $$;

-- The ThreadState a run or an edit left; without one, none is served until the next.
create function heddle_keep_snapshot_v1(p_thread uuid, p_snapshot jsonb, p_run uuid) returns void language plpgsql as $$
declare
  v_snapshot jsonb := nullif(p_snapshot, 'null'::jsonb);
begin
  insert into heddle_thread_state as t (thread_id, checkpoint_id, snapshot, last_run_id)
  values (p_thread, v_snapshot -> 'checkpoint' ->> 'checkpoint_id', v_snapshot, p_run)
  on conflict (thread_id) do update
    set checkpoint_id = excluded.checkpoint_id, snapshot = excluded.snapshot,
        last_run_id = coalesce(excluded.last_run_id, t.last_run_id), updated_at = clock_timestamp();
end $$;

-- What a dead or leaving owner held: handed on, or ended when it must not run again. Answers edit, ended, requeued.
create function heddle_reclaim_v1(s heddle_run_slot, p_spend boolean, p_max_attempts int) returns text
language plpgsql as $$
begin
  if s.kind = 'edit' then
    perform heddle_advance_v1(s.thread_id, s.previous_status);
    return 'edit';
  end if;
  if s.cancel is not null then
    perform heddle_close_v1(s, 'interrupted', s.cancel = 'rollback', null, null, null, null, null);
    return 'ended';
  end if;
  if p_spend and s.attempt >= p_max_attempts then
    perform heddle_close_v1(s, 'error', false, null, null, null, null, jsonb_build_object(
      'error', 'MaxAttemptsExceeded',
      'message', format('The run was lost %s times in the middle of its work (limit %s) and is not tried again.',
                        s.attempt, p_max_attempts)));
    return 'ended';
  end if;
  update heddle_run_slot
     set leased = false, owner = null, fence = heddle_next_fence_v1(),
         attempt = case when p_spend then s.attempt else greatest(s.attempt - 1, 0) end,
         -- The first loss is made good at once; a run that loses its owners again steps back.
         due_at = case when p_spend and s.attempt > 1 then clock_timestamp() + (s.attempt - 1) * interval '1 second'
                       else s.due_at end
   where thread_id = s.thread_id;
  return 'requeued';
end $$;
