# SPDX-License-Identifier: Apache-2.0
"""Publishes events of one run into Redis as a replica would (backend/wire/envelope.md), at a given pace."""

from __future__ import annotations

import struct
import threading
import time
import uuid
from collections.abc import Callable

import redis

_HEADER = struct.Struct("<BB16s16sqiqqii")
_END = 2
_FENCE = 1
PAYLOAD = b'{"token": "the quick brown fox jumps over the lazy dog", "index": %d, "done": false}'


def _event(mode: bytes, json: bytes) -> bytes:
    micros = time.time_ns() // 1000
    return struct.pack("<B", len(mode)) + mode + struct.pack("<Hq", 0, micros) + struct.pack("<I", len(json)) + json


class RunPublisher:
    """One event an envelope: the worst case for who reads them."""

    def __init__(self, uri: str, prefix: str, thread: uuid.UUID, run: uuid.UUID) -> None:
        self._link = redis.Redis.from_url(uri)
        self._ids = (thread.bytes, run.bytes)
        self.channel = f"{prefix}l:{{{run}}}"
        self.published = 0

    def subscribers(self) -> int:
        return self._link.pubsub_numsub(self.channel)[0][1]

    def _envelope(self, mode: bytes, json: bytes, flags: int = 0) -> bytes:
        self.published += 1
        n = self.published
        return _HEADER.pack(1, flags, *self._ids, _FENCE, 1, n, n, 0, 1) + _event(mode, json)

    def _send(self, count: int) -> None:
        pipe = self._link.pipeline(transaction=False)
        for _ in range(count):
            pipe.publish(self.channel, self._envelope(b"custom", PAYLOAD % self.published))
        pipe.execute()

    def published_per_second(self, publish: Callable[[RunPublisher], None]) -> float:
        """Lower than the pace that `publish` asks for when this computer cannot keep it."""
        start = time.perf_counter()
        publish(self)
        return self.published / (time.perf_counter() - start)

    def paced(self, per_second: int, seconds: float) -> None:
        start = time.perf_counter()
        total = int(per_second * seconds)
        tick = threading.Event()
        while self.published < total:
            due = min(total, int((time.perf_counter() - start) * per_second))
            if due > self.published:
                self._send(due - self.published)
            tick.wait(0.002)

    def unpaced(self, total: int) -> None:
        while self.published < total:
            self._send(min(500, total - self.published))

    def end(self) -> None:
        """Only live, as a replica does after it has written the run's end to Postgres."""
        self._link.publish(self.channel, self._envelope(b"end", b'{"status": "success"}', _END))
