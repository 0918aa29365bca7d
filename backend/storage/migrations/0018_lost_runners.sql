-- SPDX-License-Identifier: Apache-2.0
-- Only a run that lost its runner may be to blame for that. One whose replica or database went away is tried again beside
-- the others: after the end of a busy server hundreds of them come back at once.

-- The run that lost a runner, as long as it is the slot's; a later run of the thread has another id.
alter table heddle_run_slot add column lost_runner_of uuid;

create function heddle_hand_back_v2(p_thread uuid, p_run uuid, p_fence bigint, p_spend boolean, p_runner_lost boolean)
returns boolean language plpgsql as $$
begin
  if not heddle_hand_back_v1(p_thread, p_run, p_fence, p_spend) then return false; end if;
  if p_runner_lost then
    update heddle_run_slot set lost_runner_of = p_run where thread_id = p_thread and run_id = p_run;
  end if;
  return true;
end $$;
