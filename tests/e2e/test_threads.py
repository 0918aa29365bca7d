# SPDX-License-Identifier: Apache-2.0
import json
import uuid

import pytest
from langgraph_sdk.errors import APIStatusError, NotFoundError


def test_create_get_update_delete(client):
    made = client.threads.create(metadata={"user": "ada", "n": 1})
    assert made["status"] == "idle" and made["metadata"] == {"user": "ada", "n": 1} and made["values"] is None
    assert client.threads.get(made["thread_id"])["metadata"]["user"] == "ada"
    client.threads.update(made["thread_id"], metadata={"n": 2})
    assert client.threads.get(made["thread_id"])["metadata"] == {"user": "ada", "n": 2}
    client.threads.delete(made["thread_id"])
    with pytest.raises(NotFoundError):
        client.threads.get(made["thread_id"])
    with pytest.raises(NotFoundError):
        client.threads.delete(made["thread_id"])


def test_own_id(client):
    identity = str(uuid.uuid4())
    assert client.threads.create(thread_id=identity, metadata={"a": 1})["thread_id"] == identity
    with pytest.raises(APIStatusError) as failure:
        client.threads.create(thread_id=identity)
    assert failure.value.status_code == 409
    assert client.threads.create(thread_id=identity, if_exists="do_nothing")["metadata"] == {"a": 1}


def test_search_filters_and_pages(client):
    mark = uuid.uuid4().hex
    made = [client.threads.create(metadata={"mark": mark, "n": n})["thread_id"] for n in range(5)]
    client.runs.wait(made[0], "echo", input={"text": mark})

    def ids(**query):
        return [each["thread_id"] for each in client.threads.search(**query)]

    assert set(ids(metadata={"mark": mark})) == set(made)
    assert ids(metadata={"mark": mark, "n": 3}) == [made[3]]
    assert ids(values={"echo": mark}) == [made[0]]
    newest_first = ids(metadata={"mark": mark}, sort_by="created_at", sort_order="desc")
    assert newest_first == made[::-1]
    pages = [ids(metadata={"mark": mark}, limit=2, offset=o, sort_by="created_at", sort_order="asc") for o in (0, 2, 4)]
    assert sum(pages, []) == made
    assert client.threads.count(metadata={"mark": mark}) == 5
    assert ids(metadata={"mark": mark}, status="busy") == []
    assert ids(ids=[made[1], made[2]], metadata={"mark": mark}, sort_by="created_at", sort_order="asc") == made[1:3]


def test_state_of_a_new_thread_is_empty(client, thread):
    state = client.threads.get_state(thread)
    assert state["values"] == {} and state["next"] == [] and state["tasks"] == []


def test_state_and_history_of_a_run(client, thread):
    values = client.runs.wait(thread, "echo", input={"text": "hello"})
    assert values == {"text": "hello", "echo": "hello"}
    state = client.threads.get_state(thread)
    assert state["values"] == values and state["next"] == []
    history = client.threads.get_history(thread, limit=10)
    assert [each["metadata"]["source"] for each in history] == ["loop", "loop", "input"]
    assert [each["metadata"]["step"] for each in history] == [1, 0, -1]
    assert history[0]["checkpoint"] == state["checkpoint"]
    assert history[1]["next"] == ["echo"]
    assert history[0]["parent_checkpoint"]["checkpoint_id"] == history[1]["checkpoint"]["checkpoint_id"]
    older = client.threads.get_history(thread, limit=10, before=history[0]["checkpoint"])
    assert [each["checkpoint"] for each in older] == [each["checkpoint"] for each in history[1:]]
    assert len(client.threads.get_history(thread, limit=1)) == 1
    past = client.threads.get_state(thread, checkpoint_id=history[1]["checkpoint"]["checkpoint_id"])
    assert past["next"] == ["echo"]
    shown = client.threads.get(thread)
    assert shown["values"] == values and shown["status"] == "idle"
    assert shown["metadata"]["graph_id"] == "echo"


def test_update_state_and_go_on(client, thread):
    client.runs.wait(thread, "approval", input={"topic": "looms"})
    before = client.threads.get_state(thread)
    answer = client.threads.update_state(thread, {"draft": "short"}, as_node="write_draft")
    state = client.threads.get_state(thread)
    assert state["values"]["draft"] == "short" and state["next"] == ["approve_text"]
    assert state["checkpoint"]["checkpoint_id"] == answer["checkpoint"]["checkpoint_id"]
    assert state["parent_checkpoint"]["checkpoint_id"] == before["checkpoint"]["checkpoint_id"]
    assert state["metadata"]["source"] == "update"
    assert client.threads.get(thread)["values"]["draft"] == "short"
    client.runs.wait(thread, "approval", input=None)
    assert client.threads.get_state(thread)["tasks"][0]["interrupts"][0]["value"]["draft"] == "short"


def test_fork_from_a_checkpoint(client, thread):
    client.runs.wait(thread, "echo", input={"text": "first"})
    start = client.threads.get_history(thread, limit=10)[-1]
    values = client.runs.wait(thread, "echo", input={"text": "second"}, checkpoint=start["checkpoint"])
    assert values["echo"] == "second"
    assert client.threads.get_state(thread)["values"]["echo"] == "second"


def test_copy_is_independent(client, thread):
    client.runs.wait(thread, "echo", input={"text": "one"})
    copy = client.threads.copy(thread)["thread_id"]
    assert copy != thread
    assert client.threads.get_state(copy)["values"]["echo"] == "one"
    client.runs.wait(copy, "echo", input={"text": "two"})
    assert client.threads.get_state(thread)["values"]["echo"] == "one"
    assert client.threads.get_state(copy)["values"]["echo"] == "two"


def test_selected_parts_of_a_state(client, thread):
    client.runs.wait(thread, "echo", input={"text": "x"})
    whole = client.threads.get_state(thread)
    assert client.threads.get_state(thread, select=["next", "checkpoint"]) == {
        "next": [], "checkpoint": whole["checkpoint"]}
    assert client.threads.get_state(thread, select=["values.echo"]) == {"values": {"echo": "x"}}
    past = client.threads.get_state(thread, checkpoint=whole["checkpoint"], select=["values"])
    assert past == {"values": whole["values"]}


def test_failed_steps_leave_no_thread(client):
    before = client.threads.count()
    with pytest.raises(APIStatusError):
        client.threads.create(graph_id="echo", supersteps=[{"updates": [{"values": {}, "as_node": "nobody"}]}])
    assert client.threads.count() == before


def test_numbers_and_depth_survive(client):
    deep = json.loads('{"a":' * 100 + "1" + "}" * 100)
    made = client.threads.create(metadata={"deep": deep, "tiny": 1e-300, "long": 2**63 - 1})
    assert client.threads.get(made["thread_id"])["metadata"] == {"deep": deep, "tiny": 1e-300, "long": 2**63 - 1}


def test_values_keep_what_json_can_say(client, thread):
    text = {"é": "ü\u2028", "zero": 0, "big": 12345678901234567890, "deep": [[{"a": None}]], "float": 0.1, "z": 1, "a": 2}
    values = client.runs.wait(thread, "echo", input={"text": text})
    assert values["echo"] == text
    assert client.threads.get_state(thread)["values"]["echo"] == text


def test_subgraph_state(client, thread):
    values = client.runs.wait(thread, "research", input={"topic": "silk"})
    assert len(values["findings"]) == 3 and values["report"].startswith("# Silk")


def test_delete_removes_the_state(client, thread):
    client.runs.wait(thread, "echo", input={"text": "gone"})
    client.threads.delete(thread)
    client.threads.create(thread_id=thread)
    assert client.threads.get_state(thread)["values"] == {}
    assert client.threads.get_history(thread) == []
    assert client.runs.list(thread) == []
