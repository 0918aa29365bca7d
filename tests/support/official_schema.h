// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace heddle::test {

/// The shape of the Agent Server's tables as operators see them, in our own words: what the console meets
/// there.
inline constexpr const char* kOfficialSchema = R"sql(
create table assistant (assistant_id uuid primary key, graph_id text not null, created_at timestamptz default now(),
  updated_at timestamptz default now(), config jsonb not null default '{}', metadata jsonb not null default '{}',
  version int not null default 1, name text, description text, context jsonb);
create table assistant_versions (assistant_id uuid not null, version int not null default 1, graph_id text not null,
  config jsonb not null default '{}', metadata jsonb not null default '{}', created_at timestamptz default now(), name text,
  primary key (assistant_id, version));
create table thread (thread_id uuid primary key, created_at timestamptz default now(), updated_at timestamptz default now(),
  metadata jsonb not null default '{}', status text not null default 'idle', config jsonb not null default '{}',
  "values" jsonb, interrupts jsonb, error bytea);
create index on thread (created_at desc);
create index on thread (status, created_at desc);
create table run (run_id uuid primary key, thread_id uuid not null, assistant_id uuid not null,
  created_at timestamptz default now(), updated_at timestamptz default now(), metadata jsonb not null default '{}',
  status text not null default 'pending', kwargs jsonb not null, multitask_strategy text not null default 'reject');
create index on run (created_at desc);
create index on run (created_at) where status = 'pending';
create index on run (thread_id);
create table cron (cron_id uuid primary key, assistant_id uuid, thread_id uuid, user_id text, payload jsonb not null default '{}',
  schedule text not null, next_run_date timestamptz, end_time timestamptz, created_at timestamptz default now(),
  updated_at timestamptz default now(), metadata jsonb not null default '{}');
create table checkpoints (thread_id uuid, checkpoint_ns text not null default '', checkpoint_id uuid, run_id uuid,
  parent_checkpoint_id uuid, checkpoint jsonb not null, metadata jsonb not null default '{}',
  primary key (thread_id, checkpoint_ns, checkpoint_id));
create table checkpoint_blobs (thread_id uuid, checkpoint_ns text default '', channel text, version text, type text not null,
  blob bytea, primary key (thread_id, checkpoint_ns, channel, version));
create table checkpoint_writes (thread_id uuid, checkpoint_ns text default '', checkpoint_id uuid, task_id uuid, idx int,
  channel text, type text not null, blob bytea not null, primary key (thread_id, checkpoint_ns, checkpoint_id, task_id, idx));
create table store (prefix text, key text, value jsonb not null, primary key (prefix, key));
create table schema_migrations (version bigint primary key, dirty boolean not null);
insert into schema_migrations select n, false from generate_series(1, 60) n;
)sql";

/// What turns kOfficialSchema into that of mid 2025: foreign keys, and nothing that came later.
inline constexpr const char* kOfficialOlder = R"sql(
alter table assistant drop column context, drop column description;
alter table assistant_versions drop column name;
alter table thread drop column error;
alter table run add foreign key (thread_id) references thread on delete cascade;
alter table checkpoints add foreign key (thread_id) references thread on delete cascade;
delete from schema_migrations where version > 20;
create table checkpoint_migrations (v int primary key);
insert into checkpoint_migrations select n from generate_series(0, 9) n;
)sql";

/// And into that of 0.12: columns that came later, and tables beside them.
inline constexpr const char* kOfficialNewer = R"sql(
alter table thread add column state_updated_at timestamptz, add column configured_ttl_strategy text,
  add column configured_ttl_minutes numeric;
alter table assistant_versions add column description text, add column context jsonb;
alter table cron add column enabled boolean not null default true, add column timezone text;
create table run_event (id bigserial primary key);
create table checkpoint_delete_queue (id bigserial primary key, thread_id uuid, checkpoint_ns text default '',
  checkpoint_id text not null, enqueued_at timestamptz not null default now());
insert into schema_migrations values (61, false), (62, false);
)sql";

/// Behind kOfficialNewer: what the standard set of extensions adds, as a server makes it by default.
inline constexpr const char* kOfficialExtensions = R"sql(
create extension btree_gin;
create extension ltree;
create index on thread using gin (status, metadata);
create index on thread using gin ("values" jsonb_path_ops);
)sql";

/// Behind kOfficialNewer: with LANGGRAPH_POSTGRES_EXTENSIONS=lite, where no extension may be made. The same
/// tables and the same ledger, other indexes, and rows to read.
inline constexpr const char* kOfficialLite = R"sql(
create index on thread using gin (metadata jsonb_path_ops);
insert into assistant (assistant_id, graph_id, name) values ('fe096781-5601-53d2-b2f6-0d3403f7e9ca', 'agent', 'agent');
insert into thread (thread_id, metadata, status, "values") values
  ('00000000-0000-0000-0000-000000000001', '{"graph_id": "agent", "owner": "ann"}', 'interrupted', '{"a": 1}');
insert into run (run_id, thread_id, assistant_id, status, kwargs) values ('00000000-0000-0000-0000-000000000002',
  '00000000-0000-0000-0000-000000000001', 'fe096781-5601-53d2-b2f6-0d3403f7e9ca', 'interrupted', '{"input": null}');
insert into checkpoints (thread_id, checkpoint_id, checkpoint, metadata) values ('00000000-0000-0000-0000-000000000001',
  '1f1e76e8-e75a-620e-9694-df19fb72aa23', '{"v": 4, "id": "1f1e76e8-e75a-620e-9694-df19fb72aa23"}', '{"step": 1}');
)sql";

}  // namespace heddle::test
