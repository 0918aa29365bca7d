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


@pytest.fixture
def start_runner():
    """Starts the real program against a peer that stores checkpoints in memory; ends it with the test."""
    from peer import Peer

    peers = []

    def start(base_dir=GRAPHS, graphs=None, **welcome):
        peer = Peer(base_dir, graphs if graphs is not None else all_graphs(base_dir), **welcome)
        peers.append(peer)
        return peer

    yield start
    for peer in peers:
        peer.close()


@pytest.fixture
def samples(start_runner):
    return start_runner(SAMPLES)
