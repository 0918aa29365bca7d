# SPDX-License-Identifier: Apache-2.0
from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict

from .neighbour import NAME


class State(TypedDict, total=False):
    text: str
    made_by: str


graph = StateGraph(State).add_node("say", lambda state: {"made_by": NAME}).add_edge(START, "say").compile()
