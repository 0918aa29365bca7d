# SPDX-License-Identifier: Apache-2.0
"""LangGraph's long-term store, kept by heddle-server."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from langgraph.store.base import BaseStore, GetOp, Item, ListNamespacesOp, Op, PutOp, Result, SearchItem, SearchOp

from . import wire_json
from .asking import Asker
from .frames import Kind, Message, load_json


_UNSAID: Any = object()


class HeddleStore(BaseStore):
    """One STORE frame per batch. Safe from the loop (abatch) and from other threads (batch)."""

    supports_ttl = True
    # What the caller leaves open, the server decides by its langgraph.json.
    ttl_config = {"default_ttl": _UNSAID, "refresh_on_read": cast(bool, None)}
    __slots__ = ("_asker",)

    def __init__(self, asker: Asker | None = None) -> None:
        self._asker = asker or Asker.default()

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        asked = list(ops)
        return _results(asked, await self._asker.ask(Kind.STORE, _body(asked))) if asked else []

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        asked = list(ops)
        return _results(asked, self._asker.ask_blocking(Kind.STORE, _body(asked))) if asked else []


def _body(ops: list[Op]) -> Callable[[int], bytes]:
    return lambda seq: wire_json.dumps({"seq": seq, "ops": [_op(op) for op in ops]})


def _op(op: Op) -> dict[str, Any]:
    if isinstance(op, GetOp):
        return {"op": "get", "namespace": list(op.namespace), "key": op.key, "refresh_ttl": op.refresh_ttl}
    if isinstance(op, PutOp):
        put = {"op": "put", "namespace": list(op.namespace), "key": op.key, "value": op.value, "index": op.index}
        return put if op.ttl is _UNSAID else {**put, "ttl": op.ttl}
    if isinstance(op, SearchOp):
        return {
            "op": "search",
            "namespace_prefix": list(op.namespace_prefix),
            "filter": op.filter,
            "limit": op.limit,
            "offset": op.offset,
            "query": op.query,
            "refresh_ttl": op.refresh_ttl,
        }
    if isinstance(op, ListNamespacesOp):
        conditions = [{"match_type": c.match_type, "path": list(c.path)} for c in op.match_conditions or ()]
        return {
            "op": "list_namespaces",
            "match_conditions": conditions,
            "max_depth": op.max_depth,
            "limit": op.limit,
            "offset": op.offset,
        }
    raise ValueError(f"unknown store operation: {type(op).__name__}")


def _results(ops: list[Op], answer: Message) -> list[Result]:
    results = load_json(answer.body).get("result") or []
    if len(results) != len(ops):
        raise RuntimeError(f"heddle-server answered {len(results)} of {len(ops)} store operations")
    return [_result(op, result) for op, result in zip(ops, results, strict=True)]


def _result(op: Op, result: Any) -> Result:
    if isinstance(op, PutOp) or result is None:
        return None
    if isinstance(op, GetOp):
        return Item(**_fields(result))
    if isinstance(op, SearchOp):
        return [SearchItem(**_fields(item), score=item.get("score")) for item in result]
    return [tuple(namespace) for namespace in result]


def _fields(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "namespace": tuple(item["namespace"]),
        "key": item["key"],
        "value": item["value"],
        "created_at": item["created_at"],
        "updated_at": item["updated_at"],
    }
