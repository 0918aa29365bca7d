# SPDX-License-Identifier: Apache-2.0
"""Graphs that do one thing each that a runner must get right."""

import asyncio
import threading
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Annotated, Any

from langgraph.channels.delta import DeltaChannel
from langgraph.config import get_store, get_stream_writer
from langgraph.graph import START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt
from pydantic import BaseModel
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    text: Any
    count: int
    seen: Annotated[list, lambda left, right: left + right]


class Point(BaseModel):
    x: int
    at: datetime


def graph_of(**nodes):
    """A chain of nodes in the order given."""
    builder = StateGraph(State)
    before = START
    for name, node in nodes.items():
        builder.add_node(name, node)
        builder.add_edge(before, name)
        before = name
    return builder.compile()


def make_values(state):
    return {"text": {"point": Point(x=1, at=datetime(2026, 1, 2, tzinfo=timezone.utc)), "raw": b"ab", "set": {3}}}


odd_values = graph_of(make=make_values)


@dataclass
class Context:
    language: str = "en"


def greet(state: State, runtime: Runtime[Context]):
    return {"text": f"{type(runtime.context).__name__} {runtime.context.language}"}


with_context = StateGraph(State, context_schema=Context).add_node(greet).add_edge(START, "greet").compile()


async def use_store_async(state):
    store = get_store()
    await store.aput(("a", "b"), "k", {"v": state["text"]})
    item = await store.aget(("a", "b"), "k")
    found = await store.asearch(("a",))
    return {"text": [item.value["v"], len(found), item.namespace]}


def use_store_sync(state):
    store = get_store()
    store.put(("a", "b"), "k", {"v": state["text"]})
    return {"text": [store.get(("a", "b"), "k").value["v"], store.get(("none",), "k")]}


store_async = graph_of(use=use_store_async)
store_sync = graph_of(use=use_store_sync)


async def block(state):
    """A blocking call on the loop: refused instead of a deadlock."""
    get_store().get(("a",), "k")


blocking = graph_of(block=block)


def count(state):
    return {"count": state.get("count", 0) + 1}


endless = StateGraph(State).add_node(count).add_edge(START, "count").add_edge("count", "count").compile()


def first(state):
    return {"seen": ["first"]}


def second(state):
    return {"seen": [f"second {state.get('text')}"]}


def third(state):
    return {"seen": ["third"]}


goto = graph_of(first=first, second=second, third=third)


async def write_big(state):
    writer = get_stream_writer()
    for _ in range(state["count"]):
        writer("x" * int(state["text"]))
        await asyncio.sleep(0)
    return {"seen": [state["count"]]}


big = graph_of(write=write_big)


async def refuse_to_stop(state):
    """Swallows the first cancellation and works on for a moment, as careless code does."""
    get_stream_writer()("ready")
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        await asyncio.sleep(0.05)
        raise


stubborn = graph_of(refuse=refuse_to_stop)


def gate(name):
    def ask(state):
        return {"seen": [f"{name} {interrupt({'gate': name})}"]}

    return ask


parallel_gates = (
    StateGraph(State)
    .add_node("left", gate("left"))
    .add_node("right", gate("right"))
    .add_edge(START, "left")
    .add_edge(START, "right")
    .compile()
)


def print_lines(state):
    print("a line on stdout")
    return Command(update={"seen": ["printed"]})


class Inner(TypedDict, total=False):
    total: int


inner = (
    StateGraph(Inner)
    .add_node("add", lambda state: {"total": state.get("total", 0) + 1})
    .add_edge(START, "add")
    .compile(checkpointer=True)
)


def remember(state):
    """Runs the inner graph with the blocking methods of the checkpointer, on a worker thread."""
    return {"count": inner.invoke({})["total"]}


nested = graph_of(remember=remember)


def hang(state):
    get_stream_writer()("in")
    HANGING.wait()


HANGING = threading.Event()
hanging = graph_of(hang=hang)
printer = graph_of(print=print_lines)

MEETING = threading.Barrier(4)


def meet(state):
    """Goes on only if four runs are in their sync node at once."""
    MEETING.wait(20)
    return {"seen": ["met"]}


slow_sync = graph_of(meet=meet)


def extend(known, writes):
    return [*(known or []), *(item for write in writes for item in write)]


class DeltaState(TypedDict, total=False):
    text: str
    seen: Annotated[list, DeltaChannel(extend, snapshot_frequency=2)]


def delta_graph():
    builder = StateGraph(DeltaState)
    for name, node in {"first": first, "second": second, "third": third}.items():
        builder.add_node(name, node)
    return builder.add_edge(START, "first").add_edge("first", "second").add_edge("second", "third").compile()


delta = delta_graph()
steps_of = graph_of(outer=graph_of(inner_first=first, inner_second=second), last=third)


def channels_graph():
    """Writes, answers with a whole message, and has a transformer with a channel of its own."""
    from langchain_core.messages import AIMessage
    from langgraph.graph import MessagesState
    from langgraph.stream import StreamChannel, StreamTransformer

    class Notes(StreamTransformer):
        required_stream_modes = ("updates",)

        def init(self):
            self._notes = StreamChannel("notes")
            return {"notes": self._notes}

        def process(self, event):
            if event["method"] == "updates":
                self._notes.push({"saw": next(iter(event["params"]["data"]))})
            return True

    def say(state):
        get_stream_writer()({"name": "mine"})
        return {"messages": [AIMessage("hello", id="m1")]}

    builder = StateGraph(MessagesState).add_node(say).add_edge(START, "say")
    return builder.compile(transformers=[Notes])


channels = channels_graph()
