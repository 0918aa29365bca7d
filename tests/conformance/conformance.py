# SPDX-License-Identifier: Apache-2.0
"""The published suite, run where a checkpointer of this server exists: inside a graph."""

from __future__ import annotations

from typing import Any

from heddle_runner.saver import HeddleSaver
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    capabilities: list[str] | None
    report: dict[str, Any]


@checkpointer_test(name="HeddleSaver")
async def heddle_saver():
    yield HeddleSaver()


async def run_suite(state: State) -> State:
    wanted = state.get("capabilities")
    report = await validate(heddle_saver, capabilities=set(wanted) if wanted else None)
    return {
        "report": {
            name: {
                "detected": result.detected,
                "passed": result.passed,
                "tests_passed": result.tests_passed,
                "tests_failed": result.tests_failed,
                "failures": [str(failure) for failure in result.failures or ()],
            }
            for name, result in report.results.items()
        }
    }


graph = StateGraph(State).add_node(run_suite).add_edge(START, "run_suite").compile()
