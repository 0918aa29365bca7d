# SPDX-License-Identifier: Apache-2.0
"""A chat agent with two tools: the model and the tools take turns until the model answers without a tool call."""

from __future__ import annotations

import operator
from typing import Literal

from langchain_core.messages import SystemMessage
from langchain_core.tools import tool
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode, tools_condition

from scripted_model import ScriptedModel

SYSTEM = SystemMessage("You are a friendly assistant. Use the tools when a question needs them.")
OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
SKIES = ("sunny", "cloudy", "rainy", "windy")


@tool
def get_weather(city: str) -> str:
    """Today's weather in a city."""
    number = sum(map(ord, city))
    return f"In {city} it is {SKIES[number % len(SKIES)]} with {number % 25 + 5} °C."


@tool
def calculate(left: float, operator: Literal["+", "-", "*", "/"], right: float) -> str:
    """One sum of two numbers."""
    try:
        return f"{left:g} {operator} {right:g} = {OPERATORS[operator](left, right):g}."
    except ZeroDivisionError:
        return "That would divide by zero."


TOOLS = [get_weather, calculate]
MODEL = ScriptedModel().bind_tools(TOOLS)


async def model(state: MessagesState) -> dict:
    return {"messages": [await MODEL.ainvoke([SYSTEM, *state["messages"]])]}


graph = (
    StateGraph(MessagesState)
    .add_node(model)
    .add_node("tools", ToolNode(TOOLS))
    .add_edge(START, "model")
    .add_conditional_edges("model", tools_condition)
    .add_edge("tools", "model")
    .compile()
)
