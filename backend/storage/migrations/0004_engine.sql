-- SPDX-License-Identifier: Apache-2.0
-- The queue of record and its side tables. No foreign keys: the hot ones must not lock each other's rows.

create sequence heddle_fence;
create sequence heddle_order;

-- Of a run, what the official columns do not hold. `outcome` {status, values, interrupts} is kept for a while when
-- the run's own row went with its temporary thread, so that a waiting client still gets its answer.
create table heddle_run (
  run_id uuid primary key,
  graph_id text not null,
  error jsonb,
  attempt smallint not null default 0 check (attempt >= 0),
  fence bigint,
  started_at timestamptz,
  ended_at timestamptz,
  outcome jsonb) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
create index heddle_run_outcome_idx on heddle_run (ended_at) where outcome is not null;

-- One row per thread that somebody may write: its head run (ready or leased), or an edit. The primary key is the rule
-- "one live run per thread". previous_status is the thread's status from before it became busy.
create table heddle_run_slot (
  thread_id uuid primary key,
  kind text not null check (kind in ('run', 'edit')),
  run_id uuid,
  graph_id text,
  leased boolean not null default false,
  due_at timestamptz not null,
  seq bigint not null,
  owner bigint,
  fence bigint not null default 0,
  attempt smallint not null default 0 check (attempt >= 0),
  behind int not null default 0 check (behind >= 0),
  seq_base bigint not null default 0,
  cancel text check (cancel in ('interrupt', 'rollback')),
  previous_status text check (previous_status in ('idle', 'interrupted', 'error')),
  temporary boolean not null default false,
  started_at timestamptz,
  check ((kind = 'edit') = (run_id is null)),
  check (kind = 'run' or leased),
  check (leased = (owner is not null)),
  check (not leased or fence > 0),
  check (cancel is null or leased),
  check (kind = 'edit' or (graph_id is not null and previous_status is not null)))
  with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
        autovacuum_vacuum_cost_delay = 0);
create index heddle_run_slot_ready on heddle_run_slot (due_at) where not leased;
create index heddle_run_slot_owner on heddle_run_slot (owner) where leased;

-- Runs behind another run or an edit of their thread; the lowest (due_at, seq) is next.
create table heddle_run_wait (
  thread_id uuid not null,
  due_at timestamptz not null,
  seq bigint not null,
  run_id uuid not null unique,
  primary key (thread_id, due_at, seq));

create table heddle_replica (
  replica_id bigint generated always as identity primary key,
  lease_until timestamptz not null,
  joined_at timestamptz not null default clock_timestamp(),
  info jsonb not null default '{}') with (fillfactor = 50);

create table heddle_outbox (
  id bigint generated always as identity primary key,
  run_id uuid not null,
  kind text not null,
  due_at timestamptz not null default clock_timestamp(),
  tries smallint not null default 0,
  body jsonb not null);
create index heddle_outbox_due on heddle_outbox (due_at);

create table heddle_cron_fire (
  cron_id uuid not null,
  fire_at timestamptz not null,
  run_id uuid not null,
  primary key (cron_id, fire_at));

-- The last full ThreadState a runner sent, served while its checkpoint is the head; which run ended last; the
-- highest event number of the thread.
create table heddle_thread_state (
  thread_id uuid primary key,
  checkpoint_id text,
  snapshot jsonb,
  last_run_id uuid,
  seq_high bigint not null default 0,
  updated_at timestamptz not null default clock_timestamp()) with (fillfactor = 80);

-- For single runs; never filter it by status (the slots and the partial index on run are for that).
create view heddle_run_status as
  select r.run_id, r.thread_id, case when s.leased then 'running' else r.status end as status
    from run r
    left join heddle_run_slot s on s.thread_id = r.thread_id and s.run_id = r.run_id;
