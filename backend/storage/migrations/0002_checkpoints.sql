-- SPDX-License-Identifier: Apache-2.0
-- LangGraph's open checkpoint tables (text ids, task_path) plus one nullable run_id, so that a rollback finds what a
-- run wrote. Hash partitions by thread from the start: they cannot be added later without a rewrite.

create table checkpoint_migrations (v integer primary key);
insert into checkpoint_migrations (v) select generate_series(0, 9);

create table checkpoints (
  thread_id text not null,
  checkpoint_ns text not null default '',
  checkpoint_id text not null,
  parent_checkpoint_id text,
  type text,
  checkpoint jsonb not null,
  metadata jsonb not null default '{}',
  run_id uuid,
  primary key (thread_id, checkpoint_ns, checkpoint_id)) partition by hash (thread_id);
create index checkpoints_thread_newest_idx on checkpoints (thread_id, checkpoint_id desc);
create index checkpoints_run_id_idx on checkpoints (run_id) where run_id is not null;

create table checkpoint_blobs (
  thread_id text not null,
  checkpoint_ns text not null default '',
  channel text not null,
  version text not null,
  type text not null,
  blob bytea,
  primary key (thread_id, checkpoint_ns, channel, version)) partition by hash (thread_id);

create table checkpoint_writes (
  thread_id text not null,
  checkpoint_ns text not null default '',
  checkpoint_id text not null,
  task_id text not null,
  idx integer not null,
  channel text not null,
  type text,
  blob bytea not null,
  task_path text not null default '',
  run_id uuid,
  primary key (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)) partition by hash (thread_id);

do $$
begin
  for part in 0..15 loop
    execute format('create table checkpoints_p%s partition of checkpoints for values with (modulus 16, remainder %s)',
                   lpad(part::text, 2, '0'), part);
    execute format('create table checkpoint_blobs_p%s partition of checkpoint_blobs '
                   'for values with (modulus 16, remainder %s)', lpad(part::text, 2, '0'), part);
    execute format('create table checkpoint_writes_p%s partition of checkpoint_writes '
                   'for values with (modulus 16, remainder %s)', lpad(part::text, 2, '0'), part);
  end loop;
end $$;
