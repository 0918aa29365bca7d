# SPDX-License-Identifier: Apache-2.0
"""Questions that only the loaded graph can answer (frames.md: CALL methods)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from langgraph.errors import InvalidUpdateError
from langgraph.types import StateUpdate

from . import auth_user, wire_json
from .asking import Asker, Refused
from .commands import command_of
from .entry import DESCRIBE, READ, UPDATE
from .frames import Kind
from .saver import HeddleSaver
from .schemas import schemas_of
from .source import EntryError
from .store import HeddleStore
from .thread_state import checkpoint_of, pending_interrupts, thread_state

if TYPE_CHECKING:
    from langgraph.pregel import Pregel

    from .session import Services

Params = dict[str, Any]


async def answer(services: Services, channel: int, frame: dict[str, Any]) -> None:
    """Sends exactly one REPLY."""
    asker = services.asker(channel)
    try:
        reply = {"ok": await _call(services, asker, frame["method"], frame.get("params") or {})}
    except KeyError as error:
        reply = _problem("bad_request", ValueError(f"{frame.get('method')} needs {error}"))
    except LookupError as error:
        reply = _problem("not_found", error)
    except (InvalidUpdateError, ValueError, TypeError, Refused, EntryError) as error:
        reply = _problem("bad_request", error)
    except Exception as error:
        services.log("error", "heddle.call", f"{frame.get('method')} failed: {error!r}", None, error)
        reply = _problem("internal", error)
    await asker.settled()
    services.link.send(Kind.REPLY, channel, wire_json.dumps(reply))


def _problem(code: str, error: Exception) -> dict[str, Any]:
    return {"error": {"code": code, "message": str(error) or type(error).__name__}}


async def _call(services: Services, asker: Asker, method: str, params: Params) -> Any:
    if method == "embed":
        from .embedding import embed  # what it imports is needed by few

        return await embed(params, services.registry.base_dir)
    if method in ("auth_describe", "authorize"):
        from . import auth

        answer_of = auth.describe if method == "auth_describe" else auth.authorize
        return await answer_of(params, services.registry.base_dir)
    if method not in _METHODS:
        raise ValueError(f"there is no method '{method}'")
    access, handler = _METHODS[method]
    entry = services.registry.entry(params["graph_id"])
    config = dict(params.get("config") or {})
    config["configurable"] = dict(config.get("configurable") or {})
    auth_user.adopt(config)
    async with entry.open(config, None, access, HeddleSaver(asker), HeddleStore(asker)) as graph:
        return await handler(graph, config, params)


async def _state(graph: Pregel, config: Params, params: Params) -> Any:
    return thread_state(await graph.aget_state(config, subgraphs=bool(params.get("subgraphs"))))


async def _history(graph: Pregel, config: Params, params: Params) -> Any:
    before = params.get("before")
    if isinstance(before, str):
        before = {"configurable": {"checkpoint_id": before}}
    elif before and "configurable" not in before:
        before = {"configurable": before}
    found = graph.aget_state_history(
        config, limit=params.get("limit"), before=before or None, filter=params.get("filter") or None
    )
    return [thread_state(snapshot) async for snapshot in found]


async def _update_state(graph: Pregel, config: Params, params: Params) -> Any:
    made = await graph.aupdate_state(config, params.get("values"), as_node=params.get("as_node"))
    return await _after_update(graph, config, made)


async def _bulk_update_state(graph: Pregel, config: Params, params: Params) -> Any:
    steps = [[_update(one) for one in step["updates"]] for step in params.get("supersteps") or []]
    made = await graph.abulk_update_state(config, steps)
    return await _after_update(graph, config, made)


def _update(one: Params) -> StateUpdate:
    command = one.get("command")
    values = command_of(command) if command is not None else one.get("values")
    return StateUpdate(values, one.get("as_node"))


async def _after_update(graph: Pregel, config: Params, made: Any) -> Any:
    """The state shown is the root's head, also when a subgraph was edited."""
    head = {"configurable": {"thread_id": config["configurable"]["thread_id"]}}
    snapshot = await graph.aget_state(head)
    return {
        "checkpoint": checkpoint_of(made),
        "state": thread_state(snapshot),
        "values": snapshot.values,
        "next": list(snapshot.next),
        "interrupts": pending_interrupts(snapshot),
    }


async def _graph(graph: Pregel, config: Params, params: Params) -> Any:
    drawn = (await graph.aget_graph(config, xray=params.get("xray") or False)).to_json()
    for node in drawn.get("nodes", []):
        if isinstance(data := node.get("data"), dict):
            data.pop("id", None)  # the Python class of the node
    return drawn


async def _schemas(graph: Pregel, config: Params, params: Params) -> Any:
    return {"graph_id": params["graph_id"], **schemas_of(graph)}


async def _subgraphs(graph: Pregel, config: Params, params: Params) -> Any:
    found = graph.aget_subgraphs(namespace=params.get("namespace") or None, recurse=bool(params.get("recurse")))
    return {name: schemas_of(subgraph) async for name, subgraph in found}


_METHODS: dict[str, tuple[str, Callable[[Pregel, Params, Params], Awaitable[Any]]]] = {
    "state": (READ, _state),
    "history": (READ, _history),
    "update_state": (UPDATE, _update_state),
    "bulk_update_state": (UPDATE, _bulk_update_state),
    "graph": (DESCRIBE, _graph),
    "schemas": (DESCRIBE, _schemas),
    "subgraphs": (DESCRIBE, _subgraphs),
}
