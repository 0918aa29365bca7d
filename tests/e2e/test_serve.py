# SPDX-License-Identifier: Apache-2.0
"""`serve` and `migrate` on a Postgres and a Redis that somebody else runs, with passwords and over TCP."""

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest
from langgraph_sdk import get_client, get_sync_client

from external_services import PASSWORD, USER, Postgres, Redis
from heddle_server import Replica, command_of, server_program, wait_until


@pytest.fixture(scope="module")
def postgres():
    with Postgres() as running:
        yield running


@pytest.fixture(scope="module")
def redis():
    with Redis() as running:
        yield running


@pytest.fixture
def database(postgres):
    return postgres.make_database()


def migrate(**environment):
    clean = {"DATABASE_URI": "", "POSTGRES_URI": "", **environment}
    return subprocess.run([str(server_program()), "migrate"], capture_output=True, text=True, timeout=60, env=clean)


def test_migrate_once(postgres, database):
    first = migrate(DATABASE_URI=postgres.uri(database))
    assert first.returncode == 0 and " 0 steps" not in first.stdout, first
    again = migrate(POSTGRES_URI=postgres.uri(database))
    assert again.returncode == 0 and again.stdout.endswith(", 0 steps applied\n"), again
    with postgres.connect(database) as connection:
        assert connection.execute("select value from heddle_meta where key = 'product'").fetchone() == ("heddle",)


def spellings(postgres, redis, database):
    socket_folder = postgres.uri(database, host="").replace(f":{postgres.port}/", "/")
    return {
        "TCP": (postgres.uri(database), redis.uri()),
        "socket folder": (f"{socket_folder}?host={postgres.folder}&port={postgres.port}", redis.socket_uri(3)),
        "SQLAlchemy": (postgres.uri(database).replace("postgres://", "postgresql+psycopg://"), redis.uri(2)),
        "keywords": (f"host=127.0.0.1 port={postgres.port} user={USER} password='{PASSWORD}' dbname={database}", redis.uri(5)),
    }


@pytest.mark.parametrize("spelling", ["TCP", "socket folder", "SQLAlchemy", "keywords"])
def test_every_spelling_serves(folder, postgres, redis, database, spelling):
    named, live = spellings(postgres, redis, database)[spelling]
    with Replica(folder, named, live) as server:
        client = get_sync_client(url=server.url)
        assert client.runs.wait(None, "echo", input={"text": "hello"})["text"] == "hello"
        children = " ".join(map(command_of, server.descendants()))
        assert "postgres" not in children and "redis-server" not in children
    assert PASSWORD not in server.log() and PASSWORD not in children


def test_variables_that_say_where_and_how_much(folder, postgres, redis, database):
    named = {"REDIS_KEY_PREFIX": "mine:", "METRIC_PREFIX": "loom_", "LANGGRAPH_POSTGRES_POOL_MAX_SIZE": "6",
             "LSD_PROM_METRICS_ENABLED": "true", "LSD_PROM_METRICS_PORT": "0", "HEDDLE_API_KEYS": "a-key"}
    with Replica(folder, postgres.uri(database), redis.uri(7), **named) as server:
        with redis.connect() as connection:
            connection.select(7)
            wait_until(lambda: connection.hget("mine:meta", "product") == b"heddle", what="the meta hash is there")
        port = re.search(r"figures for scrapers port=(\d+)", server.log()).group(1)
        scraped = httpx.get(f"http://127.0.0.1:{port}/metrics").text  # without a key
        assert "# TYPE loom_num_pending_runs gauge" in scraped and "lg_api_" not in scraped
        assert httpx.get(f"http://127.0.0.1:{port}/ok").status_code == 404
        assert httpx.get(server.url + "/metrics").status_code == 401
        client = get_sync_client(url=server.url, api_key="a-key")
        with ThreadPoolExecutor(12) as pool:
            assert list(pool.map(lambda n: client.runs.wait(None, "echo", input={"text": str(n)})["echo"], range(24)))
        pools = client.http.get("/metrics?format=json")["postgres"]
        assert sum(size for name, size in pools.items() if name.startswith("pg_pool_max")) <= 6
        with postgres.connect(database) as connection:
            sessions = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
            assert connection.execute(sessions).fetchone()[0] <= 6


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"POSTGRES_URI": "postgres://u:hunter2@elsewhere/d"}, ["DATABASE_URI", "POSTGRES_URI", "different"]),
        ({"DATABASE_URI": "mysql://u:hunter2@h/d"}, ["DATABASE_URI"]),
        ({"REDIS_URI": "http://:hunter2@h"}, ["REDIS_URI", "redis://"]),
        ({"DATABASE_URI": "postgres://u:hunter2@127.0.0.1:1/d"}, ["Connection refused"]),
        ({"DATABASE_URI": "wrong password"}, ["password authentication failed"]),
        ({"DATABASE_URI": "no such database"}, ['database "nowhere" does not exist']),
        ({"REDIS_URI": "wrong password"}, ["REDIS_URI", "refuses the user or password"]),
        ({"REDIS_URI": "no password"}, ["REDIS_URI", "asks for a password"]),
        ({"REDIS_URI": "no such number"}, ["REDIS_URI", "no database 99"]),
    ],
    ids=lambda value: " ".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else "",
)
def test_one_sentence_for_each_obstacle(folder, postgres, redis, database, environment, says):
    meant = {
        ("DATABASE_URI", "wrong password"): f"postgres://{USER}:hunter2@127.0.0.1:{postgres.port}/{database}",
        ("DATABASE_URI", "no such database"): postgres.uri("nowhere"),
        ("REDIS_URI", "wrong password"): f"redis://:hunter2@127.0.0.1:{redis.port}/0",
        ("REDIS_URI", "no password"): f"redis://127.0.0.1:{redis.port}/0",
        ("REDIS_URI", "no such number"): redis.uri(99),
    }
    server = Replica(folder, postgres.uri(database), redis.uri())
    server.environment |= {name: meant.get((name, value), value) for name, value in environment.items()}
    said = server.complaint()
    assert "hunter2" not in said and PASSWORD not in said
    for part in says:
        assert part in said, said


def test_foreign_database_is_refused(folder, postgres, redis, database):
    with postgres.connect(database) as connection:
        connection.execute("create table thread (thread_id uuid primary key)")
    assert "another LangGraph program" in Replica(folder, postgres.uri(database), redis.uri()).complaint()


def test_starts_without_redis_and_finds_it_later(folder, postgres, database):
    absent = Redis()
    with ExitStack() as stack:
        server = stack.enter_context(Replica(folder, postgres.uri(database), absent.uri()))
        client = get_sync_client(url=server.url)
        assert client.runs.wait(None, "echo", input={"text": "alone"})["text"] == "alone"
        assert "Redis cannot be reached" in server.log()
        stack.enter_context(absent)
        with absent.connect() as connection:
            wait_until(lambda: connection.hget("heddle:meta", "product"), what="the server has found it")


@pytest.fixture
def pair(folder, postgres, redis, database):
    """Two replicas with two places each."""
    with ExitStack() as stack:
        yield [stack.enter_context(Replica(folder, postgres.uri(database), redis.uri(1), name=f"replica{n}", N_JOBS_PER_WORKER="2"))
               for n in (0, 1)]


async def test_runs_cross_replicas(pair, postgres, database):
    """Runs made on one are executed by both, and each streams whole through the other, whoever executes it."""
    first, second = (get_client(url=replica.url) for replica in pair)
    known = [{each["assistant_id"] for each in await client.assistants.search()} for client in (first, second)]
    assert known[0] == known[1]
    threads = [(await first.threads.create())["thread_id"] for _ in range(6)]
    runs = [await first.runs.create(thread, "sleeper", input={"seconds": 1}, stream_mode=["custom", "values"], stream_resumable=True)
            for thread in threads]
    with postgres.connect(database) as connection:
        owners = "select count(distinct owner) from heddle_run_slot where leased"
        wait_until(lambda: connection.execute(owners).fetchone() == (2,), what="both replicas execute")
    for thread, run in zip(threads, runs):
        parts = [part async for part in second.runs.join_stream(thread, run["run_id"], last_event_id="-1")]
        assert [part.data["slept"] for part in parts if part.event == "custom"] == [0.25, 0.5, 0.75, 1.0]
        assert parts[-1].event == "values" and parts[-1].data["slept"] == 1.0
        assert (await second.runs.get(thread, run["run_id"]))["status"] == "success"


async def test_cancel_through_the_other_replica(pair, postgres, database):
    first, second = (get_client(url=replica.url) for replica in pair)
    thread = (await first.threads.create())["thread_id"]
    run = await first.runs.create(thread, "sleeper", input={"seconds": 600})
    with postgres.connect(database) as connection:
        leased = "select count(*) from heddle_run_slot where leased"
        wait_until(lambda: connection.execute(leased).fetchone() == (1,), what="the run runs")
    for client in (first, second):
        assert (await client.runs.get(thread, run["run_id"]))["status"] == "running"
    await second.runs.cancel(thread, run["run_id"], wait=True)
    assert (await first.runs.get(thread, run["run_id"]))["status"] == "interrupted"


def test_a_request_in_hand_ends_before_what_it_uses(folder, postgres, redis, database):
    """One that waits for a lock when the server stops: it must not outlive the database's sessions."""
    with Replica(folder, postgres.uri(database), redis.uri()) as server, postgres.connect(database) as connection:
        thread = get_sync_client(url=server.url).threads.create()["thread_id"]
        with connection.transaction():
            connection.execute("lock table thread in access exclusive mode")
            with ThreadPoolExecutor() as pool:
                asked = pool.submit(httpx.get, f"{server.url}/threads/{thread}", timeout=30)
                waiting = "select count(*) from pg_locks where not granted and relation = 'thread'::regclass"
                wait_until(lambda: connection.execute(waiting).fetchone()[0] == 1, what="the request waits")
                assert server.stop() == 0, server.log()
                assert isinstance(asked.exception(), httpx.TransportError) or asked.result().status_code == 503


def test_a_start_that_fails_halfway_leaves_nothing(folder, postgres, redis, database):
    """The database refuses the replica when its runners are starting already."""
    assert migrate(DATABASE_URI=postgres.uri(database)).returncode == 0
    with postgres.connect(database) as connection:
        connection.execute("alter table heddle_replica add constraint none check (false) not valid")
    server = Replica(folder, postgres.uri(database), redis.uri())
    assert 'violates check constraint "none"' in server.complaint()
