# SPDX-License-Identifier: Apache-2.0
"""What LangSmith has to do with a run: which project its trace goes to, and where people may say what they think of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.tracers.langchain import LangChainTracer

# LangSmith's modules take long to load, and few runs need them: they are imported where they are used.
# The run's own outcome does not wait longer for a LangSmith that does not answer.
_PATIENCE_SECONDS = 5


def callbacks_for(wanted: dict[str, Any] | None) -> list[LangChainTracer]:
    """`langsmith_tracer` of a run's creation. Nothing where the run is not traced, or goes where all do."""
    if not wanted or not _traced():
        return []
    from langchain_core.tracers.langchain import LangChainTracer

    return [LangChainTracer(project_name=wanted.get("project_name"), example_id=wanted.get("example_id"))]


async def feedback_urls(run_id: str, keys: list[str] | None) -> dict[str, str]:
    """One URL for each key, with which feedback on the run can be left without a key of LangSmith's. Nothing where
    runs are not traced. Raises whatever LangSmith's client does, and TimeoutError."""
    if not keys or not _traced():
        return {}
    from langsmith import Client

    def ask() -> dict[str, str]:
        client = Client(timeout_ms=_PATIENCE_SECONDS * 1000, auto_batch_tracing=False)
        return {key: client.create_presigned_feedback_token(run_id, key).url for key in keys}

    return await asyncio.wait_for(asyncio.to_thread(ask), _PATIENCE_SECONDS)


def _traced() -> bool:
    from langsmith.utils import tracing_is_enabled

    return bool(tracing_is_enabled())
