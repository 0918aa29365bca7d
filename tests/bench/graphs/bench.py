# SPDX-License-Identifier: Apache-2.0
"""The two graphs of the benchmark; the floors run the same graphs without a server."""

from __future__ import annotations

from typing import Any

from langgraph.config import get_stream_writer
from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    text: Any
    echo: Any
    count: int


async def answer(state: State) -> State:
    return {"echo": state.get("text")}


async def write_tokens(state: State) -> State:
    writer = get_stream_writer()
    for number in range(state["count"]):
        writer({"token": f"word{number} "})
    return {"echo": "done"}


echo_builder = StateGraph(State).add_node(answer).add_edge(START, "answer")
tokens_builder = StateGraph(State).add_node(write_tokens).add_edge(START, "write_tokens")
echo = echo_builder.compile()
tokens = tokens_builder.compile()
