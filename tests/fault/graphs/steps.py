# SPDX-License-Identifier: Apache-2.0
"""Counts to `count`, one step at a time, and leaves a line for each execution of a step.

Step `hold_at` waits until the file `go` exists, so that a test can interfere while the run stands there."""

import asyncio
import operator
import os
from pathlib import Path
from typing import Annotated

from langgraph.graph import END, START, StateGraph
from typing_extensions import TypedDict

MARKS = Path(os.environ["MARKS"])


class State(TypedDict, total=False):
    count: int
    hold_at: int
    done: Annotated[list[int], operator.add]


async def step(state: State) -> State:
    number = len(state.get("done") or [])
    with (MARKS / "executed").open("a") as file:
        file.write(f"{number} {os.getpid()}\n")
    while number == state.get("hold_at") and not (MARKS / "go").exists():
        await asyncio.sleep(0.01)
    return {"done": [number]}


def onwards(state: State) -> str:
    return "step" if len(state["done"]) < state["count"] else END


graph = StateGraph(State).add_node(step).add_edge(START, "step").add_conditional_edges("step", onwards).compile()
