# SPDX-License-Identifier: Apache-2.0
"""How late the event loop is, and what keeps it."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
import traceback

BLOCKED_MS = 5000.0
TELL_EVERY_SECONDS = 60.0


class LoopLag:
    """How late the event loop is. Each look sends a probe to the loop; while one is out, its age is the lag."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sent: float | None = None
        self._last_ms = 0.0
        self._thread = threading.main_thread().ident
        self._told: float | None = None

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """On the thread that the loop will run on."""
        self._loop = loop
        self._thread = threading.get_ident()

    def look_ms(self) -> float:
        """Called on the I/O thread."""
        now = time.monotonic()
        if self._sent is not None:
            return (now - self._sent) * 1000
        if self._loop is not None:
            self._sent = now
            try:
                self._loop.call_soon_threadsafe(self._arrive)
            except RuntimeError:  # the loop is closed
                self._sent = None
        return self._last_ms

    def _arrive(self) -> None:
        if self._sent is not None:
            self._last_ms = (time.monotonic() - self._sent) * 1000
            self._sent = None

    def complaint(self, lag_ms: float) -> str | None:
        """Once a minute while the loop is blocked: where its thread stands. Called on the I/O thread."""
        now = time.monotonic()
        if self._sent is None or lag_ms <= BLOCKED_MS or (self._told is not None and now - self._told < TELL_EVERY_SECONDS):
            return None
        self._told = now
        frame = sys._current_frames().get(self._thread)  # noqa: SLF001
        stack = "".join(traceback.format_stack(frame)) if frame is not None else "(it has no thread)"
        return f"the event loop has been blocked for {lag_ms / 1000:.1f} s; it stands here:\n{stack.rstrip()}"
