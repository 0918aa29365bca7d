# SPDX-License-Identifier: Apache-2.0
"""Checkpoints as saver frames, in the layout of langgraph-checkpoint-postgres: primitives stay inside the
checkpoint's JSON, every other channel value is a blob of its own version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    get_checkpoint_metadata,
)

from . import wire_json
from .frames import Unpacker, pack

try:
    from langgraph.checkpoint.serde.types import _DeltaSnapshot
except ImportError:  # langgraph-checkpoint from before delta channels

    class _DeltaSnapshot:  # type: ignore[no-redef]
        pass


_TASKS = "__pregel_tasks"
_INLINE = (str, int, float, bool)


def put_body(
    seq: int,
    config: dict[str, Any],
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    new_versions: ChannelVersions,
    serde: Any,
) -> bytes:
    inline: dict[str, Any] = {}
    entries: list[dict[str, Any]] = []
    parts: list[bytes] = []
    for channel, value in checkpoint["channel_values"].items():
        if value is None or isinstance(value, _INLINE):
            inline[channel] = value
            continue
        if isinstance(value, _DeltaSnapshot):
            inline[channel] = True  # marks the checkpoint as one that holds a snapshot
        if channel in new_versions:
            kind, data = serde.dumps_typed(value)
            entries.append({"channel": channel, "version": str(new_versions[channel]), "type": kind, "len": len(data)})
            parts.append(bytes(data))
    where = config["configurable"]
    head = {
        "seq": seq,
        "thread_id": str(where["thread_id"]),
        "ns": where.get("checkpoint_ns", ""),
        "id": checkpoint["id"],
        "parent_id": where.get("checkpoint_id"),
        "checkpoint": {**checkpoint, "channel_values": inline},
        "metadata": {k: v for k, v in get_checkpoint_metadata(config, metadata).items() if k != "writes"},
        "blobs": entries,
    }
    return pack(wire_json.dumps(head), parts)


def writes_body(
    seq: int, config: dict[str, Any], writes: Sequence[tuple[str, Any]], task_id: str, task_path: str, serde: Any
) -> bytes:
    entries: list[dict[str, Any]] = []
    parts: list[bytes] = []
    for index, (channel, value) in enumerate(writes):
        kind, data = serde.dumps_typed(value)
        place = WRITES_IDX_MAP.get(channel, index)
        entries.append({"idx": place, "channel": channel, "type": kind, "len": len(data)})
        parts.append(bytes(data))
    where = config["configurable"]
    head = {
        "seq": seq,
        "thread_id": str(where["thread_id"]),
        "ns": where.get("checkpoint_ns", ""),
        "id": where["checkpoint_id"],
        "task_id": task_id,
        "task_path": task_path,
        "writes": entries,
    }
    return pack(wire_json.dumps(head), parts)


def read_tuples(body: bytes, saver: Any) -> list[CheckpointTuple]:
    """The tuples of a CKPT_DATA body; `saver` gives the serializer and the version rule."""
    unpacker = Unpacker(body)
    return [_read_tuple(entry, unpacker, saver) for entry in unpacker.head["tuples"]]


def _read_tuple(entry: dict[str, Any], unpacker: Unpacker, saver: Any) -> CheckpointTuple:
    checkpoint = entry["checkpoint"]
    values = dict(checkpoint.get("channel_values") or {})
    for blob in entry["blobs"]:
        data = unpacker.take(blob)
        if data is not None and blob["type"] != "empty":
            values[blob["channel"]] = saver.serde.loads_typed((blob["type"], data))
    writes = [
        (write["task_id"], write["channel"], saver.serde.loads_typed((write["type"], unpacker.take(write) or b"")))
        for write in entry["writes"]
    ]
    sends = [saver.serde.loads_typed((send["type"], unpacker.take(send) or b"")) for send in entry["parent_sends"]]
    checkpoint["channel_values"] = values
    if sends and checkpoint.get("v", 1) < 4:
        _adopt_sends(checkpoint, sends, saver)
    thread, ns, parent = entry["thread_id"], entry["ns"], entry["parent_id"]
    return CheckpointTuple(
        config=_config(thread, ns, entry["id"]),
        checkpoint=checkpoint,
        metadata=entry["metadata"],
        parent_config=_config(thread, ns, parent) if parent else None,
        pending_writes=writes,
    )


def _adopt_sends(checkpoint: dict[str, Any], sends: list[Any], saver: Any) -> None:
    """Before format 4 a step's sends were pending writes of the parent; now they are a channel."""
    checkpoint["channel_values"][_TASKS] = sends
    versions = checkpoint["channel_versions"]
    versions[_TASKS] = max(versions.values()) if versions else saver.get_next_version(None, None)


def _config(thread_id: str, ns: str, checkpoint_id: str) -> dict[str, Any]:
    return {"configurable": {"thread_id": thread_id, "checkpoint_ns": ns, "checkpoint_id": checkpoint_id}}


def read_delta(body: bytes, serde: Any) -> dict[str, dict[str, Any]]:
    """The channels of a DELTA_DATA body as langgraph's DeltaChannelHistory."""
    unpacker = Unpacker(body)
    histories: dict[str, dict[str, Any]] = {}
    for entry in unpacker.head["channels"]:
        history: dict[str, Any] = {}
        seed = entry.get("seed")
        if seed is not None:
            data = unpacker.take(seed)
            if data is not None and seed["type"] != "empty":
                history["seed"] = serde.loads_typed((seed["type"], data))
        history["writes"] = [
            (write["task_id"], entry["channel"], serde.loads_typed((write["type"], unpacker.take(write) or b"")))
            for write in entry["writes"]
        ]
        histories[entry["channel"]] = history
    return histories
