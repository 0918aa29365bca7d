# SPDX-License-Identifier: Apache-2.0
"""One run, from its RUN frame to its END."""

from __future__ import annotations

import asyncio
import traceback
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from . import auth_user, clock, protocol, tracing, wire_json
from .asking import Fenced
from .commands import command_of
from .context import context_for
from .entry import RUN
from .frames import Kind, event
from .hand_off import GraphDrained, step_boundary
from .run_saver import HeadSaver, RunSaver
from .store import HeddleStore
from .streams import Event, Modes
from .thread_state import pending_interrupts, thread_state
from .versions import package_versions

if TYPE_CHECKING:
    from langgraph.pregel import Pregel

    from .entry import Entry
    from .session import Services

_VERSIONS = package_versions()
# LangGraph's own name for it; one that is too old for it lets the answer pass.
_STRICT_RESUME = "__pregel_strict_resume"


class Run:
    """Owned by the session while its channel is open; lives on the runner's loop."""

    def __init__(self, services: Services, channel: int, frame: dict[str, Any]) -> None:
        self._services = services
        self._channel = channel
        self._frame = frame
        self._asker = services.asker(channel)
        self._asker.on_fenced = self.fence
        self._fenced = False
        self._cancel: dict[str, Any] | None = None
        self._boundary = step_boundary()
        self._hands_off = False
        self._work: asyncio.Task[None] | None = None
        self._saver = RunSaver(self._asker, str(frame["thread_id"]), ahead=frame.get("durability") != "sync")
        self._graph: Pregel | None = None

    @property
    def run_id(self) -> str:
        return str(self._frame["run_id"])

    def start(self) -> asyncio.Task[None]:
        """Only the work itself can be cancelled, never the task around it, which owes the server an END."""
        loop = asyncio.get_running_loop()
        self._work = loop.create_task(self._execute(), name=f"run {self.run_id}")
        return loop.create_task(self._main(self._work))

    def cancel(self, order: dict[str, Any]) -> None:
        """Ends the run as interrupted at the next place where its code awaits; a hand-off waits for the next step
        and disturbs nothing."""
        if order.get("action") == "hand_off":
            self._hands_off = True
            if self._boundary is not None:
                self._boundary.request_drain(str(order.get("reason")))
            return
        self._cancel = order
        if self._work is not None:
            self._work.cancel()

    def fence(self) -> None:
        """Somebody else owns the run: stop, and send no END. Called from any thread."""
        self._fenced = True
        self._services.loop.call_soon_threadsafe(self._stop_fenced)

    def _stop_fenced(self) -> None:
        if self._work is not None:
            self._work.cancel()

    async def _main(self, work: asyncio.Task[None]) -> None:
        status, error = "success", None
        try:
            await work
        except asyncio.CancelledError:
            if self._cancel is None and not self._fenced:
                raise  # the runner itself is stopping
            status = "interrupted"
        except Fenced:
            self._fenced = True
        except Exception as raised:
            if self._hands_off and isinstance(raised, GraphDrained):
                status = "handed_off"
            else:
                status, error = "error", _error(raised)
                self._services.log("error", "heddle.run", error["traceback"], self.run_id)
        await self._asker.settled()
        if status in ("success", "handed_off") and self._asker.failure is not None:
            status, error = "error", _error(self._asker.failure)
        if not self._fenced:
            await self._end(status, error)

    async def _execute(self) -> None:
        frame = self._frame
        await clock.pass_head(frame.get("head_time"))
        self._services.link.send_json(Kind.STARTED, self._channel, {})
        entry = self._services.registry.entry(frame["graph_id"])
        config = self._config()
        if traces := tracing.callbacks_for(frame.get("langsmith_tracer")):
            config["callbacks"] = traces
        context = frame.get("context") or None
        modes = Modes(frame.get("stream_mode") or ["values"])
        async with self._open(entry, config, context) as graph:
            self._graph = graph
            async with aclosing(self._events(graph, config, context, modes)) as events:
                async for made in events:
                    await self._emit(made.mode, made.namespace, made.data)
        await self._tell_where_feedback_goes()

    async def _tell_where_feedback_goes(self) -> None:
        try:
            urls = await tracing.feedback_urls(self.run_id, self._frame.get("feedback_keys"))
        except Exception as raised:  # LangSmith's troubles are none of the run's
            self._services.log("warning", "heddle.run", f"no place for feedback: {raised!r}", self.run_id)
            return
        if urls:
            await self._emit("feedback", "", urls)

    def _open(self, entry: Entry, config: dict[str, Any], context: Any) -> Any:
        return entry.open(config, context, RUN, self._saver, HeddleStore(self._asker))

    def _config(self) -> dict[str, Any]:
        frame = self._frame
        given = frame.get("config") or {}
        configurable = {**(given.get("configurable") or {})}
        if (checkpoint_id := frame.get("checkpoint_id")) is not None and not frame.get("resumed"):
            configurable["checkpoint_id"] = checkpoint_id
        elif frame.get("resumed"):
            for name in ("checkpoint_id", "checkpoint_map"):
                configurable.pop(name, None)
        if frame.get("strict_resume"):
            configurable[_STRICT_RESUME] = True
        metadata = {
            **(frame.get("metadata") or {}),
            **(given.get("metadata") or {}),
            "run_id": self.run_id,
            "run_attempt": frame.get("attempt", 1),
            "langgraph_version": _VERSIONS.get("langgraph", ""),
        }
        config = {**given, "configurable": configurable, "metadata": metadata}
        config["run_id"] = uuid.UUID(self.run_id)
        auth_user.adopt(config)
        return config

    def _input(self) -> Any:
        if self._frame.get("resumed"):
            return None
        if (command := self._frame.get("command")) is not None:
            return command_of(command)
        return self._frame.get("input")

    async def _events(
        self, graph: Pregel, config: dict[str, Any], context: Any, modes: Modes
    ) -> AsyncGenerator[Event]:
        options = self._options(graph, context)
        if protocol.MODE in modes.wanted:
            async with aclosing(protocol.stream(graph, self._input(), config, options)) as events:
                async for made in events:
                    yield made
            return
        async with aclosing(self._stream(graph, config, options, modes)) as parts:
            async for namespace, mode, data in parts:
                for made in modes.events(namespace, mode, data):
                    yield made

    def _options(self, graph: Pregel, context: Any) -> dict[str, Any]:
        frame = self._frame
        options: dict[str, Any] = {
            "interrupt_before": frame.get("interrupt_before") or None,
            "interrupt_after": frame.get("interrupt_after") or None,
            "durability": frame.get("durability") or "async",
        }
        if self._boundary is not None:
            options["control"] = self._boundary
        if (fitting := context_for(graph.context_schema, context)) is not None:
            options["context"] = fitting
        return options

    async def _stream(
        self, graph: Pregel, config: dict[str, Any], options: dict[str, Any], modes: Modes
    ) -> AsyncGenerator[tuple[tuple[str, ...], str, Any]]:
        subgraphs = bool(self._frame.get("subgraphs"))
        options = {**options, "stream_mode": modes.of_graph, "subgraphs": subgraphs}
        if not modes.traced:
            async with aclosing(graph.astream(self._input(), config, **options)) as chunks:
                async for chunk in chunks:
                    yield chunk if subgraphs else ((), *chunk)
            return
        async with aclosing(graph.astream_events(self._input(), config, version="v2", **options)) as traces:
            async for traced in traces:
                if traced["event"] == "on_chain_stream" and traced["run_id"] == self.run_id:
                    chunk = traced["data"]["chunk"]
                    yield chunk if subgraphs else ((), *chunk)
                else:
                    yield (), "events", traced

    async def _emit(self, mode: str, namespace: str, data: Any) -> None:
        body = event(mode, namespace, wire_json.dumps(data))
        windows = self._services.windows
        if not windows.try_spend(self._channel, len(body)):
            await windows.spend(self._channel, len(body))
        self._services.link.send(Kind.EVENT, self._channel, body)

    async def _end(self, status: str, error: dict[str, Any] | None) -> None:
        end: dict[str, Any] = {"status": status, "error": error, "values": None, "next": [], "interrupts": {}}
        end["state"] = None
        wants_state = self._cancel is None or self._cancel.get("action") != "rollback"
        if wants_state and status != "handed_off":
            try:
                end.update(await self._head())
            except Fenced:
                return
            except Exception as raised:  # the run's own outcome matters more than a picture of its state
                self._services.log("warning", "heddle.run", f"no final state: {raised!r}", self.run_id)
        self._services.link.send(Kind.END, self._channel, wire_json.dumps(end))

    async def _head(self) -> dict[str, Any]:
        graph = self._graph
        if graph is None:  # it failed before the graph was there; the thread may have a state all the same
            entry = self._services.registry.entry(self._frame["graph_id"])
            async with self._open(entry, self._config(), self._frame.get("context") or None) as graph:
                return await self._snapshot(graph)
        if (head := self._saver.head()) is not None:
            graph.checkpointer = HeadSaver(self._asker, head)
        return await self._snapshot(graph)

    async def _snapshot(self, graph: Pregel) -> dict[str, Any]:
        snapshot = await graph.aget_state({"configurable": {"thread_id": str(self._frame["thread_id"])}})
        return {
            "values": snapshot.values,
            "next": list(snapshot.next),
            "interrupts": pending_interrupts(snapshot),
            "state": thread_state(snapshot),
        }


def _error(raised: BaseException) -> dict[str, Any]:
    return {
        "error": type(raised).__name__,
        "message": str(raised),
        "traceback": "".join(traceback.format_exception(raised)),
    }


