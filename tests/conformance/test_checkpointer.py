# SPDX-License-Identifier: Apache-2.0
"""The checkpointer conformance suite that LangGraph publishes, run inside a graph of a real server, so that every
call goes the whole way: runner, socket, server, Postgres."""

from __future__ import annotations

import pytest
from langgraph.checkpoint.conformance.capabilities import Capability


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
