# SPDX-License-Identifier: Apache-2.0
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


@pytest.fixture(scope="module")
def server():
    from server import Server, find_server

    binary = find_server()
    if binary is None:
        pytest.fail("heddle-server is not built; run ./dev build, or name its folder in HEDDLE_BIN_DIR")
    running = Server(HERE / "langgraph.json", binary)
    yield running
    running.remove()


@pytest.fixture
def client(server):
    from langgraph_sdk import get_sync_client

    return get_sync_client(url=server.url)
