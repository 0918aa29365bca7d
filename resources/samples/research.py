# SPDX-License-Identifier: Apache-2.0
"""A subgraph per question: the plan fans out with Send, the findings come together in the report."""

from __future__ import annotations

import asyncio
import operator
from typing import Annotated

from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.types import Send
from typing_extensions import TypedDict

ASPECTS = ("history", "present use", "open questions")


class Question(TypedDict, total=False):
    question: str
    sources: list[str]
    findings: Annotated[list[str], operator.add]


class Report(TypedDict, total=False):
    topic: str
    questions: list[str]
    findings: Annotated[list[str], operator.add]
    report: str


class Finding(TypedDict):
    """What the subgraph gives back, so that parallel questions do not overwrite each other's working state."""

    findings: Annotated[list[str], operator.add]


async def search(state: Question) -> Question:
    writer = get_stream_writer()
    sources = []
    for number in (1, 2):
        await asyncio.sleep(0.15)
        sources.append(f"source {number} on {state['question']}")
        writer({"found": sources[-1]})
    return {"sources": sources}


async def summarize(state: Question) -> Question:
    await asyncio.sleep(0.1)
    return {"findings": [f"{state['question']}: {len(state['sources'])} sources agree."]}


researcher = (
    StateGraph(Question, output_schema=Finding)
    .add_node(search)
    .add_node(summarize)
    .add_edge(START, "search")
    .add_edge("search", "summarize")
    .add_edge("summarize", END)
    .compile()
)


def plan(state: Report) -> Report:
    topic = state.get("topic") or "weaving"
    return {"topic": topic, "questions": [f"{aspect} of {topic}" for aspect in ASPECTS]}


def one_researcher_each(state: Report) -> list[Send]:
    return [Send("researcher", {"question": question}) for question in state["questions"]]


def write_report(state: Report) -> Report:
    lines = "\n".join(f"- {finding}" for finding in sorted(state["findings"]))
    return {"report": f"# {state['topic'].capitalize()}\n\n{lines}\n"}


graph = (
    StateGraph(Report)
    .add_node(plan)
    .add_node("researcher", researcher)
    .add_node(write_report)
    .add_edge(START, "plan")
    .add_conditional_edges("plan", one_researcher_each, ["researcher"])
    .add_edge("researcher", "write_report")
    .add_edge("write_report", END)
    .compile()
)
