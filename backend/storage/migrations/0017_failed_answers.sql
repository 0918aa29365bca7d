-- SPDX-License-Identifier: Apache-2.0
-- A run that failed before it wrote anything (a strict answer to a question that does not wait, a graph that cannot be
-- loaded) changed nothing of its thread: one that was interrupted stays so, its questions still wait.

create function heddle_finish_v2(
  p_thread uuid, p_run uuid, p_fence bigint, p_status text, p_rollback boolean, p_values jsonb, p_next jsonb,
  p_interrupts jsonb, p_snapshot jsonb, p_error jsonb, p_again boolean, out committed boolean, out next_ready boolean)
language plpgsql as $$
declare
  v_untouched boolean;
begin
  v_untouched := p_status = 'error'
    and exists (select 1 from heddle_run_slot x
                 where x.thread_id = p_thread and x.run_id = p_run and x.fence = p_fence and x.leased
                   and x.previous_status = 'interrupted' for update)
    and not exists (select 1 from checkpoints c where c.thread_id = p_thread::text and c.run_id = p_run)
    and not exists (select 1 from checkpoint_writes w where w.thread_id = p_thread::text and w.run_id = p_run);
  select f.committed, f.next_ready into committed, next_ready
    from heddle_finish_v1(p_thread, p_run, p_fence, p_status, p_rollback, p_values, p_next, p_interrupts, p_snapshot,
                          p_error, p_again) f;
  if committed and v_untouched then
    update thread set status = 'interrupted' where thread_id = p_thread and status = 'error';
    update heddle_run_slot set previous_status = 'interrupted'
     where thread_id = p_thread and kind = 'run' and previous_status = 'error';
  end if;
end $$;
