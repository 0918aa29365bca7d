# SPDX-License-Identifier: Apache-2.0
import sys
from pathlib import Path

import pytest
from langgraph_sdk import get_sync_client

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

from heddle_server import Folder, Server  # noqa: E402


@pytest.fixture(scope="session")
def server():
    """One server with this folder's graphs for all its tests."""
    folder = Folder()
    try:
        with Server(folder, HERE / "langgraph.json", "--no-reload") as running:
            yield running
    finally:
        folder.remove()


@pytest.fixture
def client(server):
    return get_sync_client(url=server.url, timeout=120)
