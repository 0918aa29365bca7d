# SPDX-License-Identifier: Apache-2.0
"""Graphs that wait for files and die when told to, so that tests decide when things happen."""

from __future__ import annotations

import asyncio
import operator
import os
import threading
from pathlib import Path
from typing import Annotated, Any

from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    text: Any
    steps: Annotated[list[str], operator.add]
    gate: str  # a file that the second step waits for
    ledger: str  # a file that gets a line per executed step
    die_once: str  # a file: while it is missing, the second step makes it and kills the process
    tokens: int
    tells_pid: bool


def note(state: State, step: str) -> None:
    if path := state.get("ledger"):
        with Path(path).open("a") as ledger:
            ledger.write(step + "\n")


async def first(state: State) -> State:
    note(state, "first")
    return {"steps": ["first"]}


async def second(state: State) -> State:
    note(state, "second")
    writer = get_stream_writer()
    if (marker := state.get("die_once")) and not Path(marker).exists():
        Path(marker).touch()
        os._exit(9)
    for number in range(state.get("tokens", 3)):
        writer({"token": number})
    if gate := state.get("gate"):
        while not Path(gate).exists():
            await asyncio.sleep(0.01)
        writer({"opened": True})
    if state.get("tells_pid"):
        writer({"pid": os.getpid()})
    return {"steps": ["second"]}


async def third(state: State) -> State:
    note(state, "third")
    return {"steps": ["third"]}


stepper = (
    StateGraph(State)
    .add_node(first)
    .add_node(second)
    .add_node(third)
    .add_edge(START, "first")
    .add_edge("first", "second")
    .add_edge("second", "third")
    .compile()
)


async def inner_one(_state: State) -> State:
    return {"steps": ["inner"]}


async def inner_two(state: State) -> State:
    note(state, "inner")
    return {}


inner = (
    StateGraph(State)
    .add_node(inner_one)
    .add_node(inner_two)
    .add_edge(START, "inner_one")
    .add_edge("inner_one", "inner_two")
    .compile()
)


async def turn(state: State) -> State:
    """One of many steps, with a graph of its own inside; a line when it begins and one when it ends."""
    number = len(state["steps"])
    note(state, f"begin {number}")
    await inner.ainvoke({"ledger": state["ledger"], "steps": []})
    await asyncio.sleep(0.02)
    note(state, f"end {number}")
    return {"steps": [str(number)]}


turns = (
    StateGraph(State)
    .add_node(turn)
    .add_edge(START, "turn")
    .add_conditional_edges("turn", lambda state: END if Path(state["gate"]).exists() else "turn")
    .compile()
)


async def stubborn_node(state: State) -> State:
    """Swallows its cancellation until the gate opens."""
    get_stream_writer()({"waiting": True})
    while not Path(state["gate"]).exists():
        try:
            await asyncio.sleep(0.01)
        except asyncio.CancelledError:
            continue
    return {"steps": ["stubborn"]}


stubborn = StateGraph(State).add_node(stubborn_node).add_edge(START, "stubborn_node").compile()


async def blocking_node(state: State) -> State:
    """Holds the event loop itself, as careless code does, until the gate opens."""
    note(state, "blocked")
    while not Path(state["gate"]).exists():
        threading.Event().wait(0.01)
    return {"steps": ["blocked"]}


blocking = StateGraph(State).add_node(blocking_node).add_edge(START, "blocking_node").compile()


async def hungry_node(state: State) -> State:
    """Takes 400 MB the first time and keeps them until the gate opens."""
    megabytes = 0 if Path(state["die_once"]).exists() else 400
    Path(state["die_once"]).touch()
    note(state, "hungry")
    taken = b"x" * (megabytes << 20)
    while not Path(state["gate"]).exists():
        await asyncio.sleep(0.01)
    return {"steps": [f"hungry {len(taken) >> 20}"]}


hungry = StateGraph(State).add_node(hungry_node).add_edge(START, "hungry_node").compile()


async def poison_node(state: State) -> State:
    note(state, "poison")
    os._exit(9)


poison = StateGraph(State).add_node(poison_node).add_edge(START, "poison_node").compile()


async def failing_node(_state: State) -> State:
    raise ValueError("as told")


failing = StateGraph(State).add_node(failing_node).add_edge(START, "failing_node").compile()


async def ask_one(_state: State) -> State:
    return {"steps": [f"one:{interrupt('one?')}"]}


async def ask_two(state: State) -> State:
    if (marker := state.get("die_once")) and not Path(marker).exists():
        Path(marker).touch()
        os._exit(9)
    return {"steps": [f"two:{interrupt('two?')}"]}


gates = (
    StateGraph(State)
    .add_node(ask_one)
    .add_node(ask_two)
    .add_edge(START, "ask_one")
    .add_edge("ask_one", "ask_two")
    .compile()
)
