# SPDX-License-Identifier: Apache-2.0
"""One object per kind of graph entry. Each graph says who made it."""

import contextlib
import os

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.func import entrypoint
from langgraph.graph import START, StateGraph
from langgraph.store.memory import InMemoryStore
from langgraph_sdk.runtime import ServerRuntime
from typing_extensions import TypedDict

CLOSED = []


class State(TypedDict, total=False):
    text: str
    made_by: str


def says(name):
    return StateGraph(State).add_node("say", lambda state: {"made_by": name}).add_edge(START, "say")


compiled = says("compiled").compile()
builder = says("builder")
own_parts = says("own_parts").compile(checkpointer=InMemorySaver(), store=InMemoryStore())
env_graph = says(os.environ.get("COLOUR", "no colour")).compile()


class Holder:
    graph = says("attribute").compile()


def sync_factory():
    return says("sync_factory").compile()


def builder_factory():
    return says("builder_factory")


async def async_factory():
    return says("async_factory").compile()


def config_factory(config: RunnableConfig):
    return says("config " + config["configurable"].get("flavour", "plain")).compile()


def runtime_factory(runtime: ServerRuntime):
    return says("runtime " + runtime.access_context).compile()


def both_factory(runtime: ServerRuntime, config: RunnableConfig):
    return says(f"both {runtime.access_context} {config['configurable']['graph_id']}").compile()


@contextlib.asynccontextmanager
async def context_manager(config: RunnableConfig):
    yield says(f"context_manager {len(CLOSED)}").compile()
    CLOSED.append("context_manager")


@contextlib.contextmanager
def sync_context_manager():
    yield says("sync_context_manager").compile()


@entrypoint()
def functional(state):
    return {"made_by": "functional"}
