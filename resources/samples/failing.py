# SPDX-License-Identifier: Apache-2.0
"""Fails in its second step; what the first step wrote stays in the thread's state."""

from __future__ import annotations

from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    order: str
    checked: bool


class OutOfStock(Exception):
    """The warehouse has none left."""


def check_order(state: State) -> State:
    return {"order": state.get("order") or "heddle hooks", "checked": True}


def ship(state: State) -> State:
    raise OutOfStock(f"'{state['order']}' is out of stock")


graph = (
    StateGraph(State)
    .add_node(check_order)
    .add_node(ship)
    .add_edge(START, "check_order")
    .add_edge("check_order", "ship")
    .compile()
)
