# SPDX-License-Identifier: Apache-2.0
import uuid

import pytest
from langgraph_sdk.errors import APIStatusError, NotFoundError

from heddle_server import wait_until


def status_of(client, thread, run):
    return client.runs.get(thread, run["run_id"])["status"]


def test_create_and_join(client, thread):
    run = client.runs.create(thread, "echo", input={"text": "x"}, metadata={"who": "me"})
    assert run["status"] in ("pending", "running") and run["thread_id"] == thread
    assert client.runs.join(thread, run["run_id"]) == {"text": "x", "echo": "x"}
    done = client.runs.get(thread, run["run_id"])
    assert done["status"] == "success" and done["metadata"]["who"] == "me"
    assert done["assistant_id"] == client.assistants.get("echo")["assistant_id"]
    assert client.runs.join(thread, run["run_id"]) == {"text": "x", "echo": "x"}


def test_wait_answers_the_final_values(client, thread):
    assert client.runs.wait(thread, "echo", input={"text": [1, {"a": None}]})["echo"] == [1, {"a": None}]


def test_stateless_runs_leave_no_thread(client):
    before = client.threads.count()
    assert client.runs.wait(None, "echo", input={"text": "x"})["echo"] == "x"
    wait_until(lambda: client.threads.count() == before, what="the temporary thread is gone")


def test_list_is_newest_first_and_filtered(client, thread):
    runs = [client.runs.create(thread, "echo", input={"text": n}) for n in range(3)]
    client.runs.join(thread, runs[-1]["run_id"])
    listed = client.runs.list(thread)
    assert [each["run_id"] for each in listed] == [each["run_id"] for each in runs[::-1]]
    assert [each["run_id"] for each in client.runs.list(thread, limit=1, offset=1)] == [runs[1]["run_id"]]
    assert len(client.runs.list(thread, status="success")) == 3
    assert client.runs.list(thread, status="error") == []


def test_failing_graph(client, thread):
    answer = client.runs.wait(thread, "failing", input={"order": "hooks"}, raise_error=False)
    assert answer["__error__"]["error"] == "OutOfStock"
    assert "hooks" in answer["__error__"]["message"]
    assert client.runs.list(thread)[0]["status"] == "error"
    assert client.threads.get(thread)["status"] == "error"
    state = client.threads.get_state(thread)
    assert state["values"] == {"order": "hooks", "checked": True} and state["next"] == ["ship"]


def test_cancel_running(client, thread):
    run = client.runs.create(thread, "sleeper", input={"seconds": 600})
    wait_until(lambda: status_of(client, thread, run) == "running", what="the run runs")
    assert client.threads.get(thread)["status"] == "busy"
    client.runs.cancel(thread, run["run_id"], wait=True)
    assert status_of(client, thread, run) == "interrupted"
    wait_until(lambda: client.threads.get(thread)["status"] != "busy", what="the thread is free")
    assert client.runs.wait(thread, "echo", input={"text": "after"})["echo"] == "after"


def test_cancel_pending(client, thread):
    first = client.runs.create(thread, "sleeper", input={"seconds": 600})
    second = client.runs.create(thread, "echo", input={"text": 2})
    assert status_of(client, thread, second) == "pending"
    client.runs.cancel(thread, second["run_id"])
    wait_until(lambda: status_of(client, thread, second) == "interrupted", what="the pending run is ended")
    client.runs.cancel(thread, first["run_id"], wait=True)


def test_cancel_with_rollback_removes_the_run(client, thread):
    client.runs.wait(thread, "echo", input={"text": "kept"})
    run = client.runs.create(thread, "sleeper", input={"seconds": 600})
    wait_until(lambda: status_of(client, thread, run) == "running", what="the run runs")
    client.runs.cancel(thread, run["run_id"], wait=True, action="rollback")
    with pytest.raises(NotFoundError):
        client.runs.get(thread, run["run_id"])
    assert client.threads.get_state(thread)["values"]["echo"] == "kept"
    assert all(each["metadata"].get("run_id") != run["run_id"] for each in client.threads.get_history(thread, limit=50))


def test_cancel_of_a_finished_run_is_404(client, thread):
    run = client.runs.create(thread, "echo", input={"text": 1})
    client.runs.join(thread, run["run_id"])
    with pytest.raises(NotFoundError):
        client.runs.cancel(thread, run["run_id"])


def test_delete_run(client, thread):
    run = client.runs.create(thread, "echo", input={"text": 1})
    client.runs.join(thread, run["run_id"])
    client.runs.delete(thread, run["run_id"])
    with pytest.raises(NotFoundError):
        client.runs.get(thread, run["run_id"])


def test_thread_is_made_when_asked(client):
    identity = str(uuid.uuid4())
    with pytest.raises(NotFoundError):
        client.runs.create(identity, "echo", input={"text": 1})
    assert client.runs.wait(identity, "echo", input={"text": 1}, if_not_exists="create")["echo"] == 1
    assert client.threads.get(identity)["thread_id"] == identity


def test_after_seconds_delays(client, thread):
    run = client.runs.create(thread, "echo", input={"text": 1}, after_seconds=1)
    assert status_of(client, thread, run) == "pending"
    wait_until(lambda: status_of(client, thread, run) == "success", what="the delayed run has run")


def test_static_breakpoints(client, thread):
    client.runs.wait(thread, "failing", input={"order": "x"}, interrupt_before=["ship"])
    state = client.threads.get_state(thread)
    assert state["next"] == ["ship"] and state["values"]["checked"] is True
    assert client.threads.get(thread)["status"] == "interrupted"


def test_config_and_metadata_reach_the_checkpoints(client, thread):
    run = client.runs.create(thread, "echo", input={"text": 1}, config={"configurable": {"tone": "dry"}})
    client.runs.join(thread, run["run_id"])
    assert client.threads.get_state(thread)["metadata"]["run_id"] == run["run_id"]


async def test_many_runs_at_once(aclient):
    import asyncio

    async def one(number):
        thread = (await aclient.threads.create())["thread_id"]
        return (await aclient.runs.wait(thread, "echo", input={"text": number}))["echo"]

    assert await asyncio.gather(*[one(number) for number in range(60)]) == list(range(60))


def test_recursion_limit_is_an_error(client, thread):
    answer = client.runs.wait(
        thread, "failing", input={"order": "x"}, config={"recursion_limit": 1}, raise_error=False
    )
    assert answer["__error__"]["error"] == "GraphRecursionError"


def test_unknown_assistant(client, thread):
    with pytest.raises(APIStatusError) as failure:
        client.runs.create(thread, "nobody", input={})
    assert failure.value.status_code in (404, 422)
