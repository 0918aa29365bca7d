# SPDX-License-Identifier: Apache-2.0
"""A graph entry of any kind, opened as the compiled graph of one run or one question."""

from __future__ import annotations

import contextlib
import copy
import inspect
from collections.abc import AsyncIterator, Callable
from typing import Any

from langgraph.graph import StateGraph
from langgraph.pregel import Pregel

from .source import EntryError

try:
    from langgraph_sdk.runtime import _ExecutionRuntime, _ReadRuntime
except ImportError:  # an SDK from before ServerRuntime
    _ExecutionRuntime = _ReadRuntime = None

RUN = "threads.create_run"
UPDATE = "threads.update"
READ = "threads.read"
DESCRIBE = "assistants.read"


class Entry:
    """What `langgraph.json` names: a compiled graph, a builder, or a factory of either (sync, async, or a context
    manager). Factories are called anew for each use, with the config and runtime of that use."""

    def __init__(self, graph_id: str, value: Any, description: str | None = None) -> None:
        self.graph_id = graph_id
        self.description = description
        self.notes: list[str] = []
        self._graph: Pregel | None = None
        self._factory: Callable[..., Any] | None = None
        self._arguments: list[str] = []
        if isinstance(value, (Pregel, StateGraph)):
            self._graph = self._compiled(value)
            self._note_own_parts(self._graph)
        elif callable(value) and not isinstance(value, type):
            self._factory = value
            self._arguments = _factory_arguments(graph_id, value)
        else:
            raise EntryError(
                f"'{graph_id}' is a {type(value).__name__}; a graph must be a StateGraph, a compiled graph "
                "or a function that returns one"
            )

    @contextlib.asynccontextmanager
    async def open(
        self, config: dict[str, Any], context: Any, access: str, saver: Any, store: Any
    ) -> AsyncIterator[Pregel]:
        """The graph with our checkpointer and store at its root; its subgraphs keep their own settings."""
        if self._graph is not None:
            yield self._rooted(self._graph, saver, store)
            return
        async with contextlib.AsyncExitStack() as stack:
            made = self._factory(*self._values(config, context, access, store))  # type: ignore[misc]
            if inspect.isawaitable(made):
                made = await made
            if hasattr(made, "__aenter__"):
                made = await stack.enter_async_context(made)
            elif hasattr(made, "__enter__"):
                made = stack.enter_context(made)
            yield self._rooted(self._compiled(made), saver, store)

    def _compiled(self, value: Any) -> Pregel:
        if isinstance(value, Pregel):
            return value
        if isinstance(value, StateGraph):
            return value.compile(name=self.graph_id)
        raise EntryError(f"the factory of '{self.graph_id}' returned a {type(value).__name__}, not a graph")

    def _rooted(self, graph: Pregel, saver: Any, store: Any) -> Pregel:
        rooted = copy.copy(graph)
        rooted.name = self.graph_id
        rooted.checkpointer = saver
        rooted.store = store
        return rooted

    def _note_own_parts(self, graph: Pregel) -> None:
        for part in ("checkpointer", "store"):
            if getattr(graph, part) not in (None, True, False):
                self.notes.append(
                    f"graph '{self.graph_id}' was compiled with a {part} of its own; "
                    f"the server's {part} is used instead"
                )

    def _values(self, config: dict[str, Any], context: Any, access: str, store: Any) -> list[Any]:
        user = (config.get("configurable") or {}).get("langgraph_auth_user")
        values: list[Any] = []
        for argument in self._arguments:
            if argument == "config":
                values.append(copy.copy(config))
            elif access == RUN:
                values.append(_ExecutionRuntime(access_context=access, user=user, store=store, context=context))
            else:
                values.append(_ReadRuntime(access_context=access, user=user, store=store))
        return values


def _factory_arguments(graph_id: str, factory: Callable[..., Any]) -> list[str]:
    """Which of "config" and "runtime" the factory takes, in its order."""
    arguments: list[str] = []
    for parameter in inspect.signature(factory).parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        if _is_runtime(parameter):
            if _ReadRuntime is None:
                raise EntryError(f"the factory of '{graph_id}' takes a runtime; that needs langgraph-sdk 0.3.5 or newer")
            arguments.append("runtime")
        elif parameter.default is not parameter.empty and not _is_config(parameter):
            break
        elif "config" in arguments:
            raise EntryError(
                f"the factory of '{graph_id}' takes an argument '{parameter.name}'; a factory may take a config "
                "(RunnableConfig) and a runtime (ServerRuntime)"
            )
        elif parameter.kind is parameter.KEYWORD_ONLY:
            raise EntryError(f"the factory of '{graph_id}' needs the keyword argument '{parameter.name}'")
        else:
            arguments.append("config")
    return arguments


def _is_runtime(parameter: inspect.Parameter) -> bool:
    return parameter.name == "runtime" or "ServerRuntime" in str(parameter.annotation)


def _is_config(parameter: inspect.Parameter) -> bool:
    return parameter.name == "config" or "RunnableConfig" in str(parameter.annotation)
