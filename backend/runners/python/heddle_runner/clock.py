# SPDX-License-Identifier: Apache-2.0
"""Checkpoint ids must rise, and they are made of this process's clock (DESIGN §4a.2)."""

from __future__ import annotations

import asyncio
import time

_UUID_EPOCH = 0x01B21DD213814000  # 1582-10-15 to 1970-01-01 in units of 100 ns
PATIENCE_SECONDS = 2.0


class ClockBehind(Exception):
    """The clock stays behind the newest checkpoint; another runner or a later try has to take the run."""


def uuid_time() -> int:
    """Now, as the 60-bit timestamp of a UUIDv6."""
    return time.time_ns() // 100 + _UUID_EPOCH


async def pass_head(head_time: int | None) -> None:
    """Returns once the clock is past the head checkpoint. Raises ClockBehind if that takes more than 2 s."""
    if head_time is None:
        return
    behind = (head_time - uuid_time()) / 1e7
    if behind > PATIENCE_SECONDS:
        raise ClockBehind(f"the clock is {behind:.1f} s behind the thread's newest checkpoint")
    while uuid_time() <= head_time:
        await asyncio.sleep(max(0.001, (head_time - uuid_time()) / 1e7))
