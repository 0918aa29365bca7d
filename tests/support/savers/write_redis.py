# SPDX-License-Identifier: Apache-2.0
"""Fills a Redis with threads as langgraph-checkpoint-redis leaves them: `write_redis.py URL KIND`, KIND being `full`, `shallow` or `mixed`:
a thread with delta channels, and one id twice, under the usual key prefix and under one of its own.
Prints what write_postgres.py does, and has one thread more, which asks something."""

import sys

from langgraph.checkpoint.redis import RedisSaver
from langgraph.checkpoint.redis.shallow import ShallowRedisSaver
from langgraph.graph import END, START, StateGraph
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


def write_under_own_prefix(url: str) -> None:
    names = {"checkpoint_prefix": "tenant_a", "checkpoint_write_prefix": "tenant_a_write"}
    with RedisSaver.from_conn_string(url, **names) as saver:
        saver.setup()
        run(outer_graph(saver), "asking")


if __name__ == "__main__":
    main(*sys.argv[1:])
