# SPDX-License-Identifier: Apache-2.0
"""A delta channel stores only its writes; LangGraph asks the checkpointer for the history to rebuild it."""

from __future__ import annotations

from typing import Annotated

from langgraph.channels.delta import DeltaChannel
from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict


def extend(known, writes):
    return [*(known or []), *(item for write in writes for item in write)]


class State(TypedDict, total=False):
    rounds: int
    plain: Annotated[list, DeltaChannel(extend, snapshot_frequency=1000)]
    snapshot: Annotated[list, DeltaChannel(extend, snapshot_frequency=3)]


def add(state: State) -> State:
    number = state.get("rounds", 0) + 1
    return {"rounds": number, "plain": [number], "snapshot": [number, {"of": number}]}


graph = StateGraph(State).add_node(add).add_edge(START, "add").compile()
