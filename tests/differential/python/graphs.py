# SPDX-License-Identifier: Apache-2.0
"""The graphs that both servers of a comparison run; ../javascript/graphs.js has the same ones. Nothing in them depends on
time or chance, and `hold` ends only when it is cancelled."""

from __future__ import annotations

import asyncio
import operator
from typing import Annotated, Any

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt
from typing_extensions import TypedDict


class Echo(TypedDict, total=False):
    text: Any
    echo: Any


def repeat(state: Echo) -> Echo:
    return {"echo": state.get("text")}


echo = StateGraph(Echo).add_node("repeat", repeat).add_edge(START, "repeat").compile()


class Tally(TypedDict, total=False):
    log: Annotated[list[str], operator.add]
    count: int


def step(name: str):
    def add(state: Tally) -> Tally:
        get_stream_writer()({"at": name})
        return {"log": [name], "count": (state.get("count") or 0) + 1}

    return add


tally = (
    StateGraph(Tally)
    .add_node("first", step("first"))
    .add_node("second", step("second"))
    .add_edge(START, "first")
    .add_edge("first", "second")
    .add_edge("second", END)
    .compile()
)


async def answer(state: MessagesState) -> dict:
    model = GenericFakeChatModel(messages=iter([AIMessage("one two three", id="answer")]))
    return {"messages": [await model.ainvoke(state["messages"])]}


talk = StateGraph(MessagesState).add_node("answer", answer).add_edge(START, "answer").compile()


class Gates(TypedDict, total=False):
    topic: str
    first: Any
    second: Any


def ask(question: str):
    def gate(state: Gates) -> Gates:
        return {question: interrupt({"question": question, "topic": state.get("topic")})}

    return gate


gates = (
    StateGraph(Gates)
    .add_node("ask_first", ask("first"))
    .add_node("ask_second", ask("second"))
    .add_edge(START, "ask_first")
    .add_edge("ask_first", "ask_second")
    .compile()
)


class OutOfThread(Exception):
    """What `broken` fails with."""


def fail(state: Tally) -> Tally:
    raise OutOfThread("the bobbin is empty")


broken = (
    StateGraph(Tally)
    .add_node("first", step("first"))
    .add_node("fail", fail)
    .add_edge(START, "first")
    .add_edge("first", "fail")
    .compile()
)

nested = (
    StateGraph(Tally)
    .add_node("before", step("before"))
    .add_node("inner", StateGraph(Tally).add_node("deep", step("deep")).add_edge(START, "deep").compile())
    .add_edge(START, "before")
    .add_edge("before", "inner")
    .compile()
)

inner_gate = StateGraph(Gates).add_node("ask_first", ask("first")).add_edge(START, "ask_first").compile()
inside = StateGraph(Gates).add_node("inner", inner_gate).add_edge(START, "inner").compile()


async def wait_for_ever(state: Tally) -> Command:
    await asyncio.Event().wait()
    return Command()


hold = (
    StateGraph(Tally)
    .add_node("first", step("first"))
    .add_node("wait", wait_for_ever)
    .add_edge(START, "first")
    .add_edge("first", "wait")
    .compile()
)


class Tone(TypedDict, total=False):
    tone: str


class Seen(TypedDict, total=False):
    text: str
    seen: dict


def look(state: Seen, config: RunnableConfig, runtime: Runtime[Tone]) -> Seen:
    chosen = config["configurable"].get("tone")
    return {"seen": {"configurable": chosen, "context": (runtime.context or {}).get("tone"), "tags": config.get("tags")}}


settings = StateGraph(Seen, context_schema=Tone).add_node("look", look).add_edge(START, "look").compile()
