# SPDX-License-Identifier: Apache-2.0
"""The checkpointer conformance suite that LangGraph publishes, run inside a graph of a real server, so that every
call goes the whole way: runner, socket, server, Postgres."""

from __future__ import annotations

from pathlib import Path

import pytest
from heddle_server import Folder, Server
from langgraph.checkpoint.conformance.capabilities import Capability
from langgraph_sdk import get_sync_client

HERE = Path(__file__).resolve().parent


@pytest.mark.parametrize("capability", [each.value for each in Capability])
def test_capability(client, capability):
    values = client.runs.wait(None, "conformance", input={"capabilities": [capability]})
    result = values["report"][capability]
    assert result["detected"], f"the saver does not offer {capability}"
    assert result["passed"] and result["tests_passed"] > 0, result["failures"]
    assert result["tests_failed"] == 0


def test_delta_channels_are_rebuilt(client):
    """Only the writes of a delta channel are stored; every state must come out whole all the same."""
    thread = client.threads.create()["thread_id"]
    for _ in range(5):
        client.runs.wait(thread, "delta", input={})
    expected = list(range(1, 6))
    values = client.threads.get_state(thread)["values"]
    assert values["plain"] == expected
    assert [each for each in values["snapshot"] if isinstance(each, int)] == expected
    history = client.threads.get_history(thread, limit=100)
    lengths = [len(each["values"].get("plain") or []) for each in history]
    assert lengths == sorted(lengths, reverse=True) and lengths[0] == 5


def test_the_suite_of_langgraph_for_javascript():
    """It counts all checkpoints of a database, so it gets one of its own, and its run stores nothing meanwhile."""
    folder = Folder()
    try:
        with Server(folder, HERE / "langgraph.json", "--no-reload") as server:
            client = get_sync_client(url=server.url, timeout=300)
            report = client.runs.wait(None, "conformance_js", input={}, durability="exit")["report"]
    finally:
        folder.remove()
    assert report["failed"] == {}
    assert len(report["passed"]) > 700, "the suite has lost tests"
