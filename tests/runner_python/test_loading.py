# SPDX-License-Identifier: Apache-2.0
import sys

import pytest

MADE_BY = {
    "compiled": "compiled",
    "builder": "builder",
    "sync_factory": "sync_factory",
    "builder_factory": "builder_factory",
    "async_factory": "async_factory",
    "config_factory": "config plain",
    "runtime_factory": "runtime threads.create_run",
    "both_factory": "both threads.create_run both_factory",
    "context_manager": "context_manager 0",
    "sync_context_manager": "sync_context_manager",
    "attribute": "attribute",
    "module": "neighbour",
    "relative": "neighbour",
    "own_parts": "own_parts",
    "functional": "functional",
    "env": "blue",
}


def test_every_kind_of_entry_loads_and_runs(graphs):
    peer = graphs
    assert [graph["error"] for graph in peer.graphs.values()] == [None] * len(peer.graphs)
    assert peer.graphs["relative"]["description"] == "imports its neighbour"
    for graph_id, expected in MADE_BY.items():
        _, end, _ = peer.run(graph_id, {"text": "hi"})
        assert end["status"] == "success", end["error"]
        assert end["values"]["made_by"] == expected, graph_id


def test_factories_see_each_run(graphs):
    _, end, _ = graphs.run("config_factory", {}, config={"configurable": {"flavour": "sour"}})
    assert end["values"]["made_by"] == "config sour"


def test_a_context_manager_is_closed_after_its_use(start_runner):
    peer = start_runner()
    peer.run("context_manager", {})
    _, end, _ = peer.run("context_manager", {})
    assert end["values"]["made_by"] == "context_manager 1"


def test_own_checkpointer_is_replaced(graphs):
    _, end, thread = graphs.run("own_parts", {"text": "hi"})
    assert end["status"] == "success"
    assert any(where[0] == thread for where in graphs.storage.checkpoints)
    notes = [log["message"] for log in graphs.logs if "own_parts" in log["message"]]
    assert len(notes) == 2 and "the server's checkpointer is used instead" in notes[0]


BROKEN = {
    "raises": ("broken.py", "raise ZeroDivisionError('at import')", "ZeroDivisionError: at import", True),
    "exits": ("exits.py", "import sys; sys.exit(3)", "SystemExit: 3", True),
    "syntax": ("syntax.py", "def (", "SyntaxError", True),
    "missing_import": ("needs.py", "import no_such_package", f"'no_such_package'; install it for {sys.executable}", True),
    "no_graph": ("empty.py", "other = 1", "has no 'graph'", False),
    "not_a_graph": ("number.py", "graph = 42", "is a int", False),
    "bad_factory": ("factory.py", "def graph(one, two): pass", "takes an argument 'two'", False),
    "keyword_factory": ("keyword.py", "def graph(*, key): pass", "keyword argument 'key'", False),
}


def test_one_broken_graph_does_not_stop_the_others(start_runner, tmp_path):
    (tmp_path / "good.py").write_text(
        "from langgraph.graph import START, StateGraph\n"
        "graph = StateGraph(dict).add_node('n', lambda s: {'ok': True}).add_edge(START, 'n').compile()\n"
    )
    graphs = {"good": "./good.py:graph", "no_file": "./nowhere.py:graph", "no_name": "./good.py", "no_module": "x.y:z"}
    for graph_id, (file, text, _, _) in BROKEN.items():
        (tmp_path / file).write_text(text)
        graphs[graph_id] = f"./{file}:graph"
    peer = start_runner(tmp_path, graphs)
    assert peer.graphs["good"]["error"] is None
    for graph_id, (_, _, error, traced) in BROKEN.items():
        assert error in peer.graphs[graph_id]["error"], graph_id
        assert not traced or "Traceback" in peer.graphs[graph_id]["traceback"]
    first_line = peer.graphs["raises"]["traceback"].splitlines()[1]
    assert f"{tmp_path}/broken.py" in first_line, "frames of the runner come before it"
    assert "there is no file" in peer.graphs["no_file"]["error"]
    assert "does not name an object" in peer.graphs["no_name"]["error"]
    assert "there is no module 'x.y'" in peer.graphs["no_module"]["error"]
    assert peer.run("good", {})[1]["values"] == {"ok": True}
    assert any("ZeroDivisionError" in log["message"] and "Traceback" in log["message"] for log in peer.logs)


def test_a_run_of_a_broken_graph_tells_why(start_runner, tmp_path):
    (tmp_path / "broken.py").write_text("raise ZeroDivisionError('at import')")
    peer = start_runner(tmp_path, {"broken": "./broken.py:graph"})
    _, end, _ = peer.run("broken", {})
    assert end["status"] == "error" and "at import" in end["error"]["message"]
    reply = peer.call("state", graph_id="broken", config={"configurable": {"thread_id": "t"}})
    assert reply["error"]["code"] == "not_found" and "at import" in reply["error"]["message"]


def test_a_local_dependency_is_importable(start_runner, tmp_path):
    (tmp_path / "libs/colours").mkdir(parents=True)
    (tmp_path / "libs/colours/shade.py").write_text("NAME = 'teal'")
    (tmp_path / "app").mkdir()
    (tmp_path / "app/agent.py").write_text(
        "from langgraph.graph import START, StateGraph\nfrom shade import NAME\n"
        "graph = StateGraph(dict).add_node('n', lambda s: {'is': NAME}).add_edge(START, 'n').compile()\n"
    )
    peer = start_runner(tmp_path, {"agent": "./app/agent.py:graph"}, dependencies=[".", "./libs/colours", "langgraph"])
    assert peer.graphs["agent"]["error"] is None
    assert peer.run("agent", {})[1]["values"] == {"is": "teal"}


def test_hello_names_the_interpreter_and_its_packages(start_runner):
    peer = start_runner(graphs={})
    assert peer.hello["protocol"] == 1 and peer.hello["language"] == "python"
    assert peer.hello["packages"]["langgraph"].startswith("1.")
    assert peer.hello["pid"] == peer.process.pid


@pytest.mark.parametrize(
    "packages, text",
    [({}, "is not installed"), ({"langgraph": "0.2.74"}, "0.2.74 is not supported"), ({"langgraph": "2.0"}, "2.0 is")],
)
def test_unsupported_versions_are_refused(packages, text):
    from heddle_runner.versions import refusal

    assert text in refusal(packages)


def test_supported_versions_are_not():
    from heddle_runner.versions import refusal

    assert refusal({"langgraph": "1.0"}) is None and refusal({"langgraph": "1.12.0rc1"}) is None
