# SPDX-License-Identifier: Apache-2.0
"""A runner dies in mid-run: the run goes on from its last committed step elsewhere, once (DESIGN §4a.1). With
durability "sync" a step begins only after the one before it was committed, so the ledger is exact."""

import os
import signal
from pathlib import Path

import pytest
from heddle_server import Folder, Server, wait_until
from langgraph_sdk import get_sync_client



@pytest.fixture(params=["steps", "steps_js"])
def graph(request):
    """The rule holds in both languages."""
    return request.param


@pytest.fixture
def ledger(tmp_path):
    return tmp_path / "ledger"


def await_line(ledger: Path, start: str) -> list[str]:
    """The fields of the first ledger line that begins with `start`."""

    def found():
        lines = ledger.read_text().splitlines() if ledger.exists() else ()
        return next((line.split() for line in lines if line.split()[0] == start), None)

    return wait_until(found, 60, f"'{start}' in the ledger")


def kill_runner_at(ledger: Path, start: str) -> int:
    pid = int(await_line(ledger, start)[1])
    os.kill(pid, signal.SIGKILL)
    return pid


def test_each_step_is_committed_once(client, ledger, graph):
    thread = client.threads.create()["thread_id"]
    wanted = {"ledger": str(ledger), "steps": 5, "hold_at": 3}
    run = client.runs.create(thread, graph, input=wanted, durability="sync")
    dead = kill_runner_at(ledger, "3")
    Path(str(ledger) + ".go").touch()
    values = client.runs.join(thread, run["run_id"])
    assert values["done"] == [1, 2, 3, 4, 5]
    lines = [line.split() for line in ledger.read_text().splitlines()]
    assert [number for number, _ in lines] == ["1", "2", "3", "3", "4", "5"]
    assert [pid == str(dead) for _, pid in lines] == [True, True, True, False, False, False]
    assert client.runs.get(thread, run["run_id"])["status"] == "success"
    history = client.threads.get_history(thread, limit=100)
    steps = [state["metadata"]["step"] for state in history]
    assert steps == sorted(set(steps), reverse=True)
    assert {state["metadata"]["run_id"] for state in history} == {run["run_id"]}


def test_a_retried_resume_does_not_answer_the_second_gate(client, ledger, graph):
    thread = client.threads.create()["thread_id"]
    client.runs.wait(thread, graph, input={"ledger": str(ledger), "steps": 1, "gated": True})
    run = client.runs.create(thread, graph, command={"resume": "yes"}, durability="sync")
    kill_runner_at(ledger, "second")
    Path(str(ledger) + ".go").touch()
    client.runs.join(thread, run["run_id"])
    state = client.threads.get_state(thread)
    assert state["values"]["gates"] == ["first yes"]
    assert state["next"] == ["second_gate"]
    assert [interrupt["value"] for interrupt in state["interrupts"]] == ["second gate"]
    values = client.runs.wait(thread, graph, command={"resume": "no"})
    assert values["gates"] == ["first yes", "second no"]


def test_a_run_that_dies_in_its_first_step_keeps_its_input(client, ledger, graph):
    thread = client.threads.create()["thread_id"]
    run = client.runs.create(thread, graph, input={"ledger": str(ledger), "steps": 1, "hold_at": 1})
    kill_runner_at(ledger, "1")
    Path(str(ledger) + ".go").touch()
    values = client.runs.join(thread, run["run_id"])
    assert values["done"] == [1] and values["steps"] == 1


def test_a_run_handed_on_by_a_stopping_server_resumes_too(ledger, graph):
    """Its attempt was given back, so the number alone does not tell that it has begun."""
    folder = Folder()
    config = Path(__file__).parent / "langgraph.json"
    try:
        with Server(folder, config, "--no-reload") as server:
            client = get_sync_client(url=server.url)
            thread = client.threads.create()["thread_id"]
            client.runs.wait(thread, graph, input={"ledger": str(ledger), "steps": 1, "gated": True})
            run = client.runs.create(thread, graph, command={"resume": "yes"}, durability="sync")
            await_line(ledger, "second")
        Path(str(ledger) + ".go").touch()
        with Server(folder, config, "--no-reload") as server:
            client = get_sync_client(url=server.url)
            client.runs.join(thread, run["run_id"])
            state = client.threads.get_state(thread)
    finally:
        folder.remove()
    assert state["values"]["gates"] == ["first yes"] and state["next"] == ["second_gate"]
