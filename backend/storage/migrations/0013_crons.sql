-- SPDX-License-Identifier: Apache-2.0
-- Fires of crons: recorded first, settled by the run they start. A fire time yields one run, whoever starts it.

-- Times travel as microseconds since 1970: exact, and free of anybody's idea of a time zone.
create function heddle_time_v1(p_micros bigint) returns timestamptz language sql immutable strict as $$
  select 'epoch'::timestamptz + p_micros * interval '1 microsecond'
$$;
create function heddle_micros_v1(p_time timestamptz) returns bigint language sql immutable strict as $$
  select (extract(epoch from p_time) * 1000000)::bigint
$$;

-- settled_at: its run was made, or cannot be. Others may start a fire that its recorder left lying.
alter table heddle_cron_fire
  add column recorded_at timestamptz not null default clock_timestamp(),
  add column settled_at timestamptz;
create unique index heddle_cron_fire_run_idx on heddle_cron_fire (run_id);
create index heddle_cron_fire_open_idx on heddle_cron_fire (recorded_at) where settled_at is null;
create index cron_thread_idx on cron (thread_id) where thread_id is not null;
create index cron_assistant_idx on cron (assistant_id);
create index cron_metadata_idx on cron using gin (metadata jsonb_path_ops);

-- In the transaction that makes the run, at its end: a second run of a fire takes it all back. A thread made for the
-- fire tells its cron, as the run does.
create function heddle_settle_fire_v1() returns trigger language plpgsql as $$
declare
  v_cron uuid;
begin
  update heddle_cron_fire f set settled_at = clock_timestamp()
   where f.run_id = new.run_id and f.settled_at is null returning f.cron_id into v_cron;
  if not found then
    if exists (select 1 from heddle_cron_fire f where f.run_id = new.run_id) then
      raise exception 'this fire has had its run' using errcode = 'HD409';
    end if;
    return null;
  end if;
  update thread t set metadata = t.metadata || jsonb_build_object('cron_id', v_cron)
   where t.thread_id = new.thread_id
     and exists (select 1 from cron c where c.cron_id = v_cron and c.thread_id is null);
  return null;
end $$;
create constraint trigger heddle_settle_fire after insert on run deferrable initially deferred
  for each row when (new.metadata ? 'cron_id') execute function heddle_settle_fire_v1();
