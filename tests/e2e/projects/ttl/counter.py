# SPDX-License-Identifier: Apache-2.0
"""Adds up, in a few steps."""

import operator
from typing import Annotated, TypedDict

from langgraph.graph import START, StateGraph


class State(TypedDict):
    n: Annotated[int, operator.add]


builder = StateGraph(State)
for place, before in (("one", START), ("two", "one"), ("three", "two")):
    builder.add_node(place, lambda state: {"n": 1})
    builder.add_edge(before, place)
graph = builder.compile()
