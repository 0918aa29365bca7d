# SPDX-License-Identifier: Apache-2.0
"""Fills a Redis with threads as langgraph-checkpoint-redis leaves them: `write_redis.py URL KIND`, KIND being `full`, `shallow`
or `mixed`: a thread with delta channels, one id twice, under the usual key prefix and under one of its own, and an item in
each of two stores. Prints what write_postgres.py does, and has one thread more, which asks something."""

import sys

from langgraph.checkpoint.redis import RedisSaver
from langgraph.checkpoint.redis.shallow import ShallowRedisSaver
from langgraph.graph import END, START, StateGraph
from langgraph.store.redis import RedisStore
from langgraph.types import interrupt
from write_postgres import State, outer_graph, run, write_deltas, write_threads


def asking_graph(saver):
    graph = StateGraph(State)
    graph.add_node("ask", lambda state: {"answer": interrupt({"question": "really?"})})
    graph.add_edge(START, "ask")
    graph.add_edge("ask", END)
    return graph.compile(checkpointer=saver)


def main(url: str, kind: str) -> None:
    with (ShallowRedisSaver if kind == "shallow" else RedisSaver).from_conn_string(url) as saver:
        saver.setup()
        if kind != "mixed":
            write_threads(saver)
        run(asking_graph(saver), "asking")
        if kind == "mixed":
            # One node after the other: this saver gives writes of one step back in no order of LangGraph's.
            write_deltas(saver, ["left"])
            write_under_own_prefix(url)
            write_items(url, "blue", {})
            write_items(url, "green", {"store_prefix": "own_store", "vector_prefix": "own_vectors"})


def write_items(url: str, theme: str, prefixes: dict) -> None:
    with RedisStore.from_conn_string(url, **prefixes) as store:
        store.setup()
        store.put(("users", "ada"), "prefs", {"theme": theme, "api_key": "sk-hunter2hunter2hunter2"})


def write_under_own_prefix(url: str) -> None:
    names = {"checkpoint_prefix": "tenant_a", "checkpoint_write_prefix": "tenant_a_write"}
    with RedisSaver.from_conn_string(url, **names) as saver:
        saver.setup()
        run(outer_graph(saver), "asking")


if __name__ == "__main__":
    main(*sys.argv[1:])
