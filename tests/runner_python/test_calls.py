# SPDX-License-Identifier: Apache-2.0
import pytest


def config_of(thread, **more):
    return {"configurable": {"thread_id": thread, **more}}


def test_state_of_an_unknown_thread_is_empty(samples):
    state = samples.call("state", graph_id="echo", config=config_of("none"))["ok"]
    assert (state["values"], state["next"], state["tasks"]) == ({}, [], [])
    assert state["checkpoint"] is None and state["created_at"] is None


def test_state_equals_the_state_in_end(samples):
    _, end, thread = samples.run("approval", {})
    assert samples.call("state", graph_id="approval", config=config_of(thread))["ok"] == end["state"]


def test_history_is_newest_first_and_bounded(samples):
    _, _, thread = samples.run("echo", {"text": 1})
    history = samples.call("history", graph_id="echo", config=config_of(thread), limit=10)["ok"]
    assert [state["metadata"]["step"] for state in history] == [1, 0, -1]
    newest = history[0]["checkpoint"]["checkpoint_id"]
    for before in (newest, {"checkpoint_id": newest}, config_of(thread, checkpoint_id=newest)):
        rest = samples.call("history", graph_id="echo", config=config_of(thread), limit=1, before=before)["ok"]
        assert [state["metadata"]["step"] for state in rest] == [0]
    loops = samples.call("history", graph_id="echo", config=config_of(thread), limit=9, filter={"source": "input"})
    assert [state["metadata"]["step"] for state in loops["ok"]] == [-1]


def test_state_at_a_checkpoint(samples):
    _, _, thread = samples.run("echo", {"text": 1})
    history = samples.call("history", graph_id="echo", config=config_of(thread), limit=10)["ok"]
    where = config_of(thread, checkpoint_id=history[1]["checkpoint"]["checkpoint_id"])
    state = samples.call("state", graph_id="echo", config=where)["ok"]
    assert state["next"] == ["echo"] and state["values"] == {"text": 1}


def test_state_with_subgraphs(samples):
    _, end, thread = samples.run("research", {"topic": "silk"}, interrupt_before=["researcher"])
    plain = samples.call("state", graph_id="research", config=config_of(thread))["ok"]
    assert [task["name"] for task in plain["tasks"]] == ["researcher"] * 3
    assert all(task["checkpoint"]["checkpoint_ns"].startswith("researcher:") for task in plain["tasks"])
    nested = samples.call("state", graph_id="research", config=config_of(thread), subgraphs=True)["ok"]
    assert all(task["state"]["values"] == {} for task in nested["tasks"])


def test_update_state(samples):
    _, end, thread = samples.run("approval", {})
    reply = samples.call(
        "update_state",
        graph_id="approval",
        config=config_of(thread),
        values={"draft": "edited", "decisions": ["by hand"]},
        as_node="approve_recipient",
    )["ok"]
    assert reply["checkpoint"]["thread_id"] == thread and reply["checkpoint"]["checkpoint_ns"] == ""
    assert reply["state"]["values"]["draft"] == "edited" == reply["values"]["draft"]
    assert reply["state"]["metadata"]["source"] == "update"
    assert reply["state"]["parent_checkpoint"] == end["state"]["checkpoint"]


def test_update_as_an_unknown_node_is_a_bad_request(samples):
    _, _, thread = samples.run("echo", {"text": 1})
    reply = samples.call("update_state", graph_id="echo", config=config_of(thread), values={}, as_node="nobody")
    assert reply["error"]["code"] == "bad_request" and "nobody" in reply["error"]["message"]


def test_bulk_update_state(samples):
    steps = [
        {"updates": [{"values": {"text": "one"}, "as_node": "__start__"}]},
        {"updates": [{"values": {"echo": "two"}, "as_node": "echo"}]},
    ]
    reply = samples.call("bulk_update_state", graph_id="echo", config=config_of("bulk"), supersteps=steps)["ok"]
    assert reply["values"] == {"text": "one", "echo": "two"} and reply["next"] == []


@pytest.mark.parametrize("xray, nodes", [(False, "researcher"), (True, "researcher:search"), (1, "researcher:search")])
def test_graph(samples, xray, nodes):
    drawn = samples.call("graph", graph_id="research", config={}, xray=xray)["ok"]
    names = [node["id"] for node in drawn["nodes"]]
    assert nodes in names and names[0] == "__start__" and "__end__" in names
    assert {"source", "target"} <= drawn["edges"][0].keys()


def test_schemas(graphs):
    found = graphs.call("schemas", graph_id="context", config={})["ok"]
    assert found["graph_id"] == "context"
    assert set(found) == {
        "graph_id", "input_schema", "output_schema", "state_schema", "config_schema", "context_schema",
    }
    assert set(found["state_schema"]["properties"]) == {"text", "count", "seen"}
    assert found["input_schema"]["type"] == "object" and "language" in found["context_schema"]["properties"]
    assert found["config_schema"] == found["context_schema"]


def test_subgraphs(samples):
    found = samples.call("subgraphs", graph_id="research", config={})["ok"]
    assert list(found) == ["researcher"] and "sources" in found["researcher"]["state_schema"]["properties"]
    assert samples.call("subgraphs", graph_id="research", config={}, namespace="nobody")["ok"] == {}


def test_unknown_questions(samples):
    assert samples.call("dance", graph_id="echo")["error"]["code"] == "bad_request"
    assert samples.call("state", graph_id="nobody", config=config_of("t"))["error"]["code"] == "not_found"


@pytest.mark.parametrize("graph_id", ["parallel_gates", "goto", "delta", "steps_of"])
def test_the_state_in_end_is_what_the_server_stores(graphs, graph_id):
    """END's state comes from memory; the reader's comes from the stored checkpoint."""
    _, end, thread = graphs.run(graph_id, {"text": "a"}, interrupt_before=["second", "inner_second"])
    assert graphs.call("state", graph_id=graph_id, config=config_of(thread))["ok"] == end["state"]
    _, end, _ = graphs.run(graph_id, None, thread_id=thread, stream_mode=["updates"])
    assert graphs.call("state", graph_id=graph_id, config=config_of(thread))["ok"] == end["state"]
    asked = {i["value"]["gate"]: i["id"] for found in end["interrupts"].values() for i in found}
    if asked:
        _, end, _ = graphs.run(graph_id, None, thread_id=thread, command={"resume": {asked["left"]: 1}})
        assert len(end["next"]) == 1
        assert graphs.call("state", graph_id=graph_id, config=config_of(thread))["ok"] == end["state"]


def test_embedding_by_a_function_of_the_project(samples, tmp_path):
    file = tmp_path / "embed.py"
    file.write_text("def embed(texts):\n    return [[len(text), text.count('a')] for text in texts]\n")
    items = [
        {"value": {"a": "aa", "b": ["x", "aaa"]}, "index": None},
        {"value": {"a": 1}, "index": ["a", "none"]},
        {"value": {}, "index": ["a"]},
    ]
    answer = samples.call("embed", embed=f"{file}:embed", fields=["a", "b[*]"], items=items, queries=["banana"])["ok"]
    assert answer["items"] == [
        [
            {"field": "a", "vector": [2.0, 2.0]},
            {"field": "b[*].0", "vector": [1.0, 0.0]},
            {"field": "b[*].1", "vector": [3.0, 3.0]},
        ],
        [{"field": "a", "vector": [1.0, 0.0]}],
        [],
    ]
    assert answer["queries"] == [[6.0, 3.0]]


def test_embedding_that_cannot_be_had_says_why(samples, tmp_path):
    (tmp_path / "few.py").write_text("def embed(texts):\n    return []\n")
    items = [{"value": {"a": "x"}, "index": None}]
    for spec, why in (
        (f"{tmp_path}/none.py:embed", "there is no file"),
        (f"{tmp_path}/few.py:embed", "0 vectors for 1 texts"),
        ("openai:text-embedding-3-small", "langchain"),
    ):
        error = samples.call("embed", embed=spec, fields=["$"], items=items, queries=[])["error"]
        assert error["code"] == "bad_request" and why in error["message"]
