// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace heddle::test {

/// Aegra's own tables as its migrations leave them, in our own words; checkpoints and store beside them are
/// LangGraph's.
inline constexpr const char* kAegraSchema = R"sql(
create table alembic_version (version_num varchar(32) primary key);
insert into alembic_version values ('f1a2b3c4d5e6');
create table assistant (assistant_id text primary key default gen_random_uuid()::text, name text not null, description text,
  graph_id text not null, config jsonb not null default '{}', context jsonb not null default '{}', user_id text not null,
  version int not null default 1, metadata jsonb not null default '{}', created_at timestamptz not null default now(),
  updated_at timestamptz not null default now());
create table assistant_versions (assistant_id text references assistant on delete cascade, version int, graph_id text not null,
  config jsonb, context jsonb, created_at timestamptz default now(), metadata jsonb not null default '{}', name text,
  description text, primary key (assistant_id, version));
create table thread (thread_id text primary key, status text default 'idle', metadata_json jsonb not null default '{}',
  user_id text not null, created_at timestamptz not null default now(), updated_at timestamptz not null default now());
create table runs (run_id text primary key, thread_id text not null references thread on delete cascade,
  assistant_id text references assistant on delete cascade, status text default 'pending', input jsonb, config jsonb,
  context jsonb, output jsonb, error_message text, user_id text not null, created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(), execution_params jsonb, claimed_by text, lease_expires_at timestamptz);
create index on runs (status, lease_expires_at);
create index on runs (thread_id);
)sql";

/// One assistant, forty threads and two runs in each, a second apart; every fourth run failed.
inline constexpr const char* kAegraRows = R"sql(
insert into assistant (assistant_id, name, graph_id, user_id, metadata) values
  ('fe096781-5601-53d2-b2f6-0d3403f7e9ca', 'agent', 'agent', 'system', '{"created_by": "system"}');
insert into assistant_versions (assistant_id, version, graph_id, config, context, name) values
  ('fe096781-5601-53d2-b2f6-0d3403f7e9ca', 1, 'agent', '{}', '{}', 'agent');
insert into thread (thread_id, status, metadata_json, user_id, created_at, updated_at)
  select 'thread-' || lpad(n::text, 3, '0'), case when n % 10 = 0 then 'interrupted' else 'idle' end,
    '{"graph_id": "agent", "assistant_id": "fe096781-5601-53d2-b2f6-0d3403f7e9ca"}', 'me',
    '2026-01-01 00:00Z'::timestamptz + n * interval '1 s', '2026-01-01 00:00Z'::timestamptz + n * interval '2 s'
  from generate_series(0, 39) n;
insert into runs (run_id, thread_id, assistant_id, status, input, config, context, output, error_message, user_id, created_at,
    updated_at, execution_params)
  select 'run-' || lpad(n::text, 3, '0'), 'thread-' || lpad((n / 2)::text, 3, '0'), 'fe096781-5601-53d2-b2f6-0d3403f7e9ca',
    case when n % 4 = 0 then 'error' else 'success' end, '{"n": 12345678901234567890}', '{}', '{}', '{"out": 1}',
    case when n % 4 = 0 then 'ValueError: it broke' end, 'me', '2026-01-01 00:00Z'::timestamptz + n * interval '1 s', now(),
    '{"user": {"identity": "me", "token": "hunter2"}, "behavior": {"multitask_strategy": "enqueue"}}'
  from generate_series(0, 79) n;
)sql";

}  // namespace heddle::test
