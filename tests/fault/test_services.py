# SPDX-License-Identifier: Apache-2.0
"""Replicas on one external Postgres and Redis while those, or one of the replicas, go away."""

import asyncio
import signal
from contextlib import ExitStack

import httpx
import psycopg
import pytest
from langgraph_sdk import get_client, get_sync_client
from langgraph_sdk.errors import APIStatusError

from external_services import Postgres, Redis
from heddle_server import Replica, is_alive, wait_until
from test_killed import COUNT, HOLD, executed, expect_each_step_once, start_and_hold

PLACES = 4


@pytest.fixture
def postgres():
    with Postgres() as running:
        yield running


@pytest.fixture
def redis():
    with Redis() as running:
        yield running


@pytest.fixture
def pair(folder, config, postgres, redis):
    database = postgres.uri(postgres.make_database())
    with ExitStack() as stack:
        yield [stack.enter_context(Replica(folder, database, redis.uri(), config, name=f"replica{n}", N_JOBS_PER_WORKER=str(PLACES)))
               for n in (0, 1)]


def test_killed_replica(pair, marks):
    """Its children go with it, and the other one finishes the run: every step committed once."""
    _, thread, run, runner = start_and_hold(pair[0], marks)
    executing = next(replica for replica in pair if runner in replica.descendants())
    other = next(replica for replica in pair if replica is not executing)
    children = executing.descendants()
    executing.kill()
    wait_until(lambda: not [pid for pid in children if is_alive(pid)], what="its children are gone")
    wait_until(lambda: len(executed(marks)) == HOLD + 2, 40, "the other replica has taken the run")
    assert executed(marks)[-1][1] in other.descendants()
    (marks / "go").touch()
    expect_each_step_once(get_sync_client(url=other.url), thread, run, marks)


def incarnations(sql, replica):
    found = sql.execute("select replica_id from heddle_replica where info ->> 'pid' = %s", [str(replica.process.pid)])
    return {row[0] for row in found}


def test_replica_that_slept_through_its_lease(pair, marks, postgres):
    """Stopped while a run of it stands in a step; when it wakes up the run is another one's and has gone on. What its
    runner still sends is refused, and it begins anew."""
    _, thread, run, runner = start_and_hold(pair[0], marks)
    executing = next(replica for replica in pair if runner in replica.descendants())
    other = next(replica for replica in pair if replica is not executing)
    with psycopg.connect(executing.environment["DATABASE_URI"], autocommit=True) as sql:
        [slept] = incarnations(sql, executing)
        executing.process.send_signal(signal.SIGSTOP)
        try:
            # Not twenty seconds later but now.
            sql.execute("update heddle_replica set lease_until = now() - interval '1 minute' where replica_id = %s", [slept])
            wait_until(lambda: len(executed(marks)) == HOLD + 2, 40, "the other replica has taken the run")
            assert executed(marks)[-1][1] in other.descendants()
            (marks / "go").touch()  # for both: the sleeper's runner works on and its words wait in the socket
            expect_each_step_once(get_sync_client(url=other.url), thread, run, marks)
        finally:
            executing.process.send_signal(signal.SIGCONT)
        wait_until(lambda: incarnations(sql, executing) - {slept}, 30, "it has joined anew")
        wait_until(lambda: not is_alive(runner), what="its runner is gone")
        expect_each_step_once(get_sync_client(url=executing.url), thread, run, marks)
        done = get_sync_client(url=executing.url).runs.wait(None, "steps", input={"count": 2})
        assert done["done"] == [0, 1]
        [(twice,)] = sql.execute("select count(*) - count(distinct checkpoint_id) from checkpoints where thread_id = %s",
                                 [thread]).fetchall()
        assert twice == 0


def test_database_that_failed_over(pair, postgres):
    """A promoted standby is on a new timeline and may have missed the newest numbers of a sequence: fences rise all the
    same, so nobody who still writes for the old primary's run can win."""
    client = get_sync_client(url=pair[0].url)
    thread = client.threads.create()["thread_id"]
    client.runs.wait(thread, "steps", input={"count": 2})

    def fences(sql):
        return [row[0] for row in sql.execute("select fence from heddle_run where fence is not null order by started_at")]

    with psycopg.connect(pair[0].environment["DATABASE_URI"], autocommit=True) as sql:
        [before] = fences(sql)
        sql.execute("select setval('heddle_fence', 1)")
        [old] = sql.execute("select timeline_id from pg_control_checkpoint()").fetchone()
    postgres.fail_over()
    for replica in pair:
        wait_until(lambda: httpx.get(replica.url + "/ok?check_db=1").status_code == 200, 30, "the database answers again")
        answer = get_sync_client(url=replica.url).runs.wait(thread, "steps", input={"count": 4})
    assert answer["done"][:4] == [0, 1, 2, 3]
    with psycopg.connect(pair[0].environment["DATABASE_URI"], autocommit=True) as sql:
        [new] = sql.execute("select timeline_id from pg_control_checkpoint()").fetchone()
        after = fences(sql)
    assert new > old and after == sorted(after) and after[1] > before


class Load:
    """Clients that start runs one after the other, on either replica, and keep what was acknowledged."""

    def __init__(self, pair) -> None:
        self.replicas = pair
        self.clients = [get_client(url=replica.url) for replica in pair]
        self.acknowledged: dict[str, str] = {}
        self.refused = 0
        self.over = asyncio.Event()
        self.grown = asyncio.Condition()

    async def create_runs(self, number: int) -> None:
        at = number % len(self.clients)
        client = self.clients[at]
        while not self.over.is_set():
            try:
                thread = (await client.threads.create())["thread_id"]
                run = await client.runs.create(thread, "steps", input={"count": COUNT})
                async with self.grown:
                    self.acknowledged[thread] = run["run_id"]
                    self.grown.notify_all()
                await client.runs.join(thread, run["run_id"])
            except APIStatusError as refusal:
                assert refusal.status_code == 503, refusal
                self.refused += 1
                await self.served_again(at)

    async def served_again(self, at: int) -> None:
        """Who was told to come again comes when the replica has its database back."""
        async with httpx.AsyncClient(base_url=self.replicas[at].url, timeout=60) as client, asyncio.timeout(60):
            while (await client.get("/ok?check_db=1")).status_code != 200 and not self.over.is_set():
                pass

    async def more(self, count: int) -> None:
        """Until so many runs more have been acknowledged."""
        goal = len(self.acknowledged) + count
        async with asyncio.timeout(60), self.grown:
            await self.grown.wait_for(lambda: len(self.acknowledged) >= goal)

    async def expect_all_finished(self) -> None:
        for thread, run in self.acknowledged.items():
            assert (await self.clients[0].runs.join(thread, run))["done"] == list(range(COUNT)), thread
            assert (await self.clients[1].runs.get(thread, run))["status"] == "success"
            assert (await self.clients[1].threads.get(thread))["status"] == "idle"


async def under_load(pair, interfere) -> Load:
    load = Load(pair)
    async with asyncio.TaskGroup() as group:
        for number in range(3 * PLACES):
            group.create_task(load.create_runs(number))
        await load.more(12)
        for each in interfere:
            await asyncio.to_thread(each)
            await load.more(12)
        load.over.set()
    await load.expect_all_finished()
    return load


async def test_postgres_restarts_under_load(pair, postgres):
    """A clean one and a crash: what was acknowledged comes to its end, what could not be is told by 503."""
    await under_load(pair, [lambda: postgres.restart(signal.SIGINT), lambda: postgres.restart(signal.SIGQUIT)])
    for replica in pair:
        assert replica.process.poll() is None


async def test_redis_restarts_under_load(pair, redis):
    load = await under_load(pair, [lambda: redis.restart(signal.SIGTERM), lambda: redis.restart(signal.SIGKILL)])
    assert load.refused == 0, "nothing that a client asks for needs Redis"
    with redis.connect() as connection:
        wait_until(lambda: connection.hget("heddle:meta", "product"), what="the new Redis is described")
