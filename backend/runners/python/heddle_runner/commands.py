# SPDX-License-Identifier: Apache-2.0
"""JSON of a request as LangGraph's input objects."""

from __future__ import annotations

from typing import Any

from langgraph.types import Command, Send


def command_of(value: dict[str, Any]) -> Command:
    """`{resume, update, goto, graph}`; goto is a node, `{node, input}` or a list of these."""
    fields: dict[str, Any] = {}
    if (goto := value.get("goto")) is not None:
        fields["goto"] = [_target(one) for one in goto] if isinstance(goto, list) else _target(goto)
    if (update := value.get("update")) is not None:
        fields["update"] = _update(update)
    if "resume" in value:
        fields["resume"] = value["resume"]
    if value.get("graph") is not None:
        fields["graph"] = value["graph"]
    return Command(**fields)


def _target(value: Any) -> Any:
    if isinstance(value, dict):
        return Send(value["node"], value.get("input", value.get("arg")))
    return value


def _update(value: Any) -> Any:
    """An object, or a list of [key, value] pairs, which may name a key twice."""
    if isinstance(value, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in value):
        return [(key, item) for key, item in value]
    return value
