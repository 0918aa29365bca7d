# SPDX-License-Identifier: Apache-2.0
"""Fills a database with threads as LangGraph's Python Postgres savers leave them: `write_postgres.py KIND URI`.

KIND is `full`, `shallow`, `sealed` (AES, key in LANGGRAPH_AES_KEY) or `delta`. Runs under any version of the savers, so it
asks for nothing that came later. Prints one JSON line per thread: its id and its values as LangGraph reads them back."""

import json
import sys
import uuid
from datetime import date
from typing import Annotated, Any, TypedDict

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages

NAMED = "conversation/ä 1"  # ids are any text


class Inner(TypedDict):
    answer: str


class State(TypedDict):
    messages: Annotated[list[AnyMessage], add_messages]
    answer: str
    facts: Any
    count: int


def inner_graph():
    graph = StateGraph(Inner)
    graph.add_node("think", lambda state: {"answer": state["answer"] + "?"})
    graph.add_edge(START, "think")
    graph.add_edge("think", END)
    return graph.compile()


def outer_graph(saver, interrupt_before=None):
    graph = StateGraph(State)
    facts = {"id": uuid.UUID(int=7), "day": date(2026, 11, 3), "big": 2**63 - 1, "raw": b"\x00\xff", "tags": {"a"}}
    graph.add_node("greet", lambda state: {"messages": [AIMessage("hello", id="m2")], "count": 1, "answer": "so"})
    graph.add_node("inner", inner_graph())
    graph.add_node("close", lambda state: {"facts": facts, "count": state["count"] + 1})
    for before, after in ((START, "greet"), ("greet", "inner"), ("inner", "close"), ("close", END)):
        graph.add_edge(before, after)
    return graph.compile(checkpointer=saver, interrupt_before=interrupt_before or [])


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return getattr(value, "id", None) or value if hasattr(value, "content") else value if is_json(value) else str(value)


def is_json(value: Any) -> bool:
    return value is None or isinstance(value, (bool, int, float, str))


def tell(graph, thread: str) -> None:
    state = graph.get_state({"configurable": {"thread_id": thread}})
    print(json.dumps({"thread": thread, "values": plain(state.values), "next": list(state.next)}))


def run(graph, thread: str) -> None:
    config = {"configurable": {"thread_id": thread}, "metadata": {"graph_id": "support", "assistant_id": "helper"}}
    graph.invoke({"messages": [HumanMessage("hi", id="m1")]}, config)
    tell(graph, thread)


def write_threads(saver) -> None:
    run(outer_graph(saver), NAMED)
    run(outer_graph(saver), "00000000-0000-0000-0000-000000000001")
    run(outer_graph(saver, ["close"]), "waiting")


def extend(items: list, updates: list) -> list:
    return items + [entry for update in updates for entry in update]


def write_deltas(saver, side_by_side=("left", "right")) -> None:
    from langgraph.channels.delta import DeltaChannel

    class Items(TypedDict):
        items: Annotated[list, DeltaChannel(extend, snapshot_frequency=5)]
        turn: int

    graph = StateGraph(Items)
    for name in side_by_side:
        graph.add_node(name, lambda state, name=name: {"items": [f"{name}{state['turn']}"]})
        graph.add_edge(START, name)
        graph.add_edge(name, "join")
    graph.add_node("join", lambda state: {"items": ["joined"], "turn": state["turn"] + 1})
    graph.add_edge("join", END)
    compiled = graph.compile(checkpointer=saver)
    config = {"configurable": {"thread_id": "deltas"}}
    for turn in range(4):
        compiled.invoke({"items": [f"input{turn}"], "turn": turn}, config)
    for state in list(compiled.get_state_history(config)):
        checkpoint = state.config["configurable"]["checkpoint_id"]
        print(json.dumps({"thread": "deltas", "checkpoint": checkpoint, "values": plain(state.values)}))


def saver_of(kind: str):
    if kind == "shallow":
        from langgraph.checkpoint.postgres.shallow import ShallowPostgresSaver

        return ShallowPostgresSaver
    from langgraph.checkpoint.postgres import PostgresSaver

    return PostgresSaver


def main(kind: str, uri: str) -> None:
    with saver_of(kind).from_conn_string(uri) as saver:
        saver.setup()
        if kind == "sealed":
            from langgraph.checkpoint.serde.encrypted import EncryptedSerializer

            saver.serde = EncryptedSerializer.from_pycryptodome_aes()
        (write_deltas if kind == "delta" else write_threads)(saver)


if __name__ == "__main__":
    main(*sys.argv[1:])
