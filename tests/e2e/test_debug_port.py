# SPDX-License-Identifier: Apache-2.0
"""`dev --debug-port N --wait-for-client`: graphs wait for a debugger, and nothing is late while one looks at them."""

import json
import socket
import sys

import httpx
import pytest
from debug_client import DebugClient
from heddle_server import ROOT, Folder, Server, wait_until
from langgraph_sdk import get_sync_client
from websockets.sync.client import connect

PYTHON = "from langgraph.graph import START, StateGraph\n\n\ndef look(state):\n    return {'n': state['n'] + 1}\n\n\n" \
         "graph = StateGraph(dict).add_node(look).add_edge(START, 'look').compile()\n"
JAVASCRIPT = """import { Annotation, START, StateGraph } from "@langchain/langgraph";
export const graph = new StateGraph(Annotation.Root({ n: Annotation() }))
  .addNode("look", ({ n }) => ({ n: n + 1 })).addEdge(START, "look").compile();
"""


def two_ports():
    """Free ones, side by side."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def project(folder):
    (folder.path / "looking.py").write_text(PYTHON)
    (folder.path / "looking.mjs").write_text(JAVASCRIPT)
    file = folder.path / "langgraph.json"
    file.write_text(json.dumps({"graphs": {"py": "./looking.py:graph", "js": "./looking.mjs:graph"}}))
    return file


@pytest.fixture(scope="module")
def debugged():
    made, port = Folder(), two_ports()
    try:
        # Without a debug port a run would have no time at all.
        with Server(made, project(made), "--debug-port", str(port), "--wait-for-client", BG_JOB_TIMEOUT_SECS="0") as server:
            yield server, port, made
    finally:
        made.remove()


def test_python_graphs_stop_at_breakpoints(debugged):
    server, port, folder = debugged
    client = get_sync_client(url=server.url)
    thread = client.threads.create()["thread_id"]
    run = client.runs.create(thread, "py", input={"n": 1})
    wait_until(lambda: f"a debugger may attach at 127.0.0.1:{port}" in server.log())
    assert client.runs.get(thread, run["run_id"])["status"] == "pending"
    debugger = DebugClient(port)
    debugger.attach(folder.path / "looking.py", 5)
    stopped = debugger.wait_for("stopped")
    assert stopped["reason"] == "breakpoint" and client.runs.get(thread, run["run_id"])["status"] == "running"
    assert client.threads.get_state(thread)["values"] is not None  # the reader is not held
    debugger.resume(stopped["threadId"])
    assert client.runs.join(thread, run["run_id"])["n"] == 2
    assert client.runs.get(thread, run["run_id"])["status"] == "success"
    debugger.close()


def test_javascript_graphs_wait_for_the_inspector(debugged):
    server, port, _ = debugged
    client = get_sync_client(url=server.url)
    thread = client.threads.create()["thread_id"]
    run = client.runs.create(thread, "js", input={"n": 1})
    [target] = wait_until(lambda: inspected(port + 1), what="the inspector listens")
    assert client.runs.get(thread, run["run_id"])["status"] == "pending"
    with connect(target["webSocketDebuggerUrl"]) as debugger:
        debugger.send(json.dumps({"id": 1, "method": "Runtime.runIfWaitingForDebugger"}))
        assert client.runs.join(thread, run["run_id"])["n"] == 2


def inspected(port):
    try:
        return httpx.get(f"http://127.0.0.1:{port}/json/list").json()
    except httpx.ConnectError:
        return None


def test_a_python_without_debugpy_stops_the_start(folder):
    without = folder.path / "python"
    without.write_text("#!/bin/sh\necho 1\nexit 3\n")  # what the check says where the second package is missing
    without.chmod(0o755)
    file = folder.path / "langgraph.json"
    file.write_text(json.dumps({"graphs": {"echo": f"{ROOT}/resources/samples/echo.py:graph"}}))
    server = Server(folder, file, "--debug-port", "1")
    server.command[server.command.index(sys.executable)] = str(without)
    told = server.complaint()
    assert "--debug-port is given, but the Python" in told and "has no debugpy: install it with" in told
