# SPDX-License-Identifier: Apache-2.0
"""What clients rely on beside the SDK's own calls: encodings, headers, stateless runs, edits in bulk."""

import json
import urllib.request

import pytest
from heddle_server import wait_until
from langgraph_sdk.errors import BadRequestError, ConflictError, NotFoundError, UnprocessableEntityError


def ask(server, method, path, body=None, headers=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(server.url + path, data=data, method=method)
    for name, value in {"content-type": "application/json", **(headers or {})}.items():
        request.add_header(name, value)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.status, answer.headers, answer.read()


def test_plain_text_is_read_as_json(server):
    status, _, text = ask(server, "POST", "/threads", {"metadata": {"n": 1.5}}, {"content-type": "text/plain"})
    assert status == 200 and json.loads(text)["metadata"]["n"] == 1.5


def test_minimal_update_has_no_body(server, thread):
    status, headers, text = ask(server, "PATCH", f"/threads/{thread}", {"metadata": {"a": 1}}, {"prefer": "return=minimal"})
    assert (status, text) == (204, b"") and "content-type" not in headers


def test_modes_are_chosen_by_each_listener(server, client, thread):
    run = client.runs.create(
        thread, "echo", input={"text": "x"}, stream_mode=["values", "updates"], stream_resumable=True
    )
    client.runs.join(thread, run["run_id"])
    path = f"/threads/{thread}/runs/{run['run_id']}/stream"
    for query in ("?stream_mode=updates", "?stream_mode=%5B%22updates%22%5D", "?stream_modes=updates,custom"):
        _, _, text = ask(server, "GET", path + query, headers={"last-event-id": "-1"})
        names = {line[7:] for line in text.decode().split("\r\n") if line.startswith("event: ")}
        assert names == {"metadata", "updates"}


def test_run_carries_what_it_was_made_with(client, thread):
    run = client.runs.create(
        thread,
        "echo",
        input={"text": "x"},
        metadata={"mark": 1},
        config={"tags": ["t"], "configurable": {"tone": "dry"}},
        headers={"x-team": "loom", "x-api-key": "secret"},
    )
    kwargs = run["kwargs"]
    configurable = kwargs["config"]["configurable"]
    assert configurable["tone"] == "dry" and kwargs["context"]["tone"] == "dry"
    assert configurable["x-team"] == "loom" and "secret" not in json.dumps(run)
    assert configurable["run_id"] == run["run_id"] and configurable["graph_id"] == "echo"
    assert kwargs["config"]["metadata"]["run_id"] == run["run_id"] and run["metadata"]["mark"] == 1
    assert kwargs["config"]["recursion_limit"] == 25 and kwargs["config"]["tags"] == ["t"]
    client.runs.join(thread, run["run_id"])


def test_tags_and_limit_belong_to_one_run(client, thread):
    client.runs.wait(thread, "echo", input={}, config={"tags": ["t"], "recursion_limit": 7, "configurable": {"tone": "dry"}})
    config = client.runs.create(thread, "echo", input={})["kwargs"]["config"]
    assert config["recursion_limit"] == 25 and "tags" not in config
    assert config["configurable"]["tone"] == "dry"


def test_edits_name_their_checkpoint_three_times(client):
    thread = client.threads.create(graph_id="echo")["thread_id"]
    answer = client.threads.update_state(thread, {"text": "x"})
    assert answer["configurable"] == answer["checkpoint"]
    assert answer["checkpoint_id"] == answer["checkpoint"]["checkpoint_id"] == client.threads.get_state(thread)["checkpoint_id"]


def test_no_ids_find_no_threads(server, client, thread):
    body = {"ids": []}
    assert json.loads(ask(server, "POST", "/threads/search", body)[2]) == []
    assert thread in {row["thread_id"] for row in json.loads(ask(server, "POST", "/threads/search", {"ids": None})[2])}


def test_a_new_thread_says_when_its_state_changed(client):
    made = client.threads.create()
    assert made["state_updated_at"] == made["created_at"]


def test_context_and_configurable_exclude_each_other(client, thread):
    with pytest.raises(BadRequestError):
        client.runs.create(thread, "echo", config={"configurable": {"tone": "dry"}}, context={"tone": "wet"})


def test_stateless_runs_leave_no_thread_unless_kept(client):
    before = client.threads.count()
    assert client.runs.wait(None, "echo", input={"text": "gone"})["echo"]
    wait_until(lambda: client.threads.count() == before, what="the temporary thread is deleted")
    client.runs.wait(None, "echo", input={"text": "kept"}, on_completion="keep")
    assert client.threads.count() == before + 1


def test_batch_makes_one_run_for_each(client):
    runs = client.runs.create_batch([{"assistant_id": "echo", "input": {"text": str(n)}} for n in range(3)])
    assert len({run["run_id"] for run in runs}) == 3


def test_threads_can_be_made_with_steps(client):
    made = client.threads.create(
        graph_id="echo",
        supersteps=[
            {"updates": [{"values": {"text": "first"}, "as_node": "__start__"}]},
            {"updates": [{"values": {"echo": "second"}, "as_node": "echo"}]},
        ],
    )
    state = client.threads.get_state(made["thread_id"])
    assert state["values"]["text"] == "first" and state["values"]["echo"] == "second"
    assert client.threads.get(made["thread_id"])["values"]["echo"] == "second"


def test_errors_have_their_words(client, thread):
    with pytest.raises(UnprocessableEntityError, match="echo"):
        client.runs.create(thread, "no-such-graph")
    with pytest.raises(NotFoundError, match="Thread or assistant not found"):
        client.runs.create("00000000-0000-4000-8000-000000000000", "echo")
    with pytest.raises(ConflictError):
        client.threads.copy("00000000-0000-4000-8000-000000000000")
    with pytest.raises(BadRequestError, match="no graph ID"):
        client.threads.update_state(thread, {"text": "x"})


def test_deleting_a_live_run_rolls_it_back(client, thread):
    run = client.runs.create(thread, "sleeper", input={"seconds": 600})
    wait_until(lambda: client.runs.get(thread, run["run_id"])["status"] == "running", what="the run starts")
    client.runs.delete(thread, run["run_id"])
    with pytest.raises(NotFoundError):
        client.runs.get(thread, run["run_id"])
    wait_until(lambda: client.threads.get(thread)["status"] == "idle", what="the thread is free")


def test_cancel_with_wait_answers_when_it_is_over(client, thread):
    run = client.runs.create(thread, "sleeper", input={"seconds": 600})
    wait_until(lambda: client.runs.get(thread, run["run_id"])["status"] == "running", what="the run starts")
    client.runs.cancel(thread, run["run_id"], wait=True)
    assert client.runs.get(thread, run["run_id"])["status"] == "interrupted"
    with pytest.raises(NotFoundError):
        client.runs.cancel(thread, run["run_id"])


def test_leaving_a_wait_cancels_if_asked(server, client, thread):
    import http.client
    from urllib.parse import urlsplit

    at = urlsplit(server.url)
    link = http.client.HTTPConnection(at.hostname, at.port, timeout=30)
    body = {"assistant_id": "sleeper", "input": {"seconds": 600}, "on_disconnect": "cancel"}
    link.request("POST", f"/threads/{thread}/runs/wait", json.dumps(body), {"content-type": "application/json"})
    answer = link.getresponse()
    run = answer.headers["content-location"].rsplit("/", 1)[1]
    wait_until(lambda: client.runs.get(thread, run)["status"] == "running", what="the run starts")
    answer.close()
    link.close()
    wait_until(lambda: client.runs.get(thread, run)["status"] == "interrupted", what="the run is cancelled")


def test_busy_thread_refuses_edits(client, thread):
    run = client.runs.create(thread, "sleeper", input={"seconds": 600})
    wait_until(lambda: client.runs.get(thread, run["run_id"])["status"] == "running", what="the run starts")
    with pytest.raises(ConflictError, match="Thread is busy"):
        client.threads.update_state(thread, {"seconds": 1})
    client.runs.cancel(thread, run["run_id"], wait=True)
