# SPDX-License-Identifier: Apache-2.0
"""The page Local servers against the real server: picked, started, opened, restarted, stopped from the window."""

from __future__ import annotations

import json
import shutil

import pytest
from heddle_server import SAMPLES, below, wait_until
from langgraph_sdk import get_sync_client

START = 120.0  # a new database cluster on a busy machine


@pytest.fixture
def project(tmp_path):
    """A copy: the data folder is made beside langgraph.json."""
    tmp_path.chmod(0o755)
    copied = shutil.copytree(SAMPLES.parent, tmp_path / "samples")
    config = json.loads(SAMPLES.read_text())
    # The graphs in JavaScript need packages that a plain copy has not: such a server is "degraded", rightly.
    config["graphs"] = {name: graph for name, graph in config["graphs"].items() if ".py:" in graph["path"]}
    (copied / "langgraph.json").write_text(json.dumps(config))
    return copied


def pick(window, config) -> None:
    window.button(r"Choose a langgraph\.json…")
    dialog = r"Choose a langgraph\.json"
    window.see("dialog", dialog)
    window.write("text", "File name:", str(config), dialog)
    window.button("Open", dialog)
    window.gone("dialog", dialog)


def servers_of(window) -> set[int]:
    return set(below(window.process.pid))


def settled(window) -> str:
    return window.see("label", "ready|degraded|failed", seconds=START)["name"]


def api_url(window) -> str:
    return window.see("label", "API of samples: http.+", seconds=START)["name"].partition(": ")[2]


def test_a_local_server_lives_in_the_window(open_window, project):
    window = open_window()
    window.see("frame", "Local servers · Heddle")
    pick(window, project / "langgraph.json")
    assert settled(window) == "ready", window.rows("Log lines", 400)
    url = api_url(window)
    wait_until(lambda: "samples" in str(window.all("label", "Graphs of samples: .*chat.*")), what="the graphs")
    wait_until(lambda: any(url in line for row in window.rows("Log lines", 400) for line in row), what="the ready line in the log")

    window.button("Open as deployment samples")
    window.see("frame", "Runs · Heddle")
    client = get_sync_client(url=url)
    thread = client.threads.create()["thread_id"]
    run = client.runs.create(thread, "echo", input={"text": "kept"})["run_id"]
    client.runs.join(thread, run)
    assert window.row_of("Runs", run)[0] == "success"

    window.go("Local servers")
    before = servers_of(window)
    window.button("Restart samples")
    wait_until(lambda: servers_of(window) and not servers_of(window) & before, START, "a new server")
    assert settled(window) == "ready"
    client = get_sync_client(url=api_url(window))
    assert client.threads.get(thread)["thread_id"] == thread, "data survives a restart"

    window.button("Stop samples")
    window.see("label", "stopped")
    wait_until(lambda: not servers_of(window), what="no process is left")
    window.button("Start samples")
    assert settled(window) == "ready"
    left = servers_of(window)
    assert window.close() == 0
    wait_until(lambda: not [pid for pid in left if alive(pid)], what="the window takes its servers along")


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
