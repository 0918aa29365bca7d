# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from heddle_server import Folder, Server  # noqa: E402

GRAPHS = Path(__file__).parent / "graphs"


@pytest.fixture
def folder():
    made = Folder()
    yield made
    made.remove()


@pytest.fixture
def config(folder):
    """The graphs of this folder, told by their environment where to leave marks."""
    marks = folder.path / "marks"
    marks.mkdir(mode=0o777)
    names = ("steps", "gates", "poison", "strays")
    text = {
        "graphs": {name: f"{GRAPHS}/{name}.py:graph" for name in names},
        "env": {"MARKS": str(marks)},
    }
    path = folder.path / "langgraph.json"
    path.write_text(json.dumps(text))
    return path


@pytest.fixture
def server(folder, config):
    with Server(folder, config) as running:
        yield running


@pytest.fixture
def marks(folder):
    return folder.path / "marks"
