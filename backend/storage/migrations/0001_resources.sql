-- SPDX-License-Identifier: Apache-2.0
-- Resource tables: official names and columns, so that readers of that schema work. What is ours alone stands
-- in heddle_* tables (0004).

create table assistant (
  assistant_id uuid primary key default gen_random_uuid(),
  graph_id text not null,
  name text,
  description text,
  version int not null default 1,
  config jsonb not null default '{}',
  context jsonb not null default '{}',
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now());
create index assistant_created_idx on assistant (created_at desc, assistant_id desc);
create index assistant_graph_idx on assistant (graph_id, created_at desc, assistant_id desc);
create index assistant_metadata_idx on assistant using gin (metadata jsonb_path_ops);

create table assistant_versions (
  assistant_id uuid not null references assistant on delete cascade,
  version int not null,
  graph_id text not null,
  name text,
  description text,
  config jsonb not null default '{}',
  context jsonb not null default '{}',
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (assistant_id, version));

create table thread (
  thread_id uuid primary key default gen_random_uuid(),
  status text not null default 'idle' check (status in ('idle', 'busy', 'interrupted', 'error')),
  metadata jsonb not null default '{}',
  config jsonb not null default '{}',
  "values" jsonb,
  interrupts jsonb not null default '{}',
  error bytea,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  state_updated_at timestamptz,
  configured_ttl_strategy text,
  configured_ttl_minutes numeric) with (fillfactor = 85);
create index thread_created_idx on thread (created_at desc, thread_id desc);
create index thread_updated_idx on thread (updated_at desc, thread_id desc);
create index thread_status_idx on thread (status, created_at desc, thread_id desc);
create index thread_metadata_idx on thread using gin (metadata jsonb_path_ops);

create table thread_ttl (
  id uuid primary key default gen_random_uuid(),
  thread_id uuid not null references thread on delete cascade,
  strategy text not null default 'delete',
  ttl_minutes numeric not null check (ttl_minutes >= 0),
  created_at timestamp not null default (now() at time zone 'utc'),
  expires_at timestamp generated always as (created_at + ttl_minutes::float8 * interval '1 minute') stored,
  unique (thread_id, strategy));
create index thread_ttl_expires_idx on thread_ttl (expires_at);

-- status is what was last written: a claim does not write it. heddle_run_status tells the status of the API.
create table run (
  run_id uuid primary key,
  thread_id uuid not null,
  assistant_id uuid not null,
  status text not null default 'pending'
    check (status in ('pending', 'running', 'success', 'error', 'timeout', 'interrupted')),
  metadata jsonb not null default '{}',
  kwargs jsonb not null,
  multitask_strategy text not null default 'reject'
    check (multitask_strategy in ('reject', 'enqueue', 'interrupt', 'rollback')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now())
  with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
create index run_thread_idx on run (thread_id, created_at desc, run_id desc);
create index run_created_idx on run (created_at desc, run_id desc);
create index run_unlucky_idx on run (status, created_at desc, run_id desc)
  where status in ('error', 'timeout', 'interrupted');
create index run_assistant_idx on run (assistant_id, created_at desc, run_id desc);

create table cron (
  cron_id uuid primary key default gen_random_uuid(),
  assistant_id uuid references assistant on delete cascade,
  thread_id uuid references thread on delete cascade,
  user_id text,
  payload jsonb not null default '{}',
  schedule text not null,
  timezone text,
  next_run_date timestamptz,
  end_time timestamptz,
  on_run_completed text not null default 'delete' check (on_run_completed in ('delete', 'keep')),
  enabled boolean not null default true,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now());
create index cron_next_idx on cron (next_run_date) where enabled;
