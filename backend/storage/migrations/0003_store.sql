-- SPDX-License-Identifier: Apache-2.0
-- LangGraph's open store table; its vector tables are made when an index is configured.

create table store_migrations (v integer primary key);
insert into store_migrations (v) select generate_series(0, 3);

create table store (
  prefix text not null,
  key text not null,
  value jsonb not null,
  created_at timestamptz default current_timestamp,
  updated_at timestamptz default current_timestamp,
  expires_at timestamptz,
  ttl_minutes int,
  primary key (prefix, key));
create index store_prefix_idx on store using btree (prefix text_pattern_ops);
create index idx_store_expires_at on store (expires_at) where expires_at is not null;
