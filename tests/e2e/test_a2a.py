# SPDX-License-Identifier: Apache-2.0
"""The A2A endpoint, through the official client and through messages written by hand."""

import asyncio
import json
import threading
import uuid

import httpx
import pytest
from a2a.client import A2ACardResolver, ClientConfig, ClientFactory
from a2a.helpers import get_artifact_text, new_data_message, new_text_message
from a2a.types.a2a_pb2 import CancelTaskRequest, GetTaskRequest, Role, SendMessageRequest, SubscribeToTaskRequest, TaskState
from heddle_server import SAMPLES, wait_until

PROJECT = SAMPLES


def text(words):
    return {"kind": "text", "text": words}


def data(fields):
    return {"kind": "data", "data": fields}


def message(*parts, **fields):
    return {"role": "user", "messageId": str(uuid.uuid4()), "parts": list(parts), **fields}


def rpc(method, **params):
    return {"jsonrpc": "2.0", "id": "1", "method": method, "params": params}


def post(server, assistant, body, accept="application/json"):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.post(f"{server.url}/a2a/{assistant}", content=content, headers={"accept": accept}, timeout=60)


def send(server, assistant, *parts, **fields):
    answer = post(server, assistant, rpc("message/send", message=message(*parts, **fields))).json()
    return answer["result"] if "result" in answer else answer["error"]


def events(server, assistant, *parts):
    answer = post(server, assistant, rpc("message/stream", message=message(*parts)), "text/event-stream")
    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = [line for line in answer.text.splitlines() if line and not line.startswith(":")]
    assert all(line.startswith("data: ") for line in lines)
    return [json.loads(line[6:])["result"] for line in lines]


def with_client(server, assistant, use, **config):
    async def connected():
        async with httpx.AsyncClient(timeout=60) as http:
            card = await A2ACardResolver(http, f"{server.url}/a2a/{assistant}").get_agent_card()
            return await use(ClientFactory(ClientConfig(httpx_client=http, **config)).create(card))

    return asyncio.run(connected())


async def everything(client, said):
    return [event async for event in client.send_message(SendMessageRequest(message=said))]


def test_the_official_client_talks_and_remembers(server, client):
    async def talk(agent):
        first = (await everything(agent, new_text_message("hello", role=Role.ROLE_USER)))[-1].task
        said = new_text_message("What is 6 * 7?", role=Role.ROLE_USER, context_id=first.context_id)
        second = (await everything(agent, said))[-1].task
        again = await agent.get_task(GetTaskRequest(id=second.id))
        return first, second, again

    first, second, again = with_client(server, "chat", talk, streaming=False)
    assert first.status.state == second.status.state == TaskState.TASK_STATE_COMPLETED
    assert get_artifact_text(first.artifacts[0]).startswith('You said: "hello"') and "42" in get_artifact_text(second.artifacts[0])
    assert first.context_id == second.context_id and first.id != second.id and again.id == second.id
    assert [one.role for one in again.history[:3]] == [Role.ROLE_USER, Role.ROLE_AGENT, Role.ROLE_USER]
    assert len(client.runs.list(first.context_id)) == 2


def test_the_official_client_follows_a_stream(server):
    async def talk(agent):
        return await everything(agent, new_text_message("What is 6 * 7?", role=Role.ROLE_USER))

    heard = with_client(server, "chat", talk)
    assert heard[0].task.status.state == TaskState.TASK_STATE_SUBMITTED
    pieces = [event.artifact_update for event in heard if event.HasField("artifact_update")]
    assert len(pieces) > 3 and not pieces[0].append and pieces[1].append and pieces[-1].last_chunk
    streamed = "".join(get_artifact_text(piece.artifact) for piece in pieces[:-1])
    assert get_artifact_text(pieces[-1].artifact) == streamed and "42" in streamed
    assert heard[-1].status_update.status.state == TaskState.TASK_STATE_COMPLETED


def test_files_are_content_of_the_message(server, client):
    picture = {"kind": "file", "file": {"bytes": "eA==", "mimeType": "image/png", "name": "x.png"}}
    paper = {"kind": "file", "file": {"uri": "https://loom.example/a.pdf", "mimeType": "application/pdf"}}
    task = send(server, "chat", text("hello"), picture, paper)
    assert task["status"]["state"] == "completed", task
    said = client.threads.get_state(task["contextId"])["values"]["messages"][0]["content"]
    assert said == [
        {"type": "text", "text": "hello"},
        {"type": "image", "base64": "eA==", "mime_type": "image/png", "extras": {"filename": "x.png"}},
        {"type": "file", "url": "https://loom.example/a.pdf", "mime_type": "application/pdf"},
    ]
    assert send(server, "sleeper", picture)["code"] == -32602


def test_the_official_client_comes_back_to_a_stream(server, client):
    later = rpc("message/send", message=message(data({"seconds": 2})), configuration={"blocking": False})
    started = post(server, "sleeper", later).json()["result"]
    assert started["status"]["state"] == "submitted"

    async def come_back(agent):
        return [event async for event in agent.subscribe(SubscribeToTaskRequest(id=started["id"]))]

    for _ in range(2):  # while it works, and when it is over
        heard = with_client(server, "sleeper", come_back)
        assert heard[0].task.id == started["id"] and heard[0].task.context_id == started["contextId"]
        assert heard[-1].status_update.status.state == TaskState.TASK_STATE_COMPLETED
        assert [event.artifact_update.last_chunk for event in heard if event.HasField("artifact_update")] == [True]


def test_the_official_client_cancels(server, client):
    async def cancel(agent):
        started = (await everything(agent, new_data_message({"seconds": 600}, role=Role.ROLE_USER)))[-1].task
        return started, await agent.cancel_task(CancelTaskRequest(id=started.id))

    started, cancelled = with_client(server, "sleeper", cancel, streaming=False, polling=True)
    assert started.status.state == TaskState.TASK_STATE_SUBMITTED and cancelled.status.state == TaskState.TASK_STATE_CANCELED
    assert client.runs.get(started.context_id, started.id)["status"] == "interrupted"


def test_a_task_that_needs_input_is_answered(server):
    """Once by a text, once by interrupt id and with the long form of the task's id."""
    first = send(server, "approval", data({"topic": "silk"}))
    assert first["status"]["state"] == "input-required" and "artifacts" not in first
    asked = first["status"]["message"]["parts"][0]["data"]["interrupts"][0]
    assert asked["value"]["question"] == "Is this text good to go?"
    second = send(server, "approval", text("better"), taskId=first["id"])
    assert second["contextId"] == first["contextId"]
    asked = second["status"]["message"]["parts"][0]["data"]["interrupts"][0]
    place = {"contextId": second["contextId"], "taskId": f"{second['contextId']}:{second['id']}"}
    third = send(server, "approval", data({"resume": [{"id": asked["id"], "value": True}]}), **place)
    assert third["status"] == {"state": "completed"}
    assert third["artifacts"][0]["parts"][0]["data"]["decisions"] == ["text: better", "recipient: True"]
    assert send(server, "approval", text("late"), taskId=third["id"])["code"] == -32004
    assert send(server, "approval", text("lost"), taskId=str(uuid.uuid4()))["code"] == -32001


def test_failures_are_states(server):
    failed = send(server, "failing", data({"order": "silk"}))
    assert failed["status"]["state"] == "failed"
    assert failed["status"]["message"]["parts"] == [text("OutOfStock: 'silk' is out of stock")]
    last = events(server, "failing", data({"order": "silk"}))[-1]
    assert (last["kind"], last["final"], last["status"]["state"]) == ("status-update", True, "failed")


def test_who_waits_hears_of_a_cancel(server, client):
    context = str(uuid.uuid4())
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(send(server, "sleeper", data({"seconds": 600}), contextId=context)))
    waiting.start()
    wait_until(lambda: [run for run in client.runs.list(context) if run["status"] == "running"]
               if client.threads.search(ids=[context]) else [], what="the run starts")
    run = client.runs.list(context)[0]["run_id"]
    asked = post(server, "sleeper", rpc("tasks/cancel", id=run, contextId=context)).json()["result"]
    waiting.join(30)
    assert asked["status"] == answers[0]["status"] == {"state": "canceled"}
    assert post(server, "sleeper", rpc("tasks/cancel", id=run)).json()["error"]["code"] == -32002


def test_only_graphs_with_messages_take_text(server):
    refused = send(server, "echo", text("hi"))
    assert refused["code"] == -32602 and "messages" in refused["message"]
    assert send(server, "echo", data({"text": "hi"}))["artifacts"][0]["parts"] == [data({"text": "hi", "echo": "hi"})]


def test_history_has_its_length(server):
    task = send(server, "chat", text("one"))
    assert [one["role"] for one in task["history"]] == ["user", "agent"] and task["history"][0]["parts"] == [text("one")]

    def asked(length):
        return post(server, "chat", rpc("tasks/get", id=task["id"], contextId=task["contextId"], historyLength=length)).json()

    assert len(asked(1)["result"]["history"]) == 1 and "history" not in asked(0)["result"]
    assert asked(11)["error"]["code"] == asked("2")["error"]["code"] == -32602


def test_tasks_of_other_assistants_are_not_found(server):
    task = send(server, "echo", data({"text": "mine"}))
    for method in ("tasks/get", "tasks/cancel"):
        assert post(server, "echo", rpc(method, id=task["id"])).json().get("error", {}).get("code") != -32001
        assert post(server, "chat", rpc(method, id=task["id"])).json()["error"]["code"] == -32001
    assert send(server, "chat", text("mine?"), taskId=task["id"])["code"] == -32001
    again = post(server, "chat", rpc("tasks/resubscribe", id=task["id"]), "text/event-stream")
    assert again.json()["error"]["code"] == -32001


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (rpc("message/send"), -32602),
        (rpc("message/send", message=[]), -32602),
        (rpc("message/send", message={"role": "user", "messageId": "m", "parts": []}), -32602),
        (rpc("message/send", message={"role": "user", "messageId": "m"}), -32602),
        (rpc("message/send", message={"role": "user", "parts": [text("x")]}), -32602),
        (rpc("message/send", message=message(text("x"), role="system")), -32602),
        (rpc("message/send", message=message({"kind": "text"})), -32602),
        (rpc("message/send", message=message({"kind": "data", "data": 7})), -32602),
        (rpc("message/send", message=message("x")), -32602),
        (rpc("message/send", message=message({"kind": "file", "file": {}})), -32602),
        (rpc("message/send", message=message({"kind": "file", "file": {"uri": "u", "bytes": "eA=="}})), -32602),
        (rpc("message/send", message=message(text("x"), contextId="session-42")), -32602),
        (rpc("message/send", message=message(text("x")), configuration={"historyLength": 11}), -32602),
        (rpc("tasks/get"), -32602),
        (rpc("tasks/get", id="none"), -32001),
        (rpc("tasks/cancel", id=str(uuid.uuid4()), contextId=str(uuid.uuid4())), -32001),
        (rpc("tasks/pushNotificationConfig/set", taskId="x"), -32003),
        (rpc("tasks/unheard", id="x"), -32601),
    ],
)
def test_bad_requests(server, body, code):
    answer = post(server, "chat", body)
    assert answer.status_code == 200 and answer.json()["error"]["code"] == code and answer.json()["id"] == "1"


def test_statuses_of_http(server):
    assert post(server, "chat", b"{").json()["error"]["code"] == -32700
    assert post(server, "chat", {"jsonrpc": "2.0", "method": "tasks/get"}).status_code == 400
    assert post(server, "chat", rpc("tasks/get", id="x"), "text/html").status_code == 400
    assert post(server, "chat", rpc("message/stream", message=message(text("x")))).status_code == 400
    for assistant in ("nobody", str(uuid.uuid4())):
        missing = post(server, assistant, rpc("tasks/get", id="x"))
        assert missing.status_code == 404 and missing.json()["error"]["message"]


def test_cards(server, client):
    chat = httpx.get(server.url + "/.well-known/agent-card.json", params={"assistant_id": "chat"}).json()
    assert chat["name"] == "chat" and chat["description"].startswith("A chat agent") and chat["capabilities"]["streaming"]
    assert chat["url"].startswith(server.url + "/a2a/") and "text/plain" in chat["defaultInputModes"]
    assert httpx.get(chat["url"] + "/.well-known/agent-card.json").json() == chat
    proxied = {"x-forwarded-proto": "https", "x-forwarded-host": "loom.example"}
    url = httpx.get(server.url + "/.well-known/agent-card.json?assistant_id=echo", headers=proxied).json()
    assert url["url"].startswith("https://loom.example/a2a/") and url["defaultInputModes"] == ["application/json"]
    assert httpx.get(server.url + "/.well-known/agent-card.json?assistant_id=nobody").status_code == 404
    assert httpx.get(server.url + "/.well-known/agent-card.json").status_code == 422
