# SPDX-License-Identifier: Apache-2.0
"""Ends its process every time."""

import os

from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    text: str


def crash(state: State) -> State:
    with open(os.path.join(os.environ["MARKS"], "crashes"), "a") as file:
        file.write("x\n")
    os._exit(3)


graph = StateGraph(State).add_node(crash).add_edge(START, "crash").compile()
