-- SPDX-License-Identifier: Apache-2.0
-- A run's fence and numbers say that it has begun. One that ended before its first claim got those of the run before it,
-- which its slot still held, and was shown as begun; one that was handed back and then ended by a newer run got none, and
-- nobody found its events any more. What counts is whether the slot's run has been started.

create function heddle_keep_numbers_v2() returns trigger language plpgsql as $$
declare
  s heddle_run_slot;
begin
  select x.* into s from run r join heddle_run_slot x on x.thread_id = r.thread_id and x.run_id = r.run_id
   where r.run_id = new.run_id and x.started_at is not null;
  new.fence := s.fence;
  new.seq_base := s.seq_base;
  return new;
end $$;
drop trigger heddle_keep_numbers on heddle_run;
create trigger heddle_keep_numbers before update on heddle_run for each row
  when (new.ended_at is not null and old.ended_at is null) execute function heddle_keep_numbers_v2();
