# SPDX-License-Identifier: Apache-2.0
"""What the graphs do in a bare Python process, with LangGraph's own in-memory checkpointer."""

from __future__ import annotations

import asyncio
import sys
import time
import uuid
from pathlib import Path

from langgraph.checkpoint.memory import InMemorySaver

sys.path.insert(0, str(Path(__file__).parent / "graphs"))


def _config() -> dict:
    return {"configurable": {"thread_id": str(uuid.uuid4())}}


async def _runs(seconds: float, at_once: int) -> float:
    from bench import echo_builder

    graph = echo_builder.compile(checkpointer=InMemorySaver())
    deadline = time.perf_counter() + seconds
    done = 0

    async def worker() -> None:
        nonlocal done
        while time.perf_counter() < deadline:
            await graph.ainvoke({"text": "x"}, _config())
            done += 1

    start = time.perf_counter()
    await asyncio.gather(*[worker() for _ in range(at_once)])
    return done / (time.perf_counter() - start)


def runs_per_second(seconds: float, at_once: int) -> float:
    return asyncio.run(_runs(seconds, at_once))


async def _tokens(count: int) -> float:
    from bench import tokens_builder

    graph = tokens_builder.compile(checkpointer=InMemorySaver())
    seen = 0
    start = time.perf_counter()
    async for _ in graph.astream({"count": count}, _config(), stream_mode="custom"):
        seen += 1
    assert seen == count
    return count / (time.perf_counter() - start)


def tokens_per_second(count: int) -> float:
    return asyncio.run(_tokens(count))


def import_seconds(python: str) -> float:
    """What loading the graphs takes by itself: the part of a start that is not the server's."""
    import subprocess

    start = time.perf_counter()
    subprocess.run([python, "-c", "import bench"], cwd=Path(__file__).parent / "graphs", check=True)
    return time.perf_counter() - start
