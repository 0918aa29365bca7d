# SPDX-License-Identifier: Apache-2.0
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "backend/runners/python"))
sys.path.insert(0, str(Path(__file__).parent))

SAMPLES = ROOT / "resources/samples"
GRAPHS = Path(__file__).parent / "graphs"


def all_graphs(folder: Path) -> dict:
    import json

    return json.loads((folder / "langgraph.json").read_text())["graphs"]


class Runners:
    """Starts real runner processes and ends them."""

    def __init__(self):
        self.peers = []

    def start(self, base_dir=GRAPHS, graphs=None, **welcome):
        from peer import Peer

        self.peers.append(Peer(base_dir, graphs if graphs is not None else all_graphs(base_dir), **welcome))
        return self.peers[-1]

    def close(self):
        for peer in self.peers:
            peer.close()


@pytest.fixture
def start_runner():
    """A runner of one's own: for tests that end it, starve it or need other settings."""
    runners = Runners()
    yield runners.start
    runners.close()


@pytest.fixture(scope="module")
def shared_runners():
    runners = Runners()
    yield runners
    runners.close()


@pytest.fixture(scope="module")
def samples(shared_runners):
    return shared_runners.start(SAMPLES)


@pytest.fixture(scope="module")
def graphs(shared_runners):
    return shared_runners.start(GRAPHS, env={"COLOUR": "blue"})
