# SPDX-License-Identifier: Apache-2.0
"""POST /runs/cancel: by status, or runs of a thread by name."""

import uuid

import httpx
import pytest
from heddle_server import wait_until
from langgraph_sdk.errors import NotFoundError


def ask(server, body, query=""):
    return httpx.post(f"{server.url}/runs/cancel{query}", json=body, timeout=30)


def statuses(client, thread):
    return sorted(run["status"] for run in client.runs.list(thread))


def running_and_waiting(client):
    """A thread with one run at work and two behind it."""
    thread = client.threads.create()["thread_id"]
    runs = [client.runs.create(thread, "sleeper", input={"seconds": 60})["run_id"] for _ in range(3)]
    wait_until(lambda: client.runs.get(thread, runs[0])["status"] == "running")
    return thread, runs


def test_named_runs_of_a_thread(client, server):
    thread, runs = running_and_waiting(client)
    client.runs.cancel_many(thread_id=thread, run_ids=[runs[1], str(uuid.uuid4())])
    assert client.runs.get(thread, runs[1])["status"] == "interrupted"
    assert {client.runs.get(thread, run)["status"] for run in (runs[0], runs[2])} == {"running", "pending"}
    client.runs.cancel_many(thread_id=thread, run_ids=runs, action="rollback")
    wait_until(lambda: statuses(client, thread) == ["interrupted"], what="the other two are rolled back")
    with pytest.raises(NotFoundError):
        client.runs.cancel_many(thread_id=thread, run_ids=runs)
    with pytest.raises(NotFoundError):
        client.runs.cancel_many(thread_id=client.threads.create()["thread_id"], run_ids=runs)


def test_by_status(client):
    one, other = running_and_waiting(client)[0], running_and_waiting(client)[0]
    client.runs.cancel_many(status="pending")
    for thread in (one, other):
        assert statuses(client, thread) == ["interrupted", "interrupted", "running"]
    client.runs.cancel_many(status="running")
    for thread in (one, other):
        wait_until(lambda thread=thread: statuses(client, thread) == ["interrupted"] * 3)
    with pytest.raises(NotFoundError):
        client.runs.cancel_many(status="all")


def test_all_starts_none_of_them(client):
    thread, _ = running_and_waiting(client)
    client.runs.cancel_many(status="all")
    wait_until(lambda: statuses(client, thread) == ["interrupted"] * 3)
    assert client.threads.get(thread)["status"] in ("idle", "interrupted")


@pytest.mark.parametrize(
    ("body", "query", "status"),
    [
        ({}, "", 422),
        ({"status": "all", "thread_id": str(uuid.uuid4()), "run_ids": []}, "", 422),
        ({"status": "all", "run_ids": [str(uuid.uuid4())]}, "", 422),
        ({"status": "finished"}, "", 422),
        ({"thread_id": str(uuid.uuid4())}, "", 422),
        ({"run_ids": [str(uuid.uuid4())]}, "", 422),
        ({"thread_id": "x", "run_ids": []}, "", 422),
        ({"thread_id": str(uuid.uuid4()), "run_ids": ["x"]}, "", 422),
        ({"thread_id": str(uuid.uuid4()), "run_ids": []}, "", 404),
        ({"thread_id": str(uuid.uuid4()), "run_ids": [str(uuid.uuid4())]}, "", 404),
        ({"status": "all"}, "?action=explode", 422),
    ],
)
def test_mistakes(server, body, query, status):
    answer = ask(server, body, query)
    assert answer.status_code == status and answer.json()["detail"]
