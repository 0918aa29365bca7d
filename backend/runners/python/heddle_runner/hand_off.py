# SPDX-License-Identifier: Apache-2.0
"""Stopping a run between two steps, so that another replica goes on from its last checkpoint."""

from __future__ import annotations

from langchain_core.runnables.config import var_child_runnable_config

try:
    from langgraph.errors import GraphDrained
    from langgraph.runtime import RunControl
except ImportError:  # a LangGraph that cannot stop between steps: its runs go on until they are cancelled

    class GraphDrained(Exception):  # type: ignore[no-redef]
        """Never raised."""

    RunControl = None  # type: ignore[assignment,misc]


if RunControl is not None:

    class StepBoundary(RunControl):
        """Lets a run stop where nothing is lost: in front of a step of the outermost graph. Between the steps of a
        graph inside a node LangGraph would stop as well, but what that node has done so far would be done again."""

        @property
        def drain_requested(self) -> bool:
            return super().drain_requested and not _inside_a_node()


def step_boundary() -> RunControl | None:
    """For one run; None where LangGraph does not know of it."""
    return None if RunControl is None else StepBoundary()


def _inside_a_node() -> bool:
    config = var_child_runnable_config.get()
    return config is not None and bool((config.get("configurable") or {}).get("checkpoint_ns"))
