# SPDX-License-Identifier: Apache-2.0
"""A server, and the console's commands, behind a PgBouncer that pools transactions over three sessions."""

import asyncio
import json
import os
import subprocess

import pytest
from langgraph_sdk import get_client

from external_services import PgBouncer, Postgres, Redis
from heddle_server import Replica, server_program


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
