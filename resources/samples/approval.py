# SPDX-License-Identifier: Apache-2.0
"""Two gates that wait for a person: `interrupt` stops the run, Command(resume=...) carries the answer back."""

from __future__ import annotations

from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    topic: str
    recipient: str
    draft: str
    sent: str
    decisions: list[str]


def write_draft(state: State) -> State:
    topic = state.get("topic") or "the weekly report"
    return {
        "draft": f"Hello,\n\nhere is a short note about {topic}.\n\nBest regards",
        "recipient": state.get("recipient") or "team@example.com",
        "decisions": [],
    }


def approve_text(state: State) -> Command:
    """Answer true to go on, false to stop, or a text to replace the draft."""
    answer = interrupt({"question": "Is this text good to go?", "draft": state["draft"]})
    decided = {"decisions": [*state["decisions"], f"text: {answer}"]}
    if answer is False:
        return Command(update=decided, goto="discard")
    if isinstance(answer, str):
        decided["draft"] = answer
    return Command(update=decided, goto="approve_recipient")


def approve_recipient(state: State) -> Command:
    """The second gate has its own question: an answer to the first must never count here."""
    answer = interrupt({"question": "Send it to this address?", "recipient": state["recipient"]})
    decided = {"decisions": [*state["decisions"], f"recipient: {answer}"]}
    if answer is False:
        return Command(update=decided, goto="discard")
    if isinstance(answer, str):
        decided["recipient"] = answer
    return Command(update=decided, goto="send")


def send(state: State) -> State:
    return {"sent": f"sent to {state['recipient']}"}


def discard(state: State) -> State:
    return {"sent": "not sent"}


graph = (
    StateGraph(State)
    .add_node(write_draft)
    .add_node(approve_text, destinations=("approve_recipient", "discard"))
    .add_node(approve_recipient, destinations=("send", "discard"))
    .add_node(send)
    .add_node(discard)
    .add_edge(START, "write_draft")
    .add_edge("write_draft", "approve_text")
    .add_edge("send", END)
    .add_edge("discard", END)
    .compile()
)
