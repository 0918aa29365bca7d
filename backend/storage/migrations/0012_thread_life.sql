-- SPDX-License-Identifier: Apache-2.0
-- How long threads are kept, and what they take up.

-- Only the newest checkpoints of the thread stay, under its slot. False when the thread is busy.
create function heddle_keep_latest_v1(p_thread uuid, p_owner bigint) returns boolean language plpgsql as $$
begin
  insert into heddle_run_slot (thread_id, kind, leased, due_at, seq, owner, fence)
  values (p_thread, 'edit', true, clock_timestamp(), nextval('heddle_order'), p_owner, heddle_next_fence_v1())
  on conflict (thread_id) do nothing;
  if not found then return false; end if;
  perform heddle_prune_v1(p_thread::text);
  -- The stored state may name a parent that is gone.
  update heddle_thread_state set checkpoint_id = null, snapshot = null where thread_id = p_thread;
  delete from heddle_run_slot where thread_id = p_thread;
  return true;
end $$;

-- All of those threads that exist, or none: raises HD409 when one is busy (for delete: being edited).
create function heddle_prune_threads_v1(p_threads uuid[], p_strategy text, p_owner bigint,
                                        out pruned bigint, out cancelled jsonb) language plpgsql as $$
declare
  t record;
  d record;
begin
  pruned := 0;
  cancelled := '[]';
  for t in select x.thread_id from thread x where x.thread_id = any (p_threads) order by x.thread_id loop
    if p_strategy = 'keep_latest' then
      if not heddle_keep_latest_v1(t.thread_id, p_owner) then
        raise exception 'Thread is busy' using errcode = 'HD409';
      end if;
      pruned := pruned + 1;
    else
      select x.* into d from heddle_delete_thread_v1(t.thread_id, p_owner) x;
      if d.outcome = 'edit_busy' then raise exception 'Thread is busy' using errcode = 'HD409'; end if;
      if d.outcome = 'done' then
        pruned := pruned + 1;
        cancelled := cancelled || (
          select coalesce(jsonb_agg(r.value || jsonb_build_object('thread_id', t.thread_id)), '[]')
            from jsonb_array_elements(d.cancelled) r);
      end if;
    end if;
  end loop;
end $$;

-- Threads whose time is over; busy ones wait for the next sweep. What keeps its latest state is looked at again when
-- as much time has passed once more.
create function heddle_sweep_threads_v1(p_limit int, p_owner bigint) returns bigint language plpgsql as $$
declare
  x record;
  v_swept bigint := 0;
begin
  for x in select e.thread_id, e.strategy from thread_ttl e
            where e.expires_at <= clock_timestamp() at time zone 'utc'
              and not exists (select 1 from heddle_run_slot s where s.thread_id = e.thread_id)
            order by e.expires_at limit p_limit for update skip locked loop
    if x.strategy = 'keep_latest' then
      continue when not heddle_keep_latest_v1(x.thread_id, p_owner);
      update thread_ttl e set created_at = clock_timestamp() at time zone 'utc'
       where e.thread_id = x.thread_id and e.strategy = x.strategy;
    else
      insert into heddle_run_slot (thread_id, kind, leased, due_at, seq, owner, fence)
      values (x.thread_id, 'edit', true, clock_timestamp(), nextval('heddle_order'), p_owner, heddle_next_fence_v1())
      on conflict (thread_id) do nothing;
      continue when not found;
      perform heddle_drop_thread_v1(x.thread_id);
    end if;
    v_swept := v_swept + 1;
  end loop;
  return v_swept;
end $$;

-- The default of langgraph.json, as arguments of a trigger: it holds however a thread comes to be, and costs nothing
-- where there is none.
create function heddle_default_ttl_v1() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from thread_ttl where thread_id = new.thread_id) then
    insert into thread_ttl (thread_id, strategy, ttl_minutes) values (new.thread_id, tg_argv[0], tg_argv[1]::numeric);
  end if;
  return null;
end $$;

-- Null minutes: no default.
create function heddle_set_default_ttl_v1(p_strategy text, p_minutes numeric) returns void language plpgsql as $$
declare
  v_wanted bytea := convert_to(p_strategy, 'UTF8') || '\x00' || convert_to(p_minutes::text, 'UTF8') || '\x00';
  v_there bytea;
begin
  perform pg_advisory_xact_lock(hashtext('heddle'), hashtext('default_ttl'));
  select tgargs into v_there from pg_trigger where tgrelid = 'thread'::regclass and tgname = 'heddle_default_ttl';
  if v_there is not distinct from v_wanted then return; end if;
  drop trigger if exists heddle_default_ttl on thread;
  if p_minutes is not null then
    execute format('create trigger heddle_default_ttl after insert on thread for each row '
                   'execute function heddle_default_ttl_v1(%L, %L)', p_strategy, p_minutes::text);
  end if;
end $$;

-- Sizes as stored, after compression. Null for an unknown thread.
create function heddle_thread_storage_v1(p_thread uuid) returns json language sql stable as $$
  select json_build_object(
      'thread_id', p_thread, 'total_bytes', c.bytes + v.bytes + w.bytes,
      'checkpoints', json_build_object('count', c.count, 'bytes', c.bytes),
      'channel_values', json_build_object('count', v.count, 'bytes', v.bytes, 'by_channel', v.channels),
      'pending_writes', json_build_object('count', w.count, 'bytes', w.bytes))
    from (select count(*), coalesce(sum(pg_column_size(checkpoint) + pg_column_size(metadata)), 0) as bytes
            from checkpoints where thread_id = p_thread::text) c,
         (select coalesce(sum(versions), 0) as count, coalesce(sum(bytes), 0) as bytes,
                 coalesce(json_object_agg(channel, json_build_object('versions', versions, 'bytes', bytes)), '{}') as channels
            from (select channel, count(*) as versions, coalesce(sum(pg_column_size(blob)), 0) as bytes
                    from checkpoint_blobs where thread_id = p_thread::text group by channel order by channel) each) v,
         (select count(*), coalesce(sum(pg_column_size(blob)), 0) as bytes
            from checkpoint_writes where thread_id = p_thread::text) w
   where exists (select 1 from thread where thread_id = p_thread)
$$;
