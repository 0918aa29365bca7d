# SPDX-License-Identifier: Apache-2.0
"""A server, and the console's commands, behind a PgBouncer that pools transactions over three sessions."""

import asyncio
import json
import os
import re
import subprocess

import pytest
from langgraph_sdk import get_client

from external_services import PgBouncer, Postgres, Redis
from heddle_server import Replica, server_program
from recording_api import RecordingApi


@pytest.fixture(scope="module")
def postgres():
    with Postgres() as running:
        yield running


@pytest.fixture(scope="module")
def redis():
    with Redis() as running:
        yield running


@pytest.fixture(scope="module")
def pooler(postgres):
    with PgBouncer(postgres) as running:
        yield running


@pytest.fixture(params=["migrates directly", "migrates through it"])
def server(request, folder, postgres, redis, pooler):
    database = postgres.make_database()
    direct = {"HEDDLE_MIGRATION_URI": postgres.uri(database)} if request.param == "migrates directly" else {}
    with Replica(folder, pooler.uri(database), redis.uri(), **direct) as running:
        running.pooled, running.database = pooler.uri(database), database
        yield running


async def one_conversation(client, number):
    thread = (await client.threads.create(metadata={"number": number}))["thread_id"]
    first = await client.runs.wait(thread, "approval", input={"topic": f"topic {number}"})
    assert f"topic {number}" in first["draft"]
    await client.runs.wait(thread, "approval", command={"resume": True})
    await client.threads.update_state(thread, {"draft": f"edited {number}"})
    state = await client.threads.get_state(thread)
    assert state["values"]["draft"] == f"edited {number}"
    assert len(await client.threads.get_history(thread)) >= 3
    assert (await client.threads.search(metadata={"number": number}))[0]["thread_id"] == thread
    return thread


def console(folder, uri, *words):
    file = folder.path / "deployment.json"
    file.write_text(json.dumps({"name": "pooled", "environment": "production", "api_urls": [], "database_uri": uri,
                                "redis_uri": None, "api_key": None}))
    program = server_program().with_name("heddle")
    ended = subprocess.run([program, *words, "--deployment", file, "--json"], capture_output=True, text=True, timeout=60,
                           env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    assert ended.returncode == 0, ended
    return json.loads(ended.stdout)


async def test_server_and_console_work_behind_it(folder, postgres, server):
    client = get_client(url=server.url)
    threads = await asyncio.gather(*[one_conversation(client, number) for number in range(8)])
    assert len(set(threads)) == 8
    assert "error" not in {run["status"] for thread in threads for run in await client.runs.list(thread)}
    listed = json.dumps(console(folder, server.pooled, "runs", "list"))
    assert all(thread in listed for thread in threads)
    state = json.dumps(console(folder, server.pooled, "threads", "state", threads[3]))
    assert "edited 3" in state
    # What the server keeps for itself must not stick to sessions that it shares with others.
    with postgres.connect(server.database) as connection:
        names = "select count(*) from pg_stat_activity where datname = %s and application_name = 'heddle-server'"
        assert connection.execute(names, [server.database]).fetchone()[0] <= 3


THREAD, RUN = "10000000-0000-0000-0000-000000000001", "20000000-0000-0000-0000-000000000001"
ASSISTANT, CRON = "00000000-0000-0000-0000-00000000aaaa", "30000000-0000-0000-0000-000000000001"
ROWS = f"""
insert into assistant (assistant_id, graph_id, name) values ('{ASSISTANT}', 'agent', 'A');
insert into thread (thread_id, status) values ('{THREAD}', 'busy');
insert into run (run_id, thread_id, assistant_id, status, kwargs) values ('{RUN}', '{THREAD}', '{ASSISTANT}', 'pending', '{{}}');
insert into cron (cron_id, assistant_id, schedule, payload, enabled) values ('{CRON}', '{ASSISTANT}', '0 12 * * *', '{{}}', true);
insert into store (prefix, key, value) values ('a', 'k', '{{"n": 1}}')"""
TABLES = ("assistant", "thread", "run", "cron", "store")
# A read that writes: whatever looks at runs leaves a mark, unless its transaction only reads.
TRAP = """
create table marks (at timestamptz);
create function leave_mark() returns boolean language plpgsql volatile as
  $$ begin insert into marks values (now()); return true; end $$;
alter table run rename to kept_run;
create view run as select * from kept_run where leave_mark()"""
WRITES = {
    "runs cancel": [RUN], "runs delete": [RUN], "threads delete": [THREAD], "crons pause": [CRON], "crons resume": [CRON],
    "crons delete": [CRON], "store put": ["--namespace", "a", "k", '{"n": 2}'], "store delete": ["--namespace", "a", "k"],
    "assistants set-version": [ASSISTANT, "1"], "assistants edit": ["--name", "x", ASSISTANT],
}


@pytest.fixture
def pooled(postgres, pooler, folder):
    """A database without a server, and the console's commands on it through the pooler, as a production."""
    database = postgres.make_database()
    subprocess.run([server_program(), "migrate"], check=True, capture_output=True, timeout=60,
                   env={**os.environ, "DATABASE_URI": postgres.uri(database)})
    with postgres.connect(database) as connection, RecordingApi() as api:
        connection.execute(ROWS)
        file = folder.path / "deployment.json"
        file.write_text(json.dumps({"name": "prod", "environment": "production", "api_urls": [api.url],
                                    "database_uri": pooler.uri(database), "redis_uri": None, "api_key": None}))

        def heddle(*words):
            return subprocess.run([server_program().with_name("heddle"), *words], capture_output=True, text=True, timeout=60,
                                  env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        heddle.deployment = ("--deployment", file, "--profile-dir", folder.path / "profile")
        heddle.api = api
        yield connection, heddle


def names_in(told):
    listed = told.partition("Subcommands:")[2]
    return re.findall(r"^  ([a-z][a-z-]*) ", listed, re.MULTILINE)


def verbs_that_confirm(heddle):
    """What changes something takes --yes: a verb that comes later is found by that."""
    return {f"{noun} {verb}" for noun in names_in(heddle("--help").stdout) for verb in names_in(heddle(noun, "--help").stdout)
            if "--yes" in heddle(noun, verb, "--help").stdout}


def rows_of(connection):
    """Every row with who wrote it and who locked or deleted it."""
    return {table: connection.execute(f"select xmin::text, xmax::text, t::text from {table} t order by 3").fetchall()
            for table in TABLES}


def test_no_write_path_reaches_a_read_only_database(pooled):
    connection, heddle = pooled
    assert verbs_that_confirm(heddle) == set(WRITES)
    before = rows_of(connection)
    for verb, words in [*WRITES.items(), ("runs cancel", ["--rollback", RUN])]:
        told = heddle(*verb.split(), *words, *heddle.deployment, "--yes", "--confirm", "prod")
        assert told.returncode == 4 and "read-only" in told.stderr, (verb, told)
    assert rows_of(connection) == before and heddle.api.writes() == []
    # And what is below the gate: reads are transactions that cannot write, whichever session the pooler lends.
    assert heddle("runs", "list", *heddle.deployment).returncode == 0
    connection.execute(TRAP)
    for _ in range(4):
        told = heddle("runs", "list", *heddle.deployment)
        assert told.returncode == 4 and "Postgres refused a write" in told.stderr, told
    assert connection.execute("select count(*) from marks").fetchone() == (0,)
