# SPDX-License-Identifier: Apache-2.0
"""LangGraph's published Postgres classes on a database of ours: `setup URI` or `delta URI`."""

import asyncio
import json
import sys
from typing import Annotated, TypedDict

from langgraph.channels.delta import DeltaChannel
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import END, START, StateGraph
from langgraph.store.postgres.aio import AsyncPostgresStore


async def set_up(uri: str) -> None:
    async with AsyncPostgresSaver.from_conn_string(uri) as saver:
        await saver.setup()
    async with AsyncPostgresStore.from_conn_string(uri) as store:
        await store.setup()


def extend(items: list, updates: list) -> list:
    return items + [entry for update in updates for entry in update]


class State(TypedDict):
    items: Annotated[list, DeltaChannel(extend, snapshot_frequency=5)]
    plain: int


def graph_with_deltas(saver: PostgresSaver):
    graph = StateGraph(State)
    for name in ("left", "right"):
        graph.add_node(name, lambda state, name=name: {"items": [f"{name}{state['plain']}"]})
        graph.add_edge(START, name)
        graph.add_edge(name, "join")
    graph.add_node("join", lambda state: {"items": ["joined"], "plain": state["plain"] + 1})
    graph.add_edge("join", END)
    return graph.compile(checkpointer=saver)


def write_and_tell(uri: str) -> None:
    with PostgresSaver.from_conn_string(uri) as saver:
        graph = graph_with_deltas(saver)
        config = {"configurable": {"thread_id": "deltas", "checkpoint_ns": ""}}
        for turn in range(4):
            graph.invoke({"items": [f"input{turn}"], "plain": turn}, config)
        for found in list(saver.list(config)):  # the generator holds the saver's lock
            answer = saver.get_delta_channel_history(config=found.config, channels=["items", "plain", "unknown"])
            print(json.dumps({"id": found.checkpoint["id"], "channels": [told(saver, answer[c]) for c in answer]}))


def told(saver: PostgresSaver, history: dict) -> dict:
    def text(value) -> str:
        kind, data = saver.serde.dumps_typed(value)
        return f"{kind}:{data.hex()}"

    seed = text(history["seed"]) if "seed" in history else None
    return {"seed": seed, "writes": [f"{task}:{text(value)}" for task, _, value in history["writes"]]}


if __name__ == "__main__":
    if sys.argv[1] == "setup":
        asyncio.run(set_up(sys.argv[2]))
    else:
        write_and_tell(sys.argv[2])
