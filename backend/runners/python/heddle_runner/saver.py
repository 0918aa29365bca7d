# SPDX-License-Identifier: Apache-2.0
"""LangGraph's checkpointer, kept by heddle-server."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any

from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)

from . import encryption
from .asking import Asker, Refused
from .checkpoint_codec import put_body, read_delta, read_tuples, writes_body
from .frames import Kind, Message, dump_json


class HeddleSaver(BaseCheckpointSaver[str]):
    """Speaks for one channel: a run's, a call's, or channel 0, which belongs to no run and is what a saver made by
    user code gets. The async methods belong on the runner's loop; the sync ones block, so they refuse to run there."""

    def __init__(self, asker: Asker | None = None, *, serde: Any = None) -> None:
        super().__init__(serde=serde or encryption.serializer())
        self._asker = asker or Asker.default()

    # Questions

    async def aget_tuple(self, config: Any) -> CheckpointTuple | None:
        return self._first(await self._asker.ask(Kind.CKPT_GET, _get_body(config)))

    def get_tuple(self, config: Any) -> CheckpointTuple | None:
        return self._first(self._asker.ask_blocking(Kind.CKPT_GET, _get_body(config)))

    async def alist(
        self, config: Any, *, filter: dict[str, Any] | None = None, before: Any = None, limit: int | None = None
    ) -> AsyncIterator[CheckpointTuple]:
        answer = await self._asker.ask(Kind.CKPT_LIST, _list_body(config, filter, before, limit))
        for found in read_tuples(answer.body, self):
            yield found

    def list(
        self, config: Any, *, filter: dict[str, Any] | None = None, before: Any = None, limit: int | None = None
    ) -> Iterator[CheckpointTuple]:
        answer = self._asker.ask_blocking(Kind.CKPT_LIST, _list_body(config, filter, before, limit))
        yield from read_tuples(answer.body, self)

    def _first(self, answer: Message) -> CheckpointTuple | None:
        tuples = read_tuples(answer.body, self)
        return tuples[0] if tuples else None

    async def aget_delta_channel_history(self, *, config: Any, channels: Sequence[str]) -> Mapping[str, Any]:
        if not channels:
            return {}
        where = config if config["configurable"].get("checkpoint_id") else _where(await self.aget_tuple(config))
        if where is None:
            return {channel: {"writes": []} for channel in channels}
        return read_delta((await self._asker.ask(Kind.DELTA_GET, _delta_body(where, channels))).body, self.serde)

    def get_delta_channel_history(self, *, config: Any, channels: Sequence[str]) -> Mapping[str, Any]:
        if not channels:
            return {}
        where = config if config["configurable"].get("checkpoint_id") else _where(self.get_tuple(config))
        if where is None:
            return {channel: {"writes": []} for channel in channels}
        return read_delta(self._asker.ask_blocking(Kind.DELTA_GET, _delta_body(where, channels)).body, self.serde)

    # Changes

    async def aput(
        self, config: Any, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> Any:
        body = self._put_body(config, checkpoint, metadata, new_versions)
        await self._tell(Kind.CKPT_PUT, body)
        return _after_put(config, checkpoint)

    def put(
        self, config: Any, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> Any:
        body = self._put_body(config, checkpoint, metadata, new_versions)
        self._tell_blocking(Kind.CKPT_PUT, body)
        return _after_put(config, checkpoint)

    def _put_body(
        self, config: Any, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> Callable[[int], bytes]:
        return lambda seq: put_body(seq, config, checkpoint, metadata, new_versions, self.serde)

    async def aput_writes(
        self, config: Any, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        body = self._writes_body(config, writes, task_id, task_path)
        await self._tell(Kind.WRITES_PUT, body)

    def put_writes(self, config: Any, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = "") -> None:
        body = self._writes_body(config, writes, task_id, task_path)
        self._tell_blocking(Kind.WRITES_PUT, body)

    def _writes_body(
        self, config: Any, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str
    ) -> Callable[[int], bytes]:
        return lambda seq: writes_body(seq, config, writes, task_id, task_path, self.serde)

    async def _tell(self, kind: Kind, body: Callable[[int], bytes]) -> None:
        """A put; returns when the server has committed it."""
        await self._asker.ask(kind, body)

    def _tell_blocking(self, kind: Kind, body: Callable[[int], bytes]) -> None:
        self._asker.ask_blocking(kind, body)

    # Whole threads and runs

    async def adelete_thread(self, thread_id: str) -> None:
        await self._operate("delete_thread", thread_id=str(thread_id))

    def delete_thread(self, thread_id: str) -> None:
        self._operate_blocking("delete_thread", thread_id=str(thread_id))

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        await self._operate("delete_for_runs", run_ids=[str(run) for run in run_ids])

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        self._operate_blocking("delete_for_runs", run_ids=[str(run) for run in run_ids])

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        await self._operate("copy_thread", source=str(source_thread_id), target=str(target_thread_id))

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        self._operate_blocking("copy_thread", source=str(source_thread_id), target=str(target_thread_id))

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        await self._operate("prune", **_prune_fields(thread_ids, strategy))

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        self._operate_blocking("prune", **_prune_fields(thread_ids, strategy))

    async def _operate(self, op: str, **fields: Any) -> None:
        await self._asker.ask(Kind.SAVER_OP, lambda seq: dump_json({"seq": seq, "op": op, **fields}))

    def _operate_blocking(self, op: str, **fields: Any) -> None:
        self._asker.ask_blocking(Kind.SAVER_OP, lambda seq: dump_json({"seq": seq, "op": op, **fields}))

    def get_next_version(self, current: Any, channel: None) -> str:
        """`<32 digits>.<fraction>`: sorts as text, and two writers of one version differ."""
        number = 0 if current is None else current if isinstance(current, int) else int(current.split(".")[0])
        return f"{number + 1:032}.{random.random():016}"


def _where(found: CheckpointTuple | None) -> Any:
    return found.config if found is not None else None


def _get_body(config: Any) -> Callable[[int], bytes]:
    where = config["configurable"]
    return lambda seq: dump_json(
        {
            "seq": seq,
            "thread_id": str(where["thread_id"]),
            "ns": where.get("checkpoint_ns", ""),
            "id": where.get("checkpoint_id"),
        }
    )


def _list_body(
    config: Any, metadata: dict[str, Any] | None, before: Any, limit: int | None
) -> Callable[[int], bytes]:
    where = config["configurable"] if config else {}
    thread = where.get("thread_id")
    fields = {
        "thread_id": None if thread is None else str(thread),
        "ns": where.get("checkpoint_ns"),
        "id": where.get("checkpoint_id"),
        "before": before["configurable"].get("checkpoint_id") if before else None,
        "filter": metadata or None,
        "limit": limit,
    }
    return lambda seq: dump_json({"seq": seq, **fields})


def _delta_body(config: Any, channels: Sequence[str]) -> Callable[[int], bytes]:
    where = config["configurable"]
    fields = {
        "thread_id": str(where["thread_id"]),
        "ns": where.get("checkpoint_ns", ""),
        "id": where["checkpoint_id"],
        "channels": [*channels],
    }
    return lambda seq: dump_json({"seq": seq, **fields})


def _after_put(config: Any, checkpoint: Checkpoint) -> Any:
    where = config["configurable"]
    return {
        "configurable": {
            "thread_id": where["thread_id"],
            "checkpoint_ns": where.get("checkpoint_ns", ""),
            "checkpoint_id": checkpoint["id"],
        }
    }


def _prune_fields(thread_ids: Sequence[str], strategy: str) -> dict[str, Any]:
    if isinstance(thread_ids, str):
        raise TypeError("thread_ids must be a sequence of thread ids, not a str")
    if strategy not in ("keep_latest", "delete"):
        raise ValueError(f"Unknown prune strategy: {strategy!r}")
    return {"thread_ids": [str(thread) for thread in thread_ids], "strategy": strategy}


__all__ = ["HeddleSaver", "Refused"]
