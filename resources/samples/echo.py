# SPDX-License-Identifier: Apache-2.0
"""Returns what it is given: one node, one channel for the input and one for the output."""

from __future__ import annotations

from typing import Any

from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    text: Any
    echo: Any


async def echo(state: State) -> State:
    return {"echo": state.get("text")}


graph = StateGraph(State).add_node(echo).add_edge(START, "echo").compile()
