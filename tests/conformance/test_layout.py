# SPDX-License-Identifier: Apache-2.0
"""Checkpoints in the server's database are LangGraph's own: its Postgres saver reads ours, and we read its."""

import asyncio
import json

import pytest
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

import delta
import steps


def in_postgres(server, work):
    async def run():
        async with AsyncPostgresSaver.from_conn_string(server.deployment()["database_uri"]) as saver:
            return await work(saver)

    return asyncio.run(run())


def as_json(values):
    return json.loads(json.dumps(values, default=list))


@pytest.fixture
def ledger(tmp_path):
    return str(tmp_path / "ledger")


def test_their_saver_reads_our_checkpoints(server, client, ledger):
    thread = client.threads.create()["thread_id"]
    client.runs.wait(thread, "steps", input={"ledger": ledger, "steps": 2, "gated": True})

    async def read(saver):
        graph = steps.graph.copy({"checkpointer": saver})
        config = {"configurable": {"thread_id": thread}}
        history = [state async for state in graph.aget_state_history(config)]
        return await graph.aget_state(config), history

    state, history = in_postgres(server, read)
    ours = client.threads.get_state(thread)
    assert as_json(state.values) == ours["values"] and list(state.next) == ours["next"] == ["first_gate"]
    assert [i.value for i in state.interrupts] == ["first gate"]
    assert len(history) == len(client.threads.get_history(thread, limit=100))


def test_their_saver_continues_our_thread_and_we_continue_theirs(server, client, ledger):
    open(ledger + ".go", "w").close()
    thread = client.threads.create()["thread_id"]
    client.runs.wait(thread, "steps", input={"ledger": ledger, "steps": 1, "gated": True})

    async def answer(saver):
        from langgraph.types import Command

        graph = steps.graph.copy({"checkpointer": saver})
        return await graph.ainvoke(Command(resume="theirs"), {"configurable": {"thread_id": thread}})

    values = in_postgres(server, answer)
    assert values["gates"] == ["first theirs"]
    values = client.runs.wait(thread, "steps", command={"resume": "ours"})
    assert values["gates"] == ["first theirs", "second ours"]


def test_delta_channels_rebuild(server, client):
    thread = client.threads.create()["thread_id"]
    for _ in range(8):
        values = client.runs.wait(thread, "delta", input={})
    expected = [1, 2, 3, 4, 5, 6, 7, 8]
    assert values["plain"] == expected
    assert values["snapshot"] == [item for n in expected for item in (n, {"of": n})]
    assert client.threads.get_state(thread)["values"] == values

    async def read(saver):
        return await delta.graph.copy({"checkpointer": saver}).aget_state({"configurable": {"thread_id": thread}})

    assert as_json(in_postgres(server, read).values) == values


def test_a_fork_of_a_delta_thread_follows_its_own_path(server, client):
    thread = client.threads.create()["thread_id"]
    for _ in range(4):
        client.runs.wait(thread, "delta", input={})
    history = client.threads.get_history(thread, limit=100)
    at_two = next(s for s in history if s["values"].get("rounds") == 2 and not s["next"])
    values = client.runs.wait(thread, "delta", input={}, checkpoint_id=at_two["checkpoint"]["checkpoint_id"])
    assert values["plain"] == [1, 2, 3] and values["rounds"] == 3
