# SPDX-License-Identifier: Apache-2.0
"""Two gates, and between them a step that takes its process down the first time."""

import os
import signal
from pathlib import Path

from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from typing_extensions import TypedDict

MARKS = Path(os.environ["MARKS"])


class State(TypedDict, total=False):
    first: str
    second: str


def first_gate(state: State) -> State:
    return {"first": interrupt("first?")}


def crash_once(state: State) -> State:
    mark = MARKS / "crashed"
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {}


def second_gate(state: State) -> State:
    return {"second": interrupt("second?")}


graph = (
    StateGraph(State)
    .add_node(first_gate)
    .add_node(crash_once)
    .add_node(second_gate)
    .add_edge(START, "first_gate")
    .add_edge("first_gate", "crash_once")
    .add_edge("crash_once", "second_gate")
    .compile()
)
