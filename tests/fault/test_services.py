# SPDX-License-Identifier: Apache-2.0
"""Replicas on one external Postgres and Redis while those, or one of the replicas, go away."""

import asyncio
import signal
from contextlib import ExitStack

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


class Load:
    """Clients that start runs one after the other, on either replica, and keep what was acknowledged."""

    def __init__(self, pair) -> None:
        self.clients = [get_client(url=replica.url) for replica in pair]
        self.acknowledged: dict[str, str] = {}
        self.refused = 0
        self.over = asyncio.Event()
        self.grown = asyncio.Condition()

    async def create_runs(self, number: int) -> None:
        client = self.clients[number % len(self.clients)]
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
                await asyncio.sleep(0.05)  # as clients do that were told to come again

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
