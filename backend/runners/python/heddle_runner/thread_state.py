# SPDX-License-Identifier: Apache-2.0
"""LangGraph's state snapshots as the ThreadState of the HTTP API (semantics: threads, state and checkpoints)."""

from __future__ import annotations

from typing import Any

from langgraph.types import StateSnapshot


def checkpoint_of(config: Any) -> dict[str, Any] | None:
    """The API's Checkpoint of a config, or None if the config names none."""
    where = (config or {}).get("configurable") or {}
    if not where.get("thread_id"):
        return None
    found: dict[str, Any] = {}
    if (checkpoint_id := where.get("checkpoint_id")) is not None:
        found["checkpoint_id"] = checkpoint_id
    found["thread_id"] = where["thread_id"]
    found["checkpoint_ns"] = where.get("checkpoint_ns", "")
    if (checkpoint_map := where.get("checkpoint_map")) is not None:
        found["checkpoint_map"] = checkpoint_map
    return found


def thread_state(snapshot: StateSnapshot) -> dict[str, Any]:
    """Ready for the wire except for the values' own types, which wire_json knows."""
    checkpoint = checkpoint_of(snapshot.config) if snapshot.created_at is not None else None
    return {
        "values": snapshot.values,
        "next": list(snapshot.next),
        "tasks": [_task(task) for task in snapshot.tasks],
        "metadata": _metadata(snapshot),
        "created_at": snapshot.created_at,
        "checkpoint": checkpoint,
        "parent_checkpoint": checkpoint_of(snapshot.parent_config),
        "interrupts": [_interrupt(one) for one in snapshot.interrupts],
        "checkpoint_id": checkpoint.get("checkpoint_id") if checkpoint else None,
        "parent_checkpoint_id": (checkpoint_of(snapshot.parent_config) or {}).get("checkpoint_id"),
    }


def _task(task: Any) -> dict[str, Any]:
    state: Any = None
    checkpoint: Any = None
    if isinstance(task.state, StateSnapshot):
        state = thread_state(task.state)
    elif task.state:
        checkpoint = checkpoint_of(task.state)
    return {
        "id": task.id,
        "name": task.name,
        "path": task.path,
        "error": None if task.error is None else _error_text(task.error),
        "interrupts": [_interrupt(one) for one in task.interrupts],
        "checkpoint": checkpoint,
        "state": state,
        "result": task.result,
    }


def _metadata(snapshot: StateSnapshot) -> dict[str, Any] | None:
    if not snapshot.metadata:
        return None
    where = (snapshot.config or {}).get("configurable") or {}
    return {**snapshot.metadata, "thread_id": where.get("thread_id")}


def _interrupt(interrupt: Any) -> dict[str, Any]:
    found = {"id": interrupt.id, "value": interrupt.value}
    if (schema := getattr(interrupt, "response_schema", None)) is not None:
        found["response_schema"] = schema
    return found


def _error_text(error: Any) -> str:
    return repr(error) if isinstance(error, BaseException) else str(error)


def pending_interrupts(snapshot: StateSnapshot) -> dict[str, list[Any]]:
    """Interrupts by task id, as they stand in a Thread."""
    return {task.id: [_interrupt(one) for one in task.interrupts] for task in snapshot.tasks if task.interrupts}
