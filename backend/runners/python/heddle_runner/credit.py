# SPDX-License-Identifier: Apache-2.0
"""How many event bytes the server is willing to take: a window per run and one for all runs together."""

from __future__ import annotations

import asyncio
from collections import deque


class Windows:
    """Lives on the runner's event loop. A run that has no credit awaits, so its graph slows down and memory does
    not grow. An event larger than the window goes out once the window is full and drives it negative."""

    def __init__(self, run_window: int, total_window: int) -> None:
        self._run_window = run_window
        self._total_window = total_window
        self._spent: dict[int, int] = {}
        self._total_spent = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    def open(self, channel: int) -> None:
        self._spent[channel] = 0

    def close(self, channel: int) -> None:
        """The channel's credit returns to the total; nothing is owed for a closed channel."""
        self._total_spent -= self._spent.pop(channel, 0)
        self._wake()

    def grant(self, channel: int, size: int) -> None:
        if channel in self._spent:
            given = min(size, self._spent[channel])
            self._spent[channel] -= given
            self._total_spent -= given
            self._wake()

    def _fits(self, channel: int, size: int) -> bool:
        spent = self._spent.get(channel, 0)
        run_fits = spent == 0 or spent + size <= self._run_window
        return run_fits and (self._total_spent == 0 or self._total_spent + size <= self._total_window)

    def try_spend(self, channel: int, size: int) -> bool:
        if channel not in self._spent or not self._fits(channel, size):
            return False
        self._spent[channel] += size
        self._total_spent += size
        return True

    async def spend(self, channel: int, size: int) -> None:
        while not self.try_spend(channel, size):
            if channel not in self._spent:
                raise RuntimeError(f"channel {channel} is closed")
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            await turn

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, deque()
        for turn in waiting:
            if not turn.done():
                turn.set_result(None)
