# SPDX-License-Identifier: Apache-2.0
"""Keeps a text in the store, then finds what is most like it."""

from typing import Any, TypedDict

from langgraph.graph import START, StateGraph
from langgraph.store.base import BaseStore


class State(TypedDict, total=False):
    user: str
    text: str
    filter: dict[str, Any]
    found: list[Any]
    error: str


async def remember(state: State, *, store: BaseStore) -> State:
    place = ("runs", state["user"])
    await store.aput(place, state["text"], {"text": state["text"]})
    try:
        hits = await store.asearch(place, query=state["text"], filter=state.get("filter"))
    except Exception as error:
        return {"error": str(error)}
    return {"found": [[hit.key, hit.score] for hit in hits]}


builder = StateGraph(State)
builder.add_node("remember", remember)
builder.add_edge(START, "remember")
graph = builder.compile()
