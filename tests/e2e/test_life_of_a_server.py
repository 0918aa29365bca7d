# SPDX-License-Identifier: Apache-2.0
"""Starting, stopping, starting again, and what each obstacle looks like."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import venv
from pathlib import Path

import psycopg
import pytest
from langgraph_sdk import get_sync_client

from heddle_server import PYTHON_SAMPLES, Server, below, command_of, is_alive, server_program, wait_until


def complaint(command, **environment):
    """Runs a command that must fail; its last line on stderr."""
    ended = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, env={**os.environ, **environment}
    )
    assert ended.returncode == 1, ended
    assert ended.stdout == ""
    lines = [line for line in ended.stderr.splitlines() if line.startswith("heddle-server: ")]
    assert len(lines) == 1, ended.stderr
    return lines[0]


def test_restart_keeps_everything(folder):
    with Server(folder) as first:
        client = get_sync_client(url=first.url)
        thread = client.threads.create(metadata={"kept": True})["thread_id"]
        client.runs.wait(thread, "approval", input={"topic": "warp"})
        run = client.runs.list(thread)[0]
        assistant = client.assistants.create("echo", name="kept")["assistant_id"]
    with Server(folder) as second:
        client = get_sync_client(url=second.url)
        assert client.threads.search(metadata={"kept": True})[0]["thread_id"] == thread
        assert client.runs.get(thread, run["run_id"]) == run
        assert client.assistants.get(assistant)["name"] == "kept"
        state = client.threads.get_state(thread)
        assert state["next"] == ["approve_text"] and "warp" in state["values"]["draft"]
        client.runs.wait(thread, "approval", command={"resume": True})
        assert client.threads.get_state(thread)["next"] == ["approve_recipient"]
        assert len([a for a in client.assistants.search(graph_id="echo") if a["name"] == "echo"]) == 1


def test_deployment_file_and_clean_end(folder):
    server = Server(folder).start()
    file = folder.data / "deployment.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    told = server.deployment()
    assert told["environment"] == "local" and told["api_urls"] == [server.url]
    assert told["database_uri"].startswith("postgres") and told["redis_uri"].startswith("unix://")
    children = server.descendants()
    names = " ".join(map(command_of, children))
    assert "postgres" in names and "redis-server" in names and "heddle_runner" in names
    password = told["redis_uri"].split("@")[0].split(":")[-1]
    assert password not in server.log() and password not in names
    assert server.stop() == 0
    assert not [pid for pid in children if is_alive(pid)]
    assert not file.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it_with_a_run_under_way(folder, number):
    server = Server(folder).start()
    client = get_sync_client(url=server.url)
    thread = client.threads.create()["thread_id"]
    run = client.runs.create(thread, "sleeper", input={"seconds": 600})
    wait_until(lambda: client.runs.get(thread, run["run_id"])["status"] == "running", what="the run runs")
    children = server.descendants()
    server.process.send_signal(number)
    assert server.process.wait(20) == 0
    assert not [pid for pid in children if is_alive(pid)]
    with Server(folder) as again:  # what was cut off goes on
        client = get_sync_client(url=again.url)
        wait_until(lambda: client.runs.get(thread, run["run_id"])["status"] == "running", what="the run runs again")
        client.runs.cancel(thread, run["run_id"], wait=True)


@pytest.mark.parametrize("mode", [0o755, 0o700])
def test_ephemeral_leaves_nothing(folder, mode):
    """Below a folder that only we may enter, too: as root the database runs as another account."""
    place = folder.path / "temporary"
    place.mkdir(mode=mode)
    command = [str(server_program()), "dev", "--config", str(PYTHON_SAMPLES), "--port", "0", "--ephemeral", "--python", sys.executable]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               env={**os.environ, "TMPDIR": str(place)})
    try:
        assert process.stdout.readline().startswith(b"ready ")
        words = [Path(word) for pid in below(process.pid) for word in command_of(pid).split()]
        clusters = {word for word in words if word.name == "postgres" and (word / "PG_VERSION").exists()}
        assert len(clusters) == 1
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert list(place.iterdir()) == [] and not clusters.pop().exists()


def test_taken_port(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [str(server_program()), "dev", "--config", str(PYTHON_SAMPLES), "--data-dir", str(folder.data), "--port", str(port)]
        said = complaint(command)
    assert f"port {port}" in said and "--port" in said
    assert not folder.data.exists(), "nothing is started before the port is known to be free"


def test_data_folder_in_use(folder):
    with Server(folder) as running:
        said = complaint(running.command, **running.environment)
    assert "in use by process" in said and "--data-dir" in said


def test_unwritable_data_folder():
    said = complaint([str(server_program()), "dev", "--config", str(PYTHON_SAMPLES), "--port", "0", "--data-dir", "/proc/heddle"])
    assert "/proc/heddle" in said and "--data-dir" in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"graphs": {"a": "./a.py"}}', "graphs.a"),
        ('{"graphs": {\n"a" "./a.py:g"}}', "line 2"),
        ("{}", '"graphs" is missing'),
        ('{"graphs": {"a": "./a.py:g"}, "env": "missing.env"}', "missing.env"),
    ],
)
def test_broken_config(folder, text, says):
    config = folder.path / "langgraph.json"
    config.write_text(text)
    said = complaint([str(server_program()), "dev", "--config", str(config), "--port", "0"])
    assert str(config.parent) in said and says in said


def test_missing_config(folder):
    said = complaint([str(server_program()), "dev", "--config", str(folder.path / "none.json"), "--port", "0"])
    assert "none.json" in said and "--config" in said


def test_wrong_python(folder):
    said = complaint(
        [str(server_program()), "dev", "--config", str(PYTHON_SAMPLES), "--port", "0", "--python", "/nowhere/python",
         "--data-dir", str(folder.data)]
    )
    assert "/nowhere/python" in said


def test_python_without_langgraph(folder):
    bare = folder.path / "bare"
    venv.create(bare, symlinks=True)
    said = complaint(
        [str(server_program()), "dev", "--config", str(PYTHON_SAMPLES), "--port", "0", "--data-dir", str(folder.data)],
        VIRTUAL_ENV=str(bare), HEDDLE_STATE_DIR=str(folder.state),
    )
    assert str(bare) in said and "pip install langgraph" in said


def test_serve_needs_its_uris():
    clean = {"DATABASE_URI": "", "POSTGRES_URI": "", "REDIS_URI": ""}
    assert "DATABASE_URI" in complaint([str(server_program()), "serve", "--config", str(PYTHON_SAMPLES)], **clean)
    given = {**clean, "DATABASE_URI": "postgres:///x"}
    assert "REDIS_URI" in complaint([str(server_program()), "serve", "--config", str(PYTHON_SAMPLES)], **given)
    assert "DATABASE_URI" in complaint([str(server_program()), "migrate"], **clean)


def write_project(folder, source):
    project = folder.path / "project"
    project.mkdir(exist_ok=True)
    (project / "good.py").write_text(source)
    (project / "bad.py").write_text("import no_such_module_anywhere\n")
    (project / "langgraph.json").write_text(json.dumps({"graphs": {"good": "./good.py:graph", "bad": "./bad.py:graph"}, "env": {"FLAVOUR": "mint"}}))
    return project / "langgraph.json"


def assistant_of(client, graph):
    return client.assistants.search(graph_id=graph)[0]["assistant_id"]


ANSWERS = """
import os
from typing import Any
from typing_extensions import TypedDict
from langgraph.graph import START, StateGraph

class State(TypedDict, total=False):
    answer: Any

def node(state: State) -> State:
    return {"answer": ANSWER}

graph = StateGraph(State).add_node(node).add_edge(START, "node").compile()
"""


def test_broken_graph_is_reported_and_the_rest_serves(folder):
    config = write_project(folder, ANSWERS.replace("ANSWER", "os.environ['FLAVOUR']"))
    with Server(folder, config) as server:
        client = get_sync_client(url=server.url)
        assert client.runs.wait(None, "good", input={})["answer"] == "mint"
        info = client.http.get("/info")
        assert "no_such_module_anywhere" in json.dumps(info)
        assert "no_such_module_anywhere" in server.log()
        thread = client.threads.create()["thread_id"]
        parts = list(client.runs.stream(thread, "bad", input={}))
        assert [part.event for part in parts] == ["metadata", "error"]
        assert parts[1].data["error"] == "GraphLoadError" and "no_such_module_anywhere" in parts[1].data["message"]
        assert client.threads.get(thread)["status"] == "error"
        # Its assistant stays when langgraph.json no longer names it.
        config.write_text(json.dumps({"graphs": {"good": "./good.py:graph"}}))
        wait_until(lambda: "no_such_module_anywhere" not in json.dumps(client.http.get("/info")), what="it is gone")
        answer = client.runs.wait(thread, assistant_of(client, "bad"), input={}, raise_error=False)
        assert "not in langgraph.json" in answer["__error__"]["message"]
        (config.parent / "bad.py").write_text(ANSWERS.replace("ANSWER", "'mended'"))
        config.write_text(json.dumps({"graphs": {"good": "./good.py:graph", "bad": "./bad.py:graph"}}))
        wait_until(lambda: len(client.http.get("/info")["heddle"]["graphs"]) == 2, what="it is back")
        assert client.runs.wait(thread, "bad", input={})["answer"] == "mended"


def test_changed_graph_is_loaded_anew(folder):
    config = write_project(folder, ANSWERS.replace("ANSWER", "1"))
    (config.parent / "langgraph.json").write_text(json.dumps({"graphs": {"good": "./good.py:graph"}}))
    with Server(folder, config) as server:
        client = get_sync_client(url=server.url)
        assert client.runs.wait(None, "good", input={})["answer"] == 1
        (config.parent / "good.py").write_text(ANSWERS.replace("ANSWER", "2"))
        wait_until(lambda: client.runs.wait(None, "good", input={})["answer"] == 2, what="the new graph answers")
        (config.parent / "good.py").write_text("this is no Python")
        wait_until(lambda: "SyntaxError" in json.dumps(client.http.get("/info")), what="the mistake is reported")
        assert client.runs.wait(None, "good", input={})["answer"] == 2, "the old generation serves on"
        (config.parent / "good.py").write_text(ANSWERS.replace("ANSWER", "3"))
        wait_until(lambda: client.runs.wait(None, "good", input={})["answer"] == 3, what="the mended graph answers")


def test_new_graphs_get_their_assistants_though_the_database_was_away(folder):
    config = write_project(folder, ANSWERS.replace("ANSWER", "1"))
    config.write_text(json.dumps({"graphs": {"good": "./good.py:graph"}}))
    with Server(folder, config) as server, psycopg.connect(server.deployment()["database_uri"], autocommit=True) as database:
        database.execute("alter table assistant rename to away")
        config.write_text(json.dumps({"graphs": {name: "./good.py:graph" for name in ("good", "better")}}))
        wait_until(lambda: "new graphs have no assistants yet" in server.log(), 60, "the attempt has failed")
        database.execute("alter table away rename to assistant")
        client = get_sync_client(url=server.url)
        wait_until(lambda: client.assistants.search(graph_id="better"), what="the new graph has its assistant")
