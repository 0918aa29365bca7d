# SPDX-License-Identifier: Apache-2.0
"""Tells what a graph sees of its caller."""

from typing import Any, TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt


class State(TypedDict, total=False):
    ask: bool
    seen: dict[str, Any]


def look(state: State, config: RunnableConfig) -> State:
    if state.get("ask"):
        interrupt("go on?")
    given = config["configurable"]
    user = given.get("langgraph_auth_user")
    return {
        "seen": {
            "user": None if user is None else dict(user),
            "identity": None if user is None else user.identity,
            "id": given.get("langgraph_auth_user_id"),
            "permissions": given.get("langgraph_auth_permissions"),
            "headers": {name: value for name, value in given.items() if name.startswith("x-")},
        }
    }


builder = StateGraph(State)
builder.add_node("look", look)
builder.add_edge(START, "look")
graph = builder.compile()
