# SPDX-License-Identifier: Apache-2.0
"""Each step notes itself in a ledger outside the server, so a test can see what was executed, how often, by whom."""

from __future__ import annotations

import asyncio
import operator
import os
from pathlib import Path
from typing import Annotated

from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    ledger: str  # a file to append to
    steps: int  # how many to make
    hold_at: int  # the step that waits until the file `<ledger>.go` exists
    done: Annotated[list[int], operator.add]
    gates: Annotated[list[str], operator.add]
    gated: bool


async def step(state: State) -> State:
    number = len(state.get("done", ())) + 1
    with open(state["ledger"], "a") as ledger:
        ledger.write(f"{number} {os.getpid()}\n")
    if number == state.get("hold_at"):
        while not Path(state["ledger"] + ".go").exists():
            await asyncio.sleep(0.01)
    return {"done": [number]}


def more(state: State) -> str:
    if len(state["done"]) < state["steps"]:
        return "step"
    return "first_gate" if state.get("gated") else END


def first_gate(state: State) -> Command:
    return Command(update={"gates": [f"first {interrupt('first gate')}"]}, goto="second_gate")


async def second_gate(state: State) -> State:
    """Waits before it asks: its run can be ended here, with the answer to the first gate committed."""
    with open(state["ledger"], "a") as ledger:
        ledger.write(f"second {os.getpid()}\n")
    while not Path(state["ledger"] + ".go").exists():
        await asyncio.sleep(0.01)
    return {"gates": [f"second {interrupt('second gate')}"]}


graph = (
    StateGraph(State)
    .add_node(step)
    .add_node(first_gate, destinations=("second_gate",))
    .add_node(second_gate)
    .add_edge(START, "step")
    .add_conditional_edges("step", more, ["step", "first_gate", END])
    .add_edge("second_gate", END)
    .compile()
)
