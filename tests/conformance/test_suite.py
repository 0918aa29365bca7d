# SPDX-License-Identifier: Apache-2.0
"""LangGraph's own checkpointer suite, against the real server and its real Postgres."""

import pytest

CAPABILITIES = (
    "put",
    "put_writes",
    "get_tuple",
    "list",
    "delete_thread",
    "delete_for_runs",
    "copy_thread",
    "prune",
)


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_capability(client, capability):
    values = client.runs.wait(None, "conformance", input={"capabilities": [capability]})
    result = values["report"][capability]
    assert result["failures"] == []
    assert result["detected"] and result["passed"] and result["tests_passed"] > 0
