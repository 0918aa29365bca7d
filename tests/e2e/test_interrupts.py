# SPDX-License-Identifier: Apache-2.0
import httpx
import pytest


def question_of(state):
    return state["tasks"][0]["interrupts"][0]["value"]["question"]


def test_two_gates_one_after_the_other(client, thread):
    first = client.runs.wait(thread, "approval", input={"topic": "looms"})
    assert first["__interrupt__"][0]["value"]["question"] == "Is this text good to go?"
    shown = client.threads.get(thread)
    assert shown["status"] == "interrupted"
    assert [each["value"]["question"] for task in shown["interrupts"].values() for each in task] == [
        "Is this text good to go?"
    ]
    assert client.runs.list(thread)[0]["status"] == "success"

    second = client.runs.wait(thread, "approval", command={"resume": True})
    assert second["__interrupt__"][0]["value"]["question"] == "Send it to this address?"
    assert client.threads.get_state(thread)["next"] == ["approve_recipient"]

    last = client.runs.wait(thread, "approval", command={"resume": "ada@example.com"})
    assert last["sent"] == "sent to ada@example.com"
    assert last["decisions"] == ["text: True", "recipient: ada@example.com"]
    shown = client.threads.get(thread)
    assert shown["status"] == "idle" and not shown["interrupts"]


def test_interrupt_is_streamed(client, thread):
    got = [(p.event, p.data) for p in client.runs.stream(thread, "approval", input={}, stream_mode="updates")]
    assert got[-1][0] == "updates"
    assert got[-1][1]["__interrupt__"][0]["value"]["draft"].startswith("Hello")


def test_resume_by_interrupt_id(client, thread):
    first = client.runs.wait(thread, "approval", input={})
    answer = client.runs.wait(thread, "approval", command={"resume": {first["__interrupt__"][0]["id"]: False}})
    assert answer["sent"] == "not sent"


def test_resume_with_update(client, thread):
    client.runs.wait(thread, "approval", input={})
    client.runs.wait(thread, "approval", command={"resume": True, "update": {"recipient": "bob@example.com"}})
    state = client.threads.get_state(thread)
    assert question_of(state) == "Send it to this address?"
    assert state["values"]["recipient"] == "bob@example.com"


def test_search_by_status(client, thread):
    client.runs.wait(thread, "approval", input={})
    assert thread in [each["thread_id"] for each in client.threads.search(status="interrupted", limit=100)]
    assert thread not in [each["thread_id"] for each in client.threads.search(status="idle", limit=100)]


def test_resume_through_a_stream(client, thread):
    client.runs.wait(thread, "approval", input={})
    client.runs.wait(thread, "approval", command={"resume": True})
    got = list(client.runs.stream(thread, "approval", command={"resume": True}, stream_mode="updates"))
    assert [node for part in got if part.event == "updates" for node in part.data] == ["approve_recipient", "send"]


@pytest.fixture
def asked(client, thread):
    """The id of the first gate's question, which has been answered; the second one waits."""
    first = client.runs.wait(thread, "approval", input={})["__interrupt__"][0]["id"]
    client.runs.wait(thread, "approval", command={"resume": True})
    return first


def test_a_strict_answer_to_a_question_that_does_not_wait_is_refused(server, client, thread, asked):
    assert httpx.get(server.url + "/info").json()["flags"]["strict_resume"] is True
    before = client.threads.get_state(thread)
    late = client.runs.wait(thread, "approval", command={"resume": {asked: True}}, strict_resume=True, raise_error=False)
    assert late["__error__"]["error"] == "UnknownInterruptError"
    after = client.threads.get_state(thread)
    assert (after["values"], after["next"], after["checkpoint"]) == (before["values"], before["next"], before["checkpoint"])
    assert question_of(after) == "Send it to this address?"
    assert client.threads.get(thread)["status"] == "interrupted"
    (waiting,) = after["tasks"][0]["interrupts"]
    right = client.runs.wait(thread, "approval", command={"resume": {waiting["id"]: "ada@example.com"}}, strict_resume=True)
    assert right["sent"] == "sent to ada@example.com"


def test_without_strictness_such_an_answer_is_passed_over(client, thread, asked):
    answer = client.runs.wait(thread, "approval", command={"resume": {asked: True}})
    assert answer["__interrupt__"][0]["value"]["question"] == "Send it to this address?"
