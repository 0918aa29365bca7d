# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import sys
from pathlib import Path

import pytest
from langgraph_sdk import get_client, get_sync_client

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from certificates import Authority  # noqa: E402
from heddle_server import PYTHON_SAMPLES, Folder, Server  # noqa: E402


@pytest.fixture
def folder():
    made = Folder()
    yield made
    made.remove()


@pytest.fixture(scope="module")
def server(request):
    """One server for all tests of a file, with the sample graphs in Python or the file's own PROJECT (path of a langgraph.json)."""
    made = Folder()
    try:
        with Server(made, getattr(request.module, "PROJECT", PYTHON_SAMPLES)) as running:
            yield running
    finally:
        made.remove()


@pytest.fixture(scope="module")
def authority():
    """It signs what the tests of a file trust."""
    made = Authority("Heddle Test Authority")
    yield made
    made.remove()


@pytest.fixture
def client(server):
    return get_sync_client(url=server.url)


@pytest.fixture
def aclient(server):
    return get_client(url=server.url)


@pytest.fixture
def thread(client):
    return client.threads.create()["thread_id"]
