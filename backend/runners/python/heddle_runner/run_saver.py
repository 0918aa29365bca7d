# SPDX-License-Identifier: Apache-2.0
"""The checkpointer of one run: remembers the head it wrote, so that the run's end asks nothing of the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    copy_checkpoint,
    get_checkpoint_metadata,
)

from .asking import Asker
from .frames import Kind
from .saver import HeddleSaver

_Write = tuple[str, Any]


class RunSaver(HeddleSaver):
    """`head` gives the newest checkpoint of the run's thread as this run wrote it, or None if it wrote none."""

    def __init__(self, asker: Asker, thread_id: str, *, ahead: bool = False) -> None:
        """With `ahead` puts are sent without waiting for their commit; the run's end waits for all of them."""
        super().__init__(asker)
        self._thread_id = thread_id
        self._ahead = ahead
        self._head: CheckpointTuple | None = None
        # By checkpoint: LangGraph may hand out a checkpoint's writes before the checkpoint itself, which waits for
        # its forerunner to be stored.
        self._writes: dict[str, dict[tuple[str, str, int], _Write]] = {}

    def head(self) -> CheckpointTuple | None:
        if self._head is None:
            return None
        own = self._writes.get(self._head.checkpoint["id"], {})
        writes = [(key[1], *own[key]) for key in sorted(own)]
        return self._head._replace(checkpoint=copy_checkpoint(self._head.checkpoint), pending_writes=writes)

    async def aput(
        self, config: Any, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> Any:
        self._remember(config, checkpoint, metadata)
        return await super().aput(config, checkpoint, metadata, new_versions)

    def put(
        self, config: Any, checkpoint: Checkpoint, metadata: CheckpointMetadata, new_versions: ChannelVersions
    ) -> Any:
        self._remember(config, checkpoint, metadata)
        return super().put(config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: Any, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        self._remember_writes(config, writes, task_id, task_path)
        await super().aput_writes(config, writes, task_id, task_path)

    def put_writes(self, config: Any, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = "") -> None:
        self._remember_writes(config, writes, task_id, task_path)
        super().put_writes(config, writes, task_id, task_path)

    async def _tell(self, kind: Kind, body: Callable[[int], bytes]) -> None:
        await (self._asker.tell if self._ahead else self._asker.ask)(kind, body)

    def _tell_blocking(self, kind: Kind, body: Callable[[int], bytes]) -> None:
        (self._asker.tell_blocking if self._ahead else self._asker.ask_blocking)(kind, body)

    def _is_root(self, where: dict[str, Any]) -> bool:
        return str(where["thread_id"]) == self._thread_id and where.get("checkpoint_ns", "") == ""

    def _remember(self, config: Any, checkpoint: Checkpoint, metadata: CheckpointMetadata) -> None:
        where = config["configurable"]
        if not self._is_root(where) or (self._head and checkpoint["id"] < self._head.checkpoint["id"]):
            return
        self._writes = {known: writes for known, writes in self._writes.items() if known >= checkpoint["id"]}
        parent = where.get("checkpoint_id")
        self._head = CheckpointTuple(
            config=self._config(checkpoint["id"]),
            checkpoint=checkpoint,
            metadata=get_checkpoint_metadata(config, metadata),
            parent_config=self._config(parent) if parent else None,
        )

    def _remember_writes(
        self, config: Any, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str
    ) -> None:
        where = config["configurable"]
        if not self._is_root(where) or (self._head and where["checkpoint_id"] < self._head.checkpoint["id"]):
            return
        own = self._writes.setdefault(where["checkpoint_id"], {})
        for index, (channel, value) in enumerate(writes):
            place = WRITES_IDX_MAP.get(channel, index)
            key = (task_path, task_id, place)
            if place < 0 or key not in own:  # an ordinary write is made once
                own[key] = (channel, value)

    def _config(self, checkpoint_id: str) -> Any:
        return {
            "configurable": {"thread_id": self._thread_id, "checkpoint_ns": "", "checkpoint_id": checkpoint_id}
        }


class HeadSaver(HeddleSaver):
    """Answers the question for the newest root checkpoint from memory, everything else by the server."""

    def __init__(self, asker: Asker, head: CheckpointTuple) -> None:
        super().__init__(asker)
        self._known = head

    async def aget_tuple(self, config: Any) -> CheckpointTuple | None:
        where, known = config["configurable"], self._known.config["configurable"]
        is_head = where.get("checkpoint_id") is None and where.get("checkpoint_ns", "") == ""
        if is_head and str(where["thread_id"]) == known["thread_id"]:
            return self._known
        return await super().aget_tuple(config)
