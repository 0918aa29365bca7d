# SPDX-License-Identifier: Apache-2.0
"""JavaScript and TypeScript graphs beside Python ones, through the Python SDK. The retry rule and the checkpointer suite
in JavaScript stand in tests/conformance."""

import httpx
from heddle_server import SAMPLES, Server, wait_until
from langgraph_sdk import get_sync_client

PROJECT = SAMPLES
QUESTION = {"messages": [{"role": "user", "content": "hello there"}]}


def test_both_languages_are_served_by_one_server(server, client):
    interpreters = httpx.get(server.url + "/info").json()["heddle"]["interpreters"]
    assert {each["language"] for each in interpreters} == {"python", "node"}
    node = next(each for each in interpreters if each["language"] == "node")
    assert node["packages"]["@langchain/langgraph"].startswith("1.")
    info = httpx.get(server.url + "/info").json()
    assert info["langgraph_js_version"] == node["packages"]["@langchain/langgraph"]
    assert info["langgraph_py_version"] and "context" not in info
    graphs = {each["id"]: each for each in httpx.get(server.url + "/info").json()["heddle"]["graphs"]}
    assert graphs["chat_js"]["language"] == "node" and graphs["chat"]["language"] == "python"
    answers = [client.runs.wait(None, graph, input=QUESTION)["messages"][-1] for graph in ("chat", "chat_js")]
    assert [answer["type"] for answer in answers] == ["ai", "ai"]


def test_every_mode_streams(client, thread):
    modes = ["values", "updates", "messages-tuple", "custom", "tasks", "checkpoints", "debug", "events"]
    events = list(client.runs.stream(thread, "chat_js", input=QUESTION, stream_mode=modes))
    found = {event.event for event in events}
    assert found == {"metadata", "values", "updates", "messages", "tasks", "checkpoints", "debug", "events"}
    tokens = [event.data[0]["content"] for event in events if event.event == "messages"]
    last = [event.data for event in events if event.event == "values"][-1]
    assert "".join(tokens) == last["messages"][-1]["content"] and len(tokens) > 10
    assert client.threads.get_state(thread)["values"] == last
    assert [state["metadata"]["step"] for state in client.threads.get_history(thread)] == [1, 0, -1]


def test_messages_mode(client, thread):
    events = list(client.runs.stream(thread, "chat_js", input=QUESTION, stream_mode="messages"))
    kinds = [event.event for event in events if event.event.startswith("messages")]
    assert kinds[0] == "messages/metadata" and kinds[-1] == "messages/complete"
    assert set(kinds[1:-1]) == {"messages/partial"}


def test_interrupt_and_resume(client, thread):
    values = client.runs.wait(thread, "approval_ts", input={"topic": "looms"})
    (question,) = values["__interrupt__"]
    assert question["value"]["question"] == "Is this text good to go?"
    assert client.threads.get(thread)["status"] == "interrupted"
    state = client.threads.get_state(thread)
    assert state["next"] == ["approve_text"] and state["interrupts"] == [question]
    client.runs.wait(thread, "approval_ts", command={"resume": "a better text"})
    values = client.runs.wait(thread, "approval_ts", command={"resume": True})
    assert values["draft"] == "a better text" and values["sent"] == "sent to team@example.com"
    assert client.threads.get(thread)["status"] == "idle"


def test_a_strict_answer_to_a_question_that_does_not_wait_is_refused(client, thread):
    first = client.runs.wait(thread, "approval_ts", input={"topic": "looms"})["__interrupt__"][0]["id"]
    (waiting,) = client.runs.wait(thread, "approval_ts", command={"resume": "a better text"})["__interrupt__"]
    late = client.runs.wait(thread, "approval_ts", command={"resume": {first: True}}, strict_resume=True, raise_error=False)
    assert late["__error__"]["error"] == "UnknownInterruptError"
    assert client.threads.get_state(thread)["interrupts"] == [waiting]
    values = client.runs.wait(thread, "approval_ts", command={"resume": {waiting["id"]: True}}, strict_resume=True)
    assert values["sent"] == "sent to team@example.com"


def test_state_can_be_edited_and_forked(client, thread):
    client.runs.wait(thread, "approval_ts", input={"topic": "looms"})
    client.threads.update_state(thread, {"draft": "by hand", "decisions": ["edited"]}, as_node="write_draft")
    assert client.threads.get_state(thread)["values"]["draft"] == "by hand"
    start = client.threads.get_history(thread)[-1]["checkpoint"]["checkpoint_id"]
    values = client.runs.wait(thread, "approval_ts", input={"topic": "heddles"}, checkpoint_id=start)
    assert "heddles" in values["draft"]


def test_graph_and_schemas(client):
    (assistant,) = client.assistants.search(graph_id="approval_ts")
    drawn = client.assistants.get_graph(assistant["assistant_id"])
    assert {"write_draft", "approve_text", "send"} <= {node["id"] for node in drawn["nodes"]}
    schemas = client.assistants.get_schemas(assistant["assistant_id"])
    assert schemas["input_schema"]["properties"]["topic"] == {"type": "string"}


def test_cancel(client, thread):
    # Only a model whose words are wanted takes its time for each; otherwise it answers at once.
    words = {"messages": [{"role": "user", "content": "word " * 2000}]}
    run = client.runs.create(thread, "chat_js", input=words, stream_mode="messages-tuple")
    wait_until(lambda: client.runs.get(thread, run["run_id"])["status"] == "running", what="the run starts")
    client.runs.cancel(thread, run["run_id"], wait=True)
    assert client.runs.get(thread, run["run_id"])["status"] == "interrupted"
    assert client.runs.wait(thread, "chat_js", input=QUESTION)["messages"]


def test_a_reload_brings_a_language_and_takes_it_away(folder, tmp_path):
    python = (
        "from langgraph.graph import START, StateGraph\n"
        "graph = StateGraph(dict).add_node('n', lambda s: {'by': 'python'}).add_edge(START, 'n').compile()\n"
    )
    javascript = (
        'import { Annotation, START, StateGraph } from "@langchain/langgraph";\n'
        "const State = Annotation.Root({ by: Annotation() });\n"
        'export const graph = new StateGraph(State).addNode("n", () => ({ by: "node" })).addEdge(START, "n").compile();\n'
    )
    (tmp_path / "one.py").write_text(python)
    (tmp_path / "two.mjs").write_text(javascript)
    config = tmp_path / "langgraph.json"
    config.write_text('{"dependencies": ["."], "graphs": {"one": "./one.py:graph"}}')
    with Server(folder, config) as server:
        client = get_sync_client(url=server.url)
        assert client.runs.wait(None, "one", input={}) == {"by": "python"}
        config.write_text('{"dependencies": ["."], "graphs": {"one": "./one.py:graph", "two": "./two.mjs:graph"}}')
        wait_until(lambda: client.assistants.search(graph_id="two"), 60, "the graph in JavaScript is there")
        assert client.runs.wait(None, "two", input={}) == {"by": "node"}
        (tmp_path / "two.mjs").write_text(javascript.replace('"node"', '"new node"'))
        wait_until(lambda: client.runs.wait(None, "two", input={}) == {"by": "new node"}, 60, "its new code runs")
        config.write_text('{"dependencies": ["."], "graphs": {"two": "./two.mjs:graph"}}')
        languages = lambda: [each["language"] for each in httpx.get(server.url + "/info").json()["heddle"]["interpreters"]]  # noqa: E731
        wait_until(lambda: languages() == ["node"], 60, "Python has gone")
        assert client.runs.wait(None, "two", input={}) == {"by": "new node"}
