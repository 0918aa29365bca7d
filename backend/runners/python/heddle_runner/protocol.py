# SPDX-License-Identifier: Apache-2.0
"""Mode `protocol`: what a run says in LangGraph's event protocol. Its events carry the names of the other modes where
they mean the same, so that whoever joins the run as usual reads them too; the rest is called `protocol:<method>`."""

from __future__ import annotations

import warnings
from collections.abc import AsyncGenerator, Iterator
from typing import TYPE_CHECKING, Any

from langchain_core.language_models._compat_bridge import message_to_events
from langchain_core.messages import AIMessageChunk, BaseMessage, ToolMessage

from .streams import INTERRUPT, Event

if TYPE_CHECKING:
    from langgraph.pregel import Pregel

MODE = "protocol"
_OWN_TASKS = "heddle_tasks"


async def stream(graph: Pregel, given: Any, config: dict[str, Any], options: dict[str, Any]) -> AsyncGenerator[Event]:
    """The run's events from the root down. LangGraph's own transformers find subgraphs and add the graph's channels."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # LangGraph calls its own protocol a beta on every call
        run = await graph.astream_events(given, config, version="v3", transformers=[_wire_transformer()], **options)
    messages: dict[str, str] = {}
    async with run:
        async for event in run:
            for made in events(event, messages):
                yield made


def events(event: dict[str, Any], messages: dict[str, str]) -> Iterator[Event]:
    """One protocol event of LangGraph as ours. `messages`: ids of those that are being said, by their run."""
    method, params = event["method"], event["params"]
    where, data = "|".join(params["namespace"]), params["data"]
    if method == "values":
        paused = params.get("interrupts")
        yield Event(method, where, {**data, INTERRUPT: list(paused)} if paused and isinstance(data, dict) else data)
    elif method == "messages":
        for made in _message_events(*data, messages):
            yield Event("protocol:messages", where, made)
    elif method == "lifecycle":
        yield Event("protocol:lifecycle", "|".join(data["namespace"]), data)
    elif method.startswith("custom:"):
        yield Event("protocol:custom", where, {"name": method.removeprefix("custom:"), "payload": data})
    elif method == _OWN_TASKS:
        yield Event("tasks", "|".join(data[0]), data[1])
    elif method != "tasks":
        yield Event(method, where, data)


def _message_events(payload: Any, metadata: dict[str, Any], messages: dict[str, str]) -> Iterator[dict[str, Any]]:
    if isinstance(payload, dict):
        yield _message_event(payload, metadata, messages)
    elif isinstance(payload, BaseMessage) and not isinstance(payload, (AIMessageChunk, ToolMessage)):
        for made in message_to_events(payload, message_id=payload.id):
            yield _message_event(made, {**metadata, "run_id": payload.id}, messages)


def _message_event(made: dict[str, Any], metadata: dict[str, Any], messages: dict[str, str]) -> dict[str, Any]:
    """Of messages that come at the same time, JavaScript clients tell the pieces apart by `run_id`, Python ones by
    `message_id`; the first piece names the message as `id`."""
    run_id = str(metadata.get("run_id"))
    event = {**made, "run_id": run_id}
    if made.get("event") == "message-start":
        own = event.pop("message_id", None)
        messages[run_id] = event["id"] = str(event.get("id") or own or run_id)
        if (node := metadata.get("langgraph_node")) is not None:
            event["metadata"] = {**(made.get("metadata") or {}), "langgraph_node": node}
    else:
        event["message_id"] = messages.get(run_id, run_id)
        if made.get("event") in ("message-finish", "error"):
            messages.pop(run_id, None)
    return event


def _wire_transformer() -> Any:
    """Asks the graph for what LangGraph's own transformers leave out, and keeps tasks, which they use up."""
    from langgraph.stream import StreamChannel, StreamTransformer

    class Wire(StreamTransformer):
        _native = True
        before_builtins = True
        required_stream_modes = ("updates", "custom", "tools", "tasks")

        def __init__(self, scope: tuple[str, ...] = ()) -> None:
            super().__init__(scope)
            self._tasks: Any = StreamChannel(_OWN_TASKS)

        def init(self) -> dict[str, Any]:
            return {_OWN_TASKS: self._tasks}

        def process(self, event: Any) -> bool:
            if event["method"] == "tasks":
                self._tasks.push((event["params"]["namespace"], event["params"]["data"]))
            return True

    return Wire
