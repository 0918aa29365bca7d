-- SPDX-License-Identifier: Apache-2.0
-- Removing finished things.

-- Answers done, live or not_found. Its checkpoints go too, unless another run is at work on the thread or delta
-- channels may be rebuilt from them: then only the row goes.
create function heddle_remove_run_v1(p_thread uuid, p_run uuid) returns text language plpgsql as $$
declare
  s heddle_run_slot;
  v_busy boolean;
begin
  select x.* into s from heddle_run_slot x where x.thread_id = p_thread for update;
  v_busy := found;
  perform 1 from run r where r.run_id = p_run and r.thread_id = p_thread for update;
  if not found then return 'not_found'; end if;
  if s.run_id = p_run or exists (select 1 from heddle_run_wait w where w.run_id = p_run) then return 'live'; end if;
  if v_busy or exists (select 1 from checkpoints c
                        where c.thread_id = p_thread::text and c.metadata ? 'counters_since_delta_snapshot') then
    delete from run where run_id = p_run;
    delete from heddle_run where run_id = p_run;
  else
    perform heddle_forget_run_v1(p_thread, p_run);
  end if;
  return 'done';
end $$;

-- With its versions and crons, its finished runs, and on demand the threads it last ran on. Live runs come to their end.
create function heddle_remove_assistant_v1(p_assistant uuid, p_threads boolean) returns boolean language plpgsql as $$
declare
  t record;
begin
  delete from assistant where assistant_id = p_assistant;
  if not found then return false; end if;
  if p_threads then
    for t in select thread_id from thread where metadata @> jsonb_build_object('assistant_id', p_assistant)
              order by thread_id loop
      perform heddle_delete_thread_v1(t.thread_id, 0);
    end loop;
  end if;
  with gone as (
    delete from run r
     where r.assistant_id = p_assistant
       and not exists (select 1 from heddle_run_slot s where s.thread_id = r.thread_id and s.run_id = r.run_id)
       and not exists (select 1 from heddle_run_wait w where w.run_id = r.run_id)
    returning r.run_id)
  delete from heddle_run h using gone where h.run_id = gone.run_id;
  return true;
end $$;
