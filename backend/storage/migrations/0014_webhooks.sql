-- SPDX-License-Identifier: Apache-2.0
-- Webhooks: the transaction that ends a run leaves the call to be made in the outbox. Triggers, because every way to
-- an end (finish, cancel, sweep, supersession) writes heddle_run.ended_at; a rolled back run leaves no call.

-- owner: the replica that is making the call. Given up for good: due_at is infinity.
alter table heddle_outbox add column owner bigint;

create function heddle_leave_webhook_v1() returns trigger language plpgsql as $$
begin
  insert into heddle_outbox (run_id, kind, body)
  select r.run_id, 'webhook', jsonb_build_object(
           'run_id', r.run_id, 'thread_id', r.thread_id, 'assistant_id', r.assistant_id, 'status', r.status,
           'created_at', heddle_iso_v1(r.created_at), 'updated_at', heddle_iso_v1(r.updated_at),
           'metadata', r.metadata, 'kwargs', r.kwargs, 'multitask_strategy', r.multitask_strategy,
           'run_started_at', heddle_iso_v1(new.started_at), 'run_ended_at', heddle_iso_v1(new.ended_at),
           'error', new.error, 'values', new.outcome -> 'values')
    from run r
   where r.run_id = new.run_id and jsonb_typeof(r.kwargs -> 'webhook') = 'string';
  return null;
end $$;
create trigger heddle_leave_webhook after update on heddle_run
  for each row when (old.ended_at is null and new.ended_at is not null) execute function heddle_leave_webhook_v1();

-- At the end of the same transaction the thread has its new values, or is gone with a run that had it for itself.
create function heddle_complete_webhook_v1() returns trigger language plpgsql as $$
begin
  update heddle_outbox o set body = o.body || jsonb_build_object('values', t."values")
    from thread t where o.id = new.id and t.thread_id = (new.body ->> 'thread_id')::uuid;
  return null;
end $$;
create constraint trigger heddle_complete_webhook after insert on heddle_outbox deferrable initially deferred
  for each row when (new.kind = 'webhook') execute function heddle_complete_webhook_v1();
