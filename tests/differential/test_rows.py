# SPDX-License-Identifier: Apache-2.0
"""The contract row by row: each has its tests (rows.toml), and each method of the SDKs is called by the table or named
there. The rows that no other suite holds are tested here."""

import inspect
import json
import re
import subprocess
import tomllib
import uuid

import httpx
import pytest
from heddle_server import ROOT, Folder, Server, wait_until
from langgraph_sdk import get_client, get_sync_client
from table import HERE, scenarios

ROWS = tomllib.loads((HERE / "rows.toml").read_text())
RESOURCES = ("assistants", "threads", "runs", "crons", "store")
NODE = ROOT / ".cache/node/bin/node"


@pytest.fixture(scope="module")
def server():
    folder = Folder()
    try:
        with Server(folder, HERE / "python/langgraph.json", "--no-reload") as running:
            yield running
    finally:
        folder.remove()


@pytest.fixture
def client(server):
    return get_sync_client(url=server.url, api_key=None)


@pytest.mark.parametrize("test", sorted({test for row in ROWS["row"] for test in row["tests"]} | set(sum(ROWS["elsewhere"].values(), []))))
def test_is_there(test):
    file, _, function = test.partition("::")
    text = (ROOT / file).read_text()
    assert not function or re.search(rf"^((async )?def |void \w+::){function}\(", text, re.MULTILINE)


def camel(name):
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)


def expect_all_called(sdk, methods, name):
    called = {name(call.does) for scenario in scenarios(sdk) for call in scenario.calls}
    named = {key.split()[1] for key in ROWS["elsewhere"] if key.startswith(sdk)}
    assert not methods - called - named, "neither called nor named"
    assert not named & called, "named though called"
    assert not named - methods, "named but gone"


def test_methods_of_the_python_sdk():
    client = get_client(url="http://127.0.0.1:9", api_key=None)
    methods = {f"{part}.{name}" for part in RESOURCES for name, _ in inspect.getmembers(getattr(client, part), callable)
               if not name.startswith("_") and name != "http"}
    expect_all_called("python", methods, str)


def test_methods_of_the_javascript_sdk():
    script = f"""import {{ Client }} from "@langchain/langgraph-sdk";
      const client = new Client({{ apiUrl: "http://127.0.0.1:9", apiKey: null }});
      const own = (part) => Object.getOwnPropertyNames(Object.getPrototypeOf(client[part])).filter((name) => name !== "constructor");
      console.log(JSON.stringify({json.dumps(RESOURCES)}.flatMap((part) => own(part).map((name) => `${{part}}.${{name}}`))));"""
    told = subprocess.run([str(NODE), "--input-type=module", "-e", script], cwd=HERE, capture_output=True, text=True, timeout=60)
    assert told.returncode == 0, told.stderr
    methods = {name for name in json.loads(told.stdout) if not name.split(".")[1].startswith(("_", "#"))}
    expect_all_called("javascript", methods, camel)


def test_answers_without_a_body(server, client):
    thread = client.threads.create(graph_id="echo")["thread_id"]
    held = client.runs.create(thread, "hold", input={})["run_id"]
    wait_until(lambda: client.runs.get(thread, held)["status"] == "running", what="it runs")
    with httpx.Client(base_url=server.url) as link:
        cancelled = link.post(f"/threads/{thread}/runs/{held}/cancel")
        put = link.put("/store/items", json={"namespace": ["rows"], "key": "k", "value": {}})
        removed = link.request("DELETE", "/store/items", json={"namespace": ["rows"], "key": "k"})
        wait_until(lambda: client.runs.get(thread, held)["status"] == "interrupted", what="it is cancelled")
        run_gone, thread_gone = link.delete(f"/threads/{thread}/runs/{held}"), link.delete(f"/threads/{thread}")
    assert [answer.status_code for answer in (cancelled, put, removed, run_gone, thread_gone)] == [202, 204, 204, 204, 204]
    assert all(not answer.content and "content-type" not in answer.headers for answer in (cancelled, put, removed, run_gone, thread_gone))


def test_lists_in_three_encodings(server, client):
    thread = client.threads.create()["thread_id"]
    run = client.runs.create(thread, "tally", input={"log": []}, stream_mode=["values", "updates", "custom"], stream_resumable=True)
    client.runs.join(thread, run["run_id"])
    texts = set()
    for query in ("stream_mode=updates&stream_mode=custom", "stream_mode=updates,custom", 'stream_mode=["updates","custom"]'):
        found = httpx.get(f"{server.url}/threads/{thread}/runs/{run['run_id']}/stream?{query}", headers={"last-event-id": "-1"})
        texts.add(found.text)
    [text] = texts
    assert set(re.findall(r"^event: (\w+)\r$", text, re.MULTILINE)) == {"metadata", "updates", "custom"}


def test_ids_of_system_assistants(client):
    for graph in ("echo", "talk"):
        known = uuid.uuid5(uuid.UUID("6ba7b821-9dad-11d1-80b4-00c04fd430c8"), graph)
        assert client.assistants.get(str(known))["graph_id"] == graph


def test_ids_of_messages_are_stable(client):
    thread = client.threads.create()["thread_id"]
    said = {"messages": [{"role": "user", "content": "hi", "id": "question"}, {"role": "user", "content": "no id"}]}
    events = [part for part in client.runs.stream(thread, "talk", input=said, stream_mode="values") if part.event == "values"]
    ids = [message["id"] for message in events[-1].data["messages"]]
    assert ids[0] == "question" and ids[2] == "answer" and ids[1]
    assert [message["id"] for message in events[0].data["messages"]] == ids[:2]
    assert [message["id"] for message in client.threads.get_state(thread)["values"]["messages"]] == ids


def test_patching_a_state_is_not_offered(server, client):
    thread = client.threads.create()["thread_id"]
    assert httpx.patch(f"{server.url}/threads/{thread}/state", json={"metadata": {}}).status_code == 405
