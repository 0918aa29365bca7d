-- SPDX-License-Identifier: Apache-2.0
-- Numbers of the event protocol: an event's seq is the base of its attempt plus its place in it. Each claim opens a
-- range of 2^28 numbers above all earlier ones of the thread, so that nobody has to know how far a lost attempt came;
-- below 2^53 that leaves 33 million claims to a thread.

alter table heddle_run add column seq_base bigint;

create function heddle_number_events_v1() returns trigger language plpgsql as $$
begin
  new.seq_base := old.seq_base + (1::bigint << 28);
  if not new.temporary then
    insert into heddle_thread_state as t (thread_id, seq_high) values (new.thread_id, new.seq_base)
    on conflict (thread_id) do update set seq_high = greatest(t.seq_high + (1::bigint << 28), excluded.seq_high)
    returning t.seq_high into new.seq_base;
  end if;
  return new;
end $$;
create trigger heddle_number_events before update on heddle_run_slot for each row
  when (new.leased and not old.leased) execute function heddle_number_events_v1();

-- The base of its last attempt stays with a run, as its fence does.
create function heddle_keep_numbers_v1() returns trigger language plpgsql as $$
begin
  new.seq_base := (select s.seq_base from heddle_run_slot s join run r on r.thread_id = s.thread_id
                    where r.run_id = new.run_id and s.run_id = new.run_id);
  return new;
end $$;
create trigger heddle_keep_numbers before update on heddle_run for each row
  when (new.ended_at is not null and old.ended_at is null and new.fence is not null)
  execute function heddle_keep_numbers_v1();
