# SPDX-License-Identifier: Apache-2.0
import pytest
from langgraph_sdk.errors import APIStatusError, NotFoundError

from heddle_server import wait_until


@pytest.fixture
def busy(client, thread):
    """A thread with a run that will not end by itself."""
    run = client.runs.create(thread, "sleeper", input={"seconds": 600})
    wait_until(lambda: client.runs.get(thread, run["run_id"])["status"] == "running", what="the run runs")
    yield run
    for each in client.runs.list(thread, limit=100):
        if each["status"] in ("pending", "running"):
            client.runs.cancel(thread, each["run_id"], wait=True)


def test_reject(client, thread, busy):
    with pytest.raises(APIStatusError) as failure:
        client.runs.create(thread, "echo", input={"text": 1}, multitask_strategy="reject")
    assert failure.value.status_code == 409
    assert [each["run_id"] for each in client.runs.list(thread)] == [busy["run_id"]]


def test_enqueue_is_the_default_and_keeps_order(client, thread, busy):
    waiting = [client.runs.create(thread, "echo", input={"text": n}) for n in range(3)]
    assert [client.runs.get(thread, run["run_id"])["status"] for run in waiting] == ["pending"] * 3
    client.runs.cancel(thread, busy["run_id"], wait=True)
    client.runs.join(thread, waiting[-1]["run_id"])
    assert [client.runs.get(thread, run["run_id"])["status"] for run in waiting] == ["success"] * 3
    echoes = [each["values"].get("echo") for each in client.threads.get_history(thread, limit=50)]
    assert [each for each in echoes[::-1] if each is not None][-1] == 2


def test_interrupt(client, thread, busy):
    behind = client.runs.create(thread, "echo", input={"text": "behind"})
    values = client.runs.wait(thread, "echo", input={"text": "now"}, multitask_strategy="interrupt")
    assert values["echo"] == "now"
    assert client.runs.get(thread, busy["run_id"])["status"] == "interrupted"
    assert client.runs.get(thread, behind["run_id"])["status"] == "interrupted"


def test_rollback(client, thread):
    client.runs.wait(thread, "echo", input={"text": "before"})
    run = client.runs.create(thread, "sleeper", input={"seconds": 600})
    wait_until(lambda: client.runs.get(thread, run["run_id"])["status"] == "running", what="the run runs")
    values = client.runs.wait(thread, "echo", input={"text": "after"}, multitask_strategy="rollback")
    assert values["echo"] == "after"
    with pytest.raises(NotFoundError):
        client.runs.get(thread, run["run_id"])
    assert all("seconds" not in each["values"] for each in client.threads.get_history(thread, limit=50))


def test_edit_of_a_busy_thread_is_refused(client, thread, busy):
    with pytest.raises(APIStatusError) as failure:
        client.threads.update_state(thread, {"slept": 1})
    assert failure.value.status_code == 409


def test_delete_of_a_busy_thread_ends_its_run(client):
    other = client.threads.create()["thread_id"]
    run = client.runs.create(other, "sleeper", input={"seconds": 600})
    wait_until(lambda: client.runs.get(other, run["run_id"])["status"] == "running", what="the run runs")
    client.threads.delete(other)
    with pytest.raises(NotFoundError):
        client.threads.get(other)
