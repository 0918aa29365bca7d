# SPDX-License-Identifier: Apache-2.0
"""From what a graph streams to the events of the HTTP API (semantics: event names)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from langchain_core.messages import BaseMessage, BaseMessageChunk, message_chunk_to_message

from .thread_state import checkpoint_of

_GRAPH_MODES = {"values", "updates", "custom", "tasks", "checkpoints", "debug"}
INTERRUPT = "__interrupt__"


class Event(NamedTuple):
    mode: str
    namespace: str
    data: Any


class Modes:
    """The modes a client asked for. `updates` is always taken from the graph, because an interrupt is announced
    there even to clients that did not ask for updates."""

    def __init__(self, wanted: list[str]) -> None:
        self.wanted = set(wanted)
        self.traced = "events" in self.wanted
        graph_modes = (self.wanted & _GRAPH_MODES) | {"updates"}
        if self.wanted & {"messages", "messages-tuple"}:
            graph_modes.add("messages")
        if "tools" in self.wanted:
            graph_modes.add("tools")
        self.of_graph = sorted(graph_modes)
        self._messages = _MessageLog()

    def events(self, namespace: tuple[str, ...], mode: str, data: Any) -> Iterator[Event]:
        where = "|".join(namespace)
        if mode == "messages":
            yield from self._message_events(where, data)
        elif mode == "updates" and "updates" not in self.wanted:
            if isinstance(data, dict) and data.get(INTERRUPT):  # empty at a breakpoint
                yield Event(mode, where, data)
        elif mode == "debug":
            yield Event(mode, where, _debug(data))
        else:
            yield Event(mode, where, data)

    def _message_events(self, where: str, data: Any) -> Iterator[Event]:
        message, metadata = data
        if "messages-tuple" in self.wanted:  # also when both are asked for
            yield Event("messages", where, [message, metadata])
        else:
            yield from self._messages.events(where, message, metadata)


class _MessageLog:
    """Mode `messages`: chunks of one message are added up, and each event shows the message so far."""

    def __init__(self) -> None:
        self._seen: dict[str, BaseMessage] = {}

    def events(self, where: str, message: BaseMessage, metadata: Any) -> Iterator[Event]:
        key = str(message.id)
        known = self._seen.get(key)
        if known is None:
            yield Event("messages/metadata", where, {key: {"metadata": metadata}})
        if not isinstance(message, BaseMessageChunk):
            self._seen[key] = message
            yield Event("messages/complete", where, [message])
            return
        total = known + message if isinstance(known, BaseMessageChunk) else message
        self._seen[key] = total
        yield Event("messages/partial", where, [message_chunk_to_message(total)])


def _debug(data: Any) -> Any:
    if isinstance(data, dict) and data.get("type") == "checkpoint":
        return {**data, "payload": _checkpoint(data["payload"])}
    return data


def _checkpoint(payload: Any) -> Any:
    """A debug event names its checkpoint the way the state endpoints do, beside LangGraph's configs."""
    if not isinstance(payload, dict):
        return payload
    return {
        **payload,
        "tasks": [_task(task) for task in payload.get("tasks") or ()],
        "checkpoint": checkpoint_of(payload.get("config")),
        "parent_checkpoint": checkpoint_of(payload.get("parent_config")),
    }


def _task(task: dict[str, Any]) -> dict[str, Any]:
    state = task.get("state")
    if isinstance(state, dict) and "configurable" in state:
        rest = {name: value for name, value in task.items() if name != "state"}
        return {**rest, "checkpoint": checkpoint_of(state)}
    return task
