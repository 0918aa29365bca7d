# SPDX-License-Identifier: Apache-2.0
"""Figures of the console's lists on generated databases: pages, every kind of filter, counts, each against libpq."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import psycopg

from figure import Figure
from heddle_server import Folder, Server, server_program
from server_figures import CONFIG

# Each thread has a checkpoint, with a UUIDv6 of the time of its newest run.
# Of any number of runs a fiftieth failed, a hundred-thousandth was interrupted; they lie 31 s apart.
FILL = """
insert into assistant (assistant_id, graph_id, name, metadata)
  select ('00000000-0000-0000-0000-0000000000' || lpad(n::text, 2, '0'))::uuid, 'graph ' || n %% 5, 'Assistant ' || n, '{{}}'
    from generate_series(0, 19) n;
insert into thread (thread_id, status, created_at, updated_at, metadata)
  select ('10000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid,
         case when n %% 5000 = 0 then 'interrupted' when n %% 50 = 0 then 'error' else 'idle' end,
         now() - n * interval '300 s', now() - n * interval '290 s',
         jsonb_build_object('graph_id', 'graph ' || n %% 5, 'user', jsonb_build_object('id', n %% 3000),
                            'plan', case when n %% 40000 = 7 then 'gold' else 'free' end,
                            'tags', jsonb_build_array('t' || n %% 10))
    from generate_series(0, {threads} - 1) n;
insert into run (run_id, thread_id, assistant_id, status, kwargs, metadata, created_at, updated_at)
  select md5(n::text)::uuid, ('10000000-0000-0000-0000-' || lpad((n %% {threads})::text, 12, '0'))::uuid,
         ('00000000-0000-0000-0000-0000000000' || lpad((n %% 20)::text, 2, '0'))::uuid,
         case when n %% 100000 = 0 then 'interrupted' when n %% 50 = 0 then 'error' else 'success' end,
         '{{"input": {{"messages": []}}}}', jsonb_build_object('n', n, 'team', 'team ' || n %% 5),
         now() - n * interval '31 s', now() - n * interval '31 s'
    from generate_series(1, {runs}) n;
insert into checkpoints (thread_id, checkpoint_id, checkpoint, metadata)
  select thread_id::text, substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-6' || substr(h, 13, 3) || '-8000-000000000000',
         '{{"v": 4}}', '{{"step": 1}}'
    from (select thread_id, lpad(to_hex((extract(epoch from created_at) * 10000000)::bigint + 122192928000000000), 15, '0') h
            from run where (metadata->>'n')::int <= {threads}) newest_run_of_each;
insert into heddle_run (run_id, graph_id, error, attempt, started_at, ended_at)
  select run_id, 'graph', case when status = 'error' then
           jsonb_build_object('error', 'ValueError', 'message', 'bad thing ' || (metadata->>'n')) end,
         1 + ((metadata->>'n')::int %% 1000 = 0)::int, created_at + interval '5 ms',
         created_at + ((metadata->>'n')::int %% 100000) * interval '1 ms' + interval '5 ms'
    from run;
"""


def fill(uri: str, runs: int) -> None:
    """Indexes that no constraint needs are made anew afterwards: row by row they take most of the time."""
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in ("fsync = off", "max_wal_size = '8GB'"):
            connection.execute(f"alter system set {setting}")
        connection.execute("select pg_reload_conf()")
        connection.execute("set maintenance_work_mem = '256MB'")
        secondary = connection.execute(
            "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index join pg_class on oid = indrelid "
            "where relname in ('thread', 'run', 'heddle_run') and not indisunique"
        ).fetchall()
        for name, _ in secondary:
            connection.execute(f"drop index {name}")
        text = FILL.format(runs=runs, threads=max(1000, runs // 10)).replace("%%", "%")
        for statement in [*text.split(";\n"), *(definition for _, definition in secondary)]:
            if statement.strip():
                connection.execute(statement)
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")  # or it would be written while we measure


def of_size(runs: int, word: str) -> Iterator[Figure]:
    folder = Folder()
    try:
        with Server(folder, CONFIG, "--no-reload") as server:
            fill(server.deployment()["database_uri"], runs)
            program = server_program().parents[1] / "tests/list_bench"
            said = subprocess.run(
                [str(program), str(server.folder.data / "deployment.json")], capture_output=True, text=True, check=True
            ).stdout
        for line in said.splitlines():
            taken = json.loads(line)
            yield Figure(f"{taken['name']}_at_{word}_runs", taken["console"], "ms", taken["libpq"], taken["p95"])
    finally:
        folder.remove()


def lists() -> Iterator[Figure]:
    yield from of_size(10_000, "10k")
    yield from of_size(1_000_000, "1M")


def ten_million() -> Iterator[Figure]:
    yield from of_size(10_000_000, "10M")
