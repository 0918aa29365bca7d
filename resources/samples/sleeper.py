# SPDX-License-Identifier: Apache-2.0
"""Sleeps in small steps and writes its progress to the custom stream. Async sleep ends at once on Cancel."""

from __future__ import annotations

import asyncio

from langgraph.config import get_stream_writer
from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict

STEP_SECONDS = 0.25


class State(TypedDict, total=False):
    seconds: float
    slept: float


async def sleep(state: State) -> State:
    seconds = float(state.get("seconds", 10))
    writer = get_stream_writer()
    slept = 0.0
    while slept < seconds:
        step = min(STEP_SECONDS, seconds - slept)
        await asyncio.sleep(step)
        slept = round(slept + step, 3)
        writer({"slept": slept, "of": seconds})
    return {"slept": slept}


graph = StateGraph(State).add_node(sleep).add_edge(START, "sleep").compile()
