# SPDX-License-Identifier: Apache-2.0
"""The event protocol over a WebSocket."""

import asyncio
import json
import uuid

import httpx
import pytest
import websockets
from langgraph_sdk import get_client


def socket_url(server, thread):
    return server.url.replace("http", "ws", 1) + f"/threads/{thread}/stream/events"


class Conversation:
    """Sends commands and keeps what else comes."""

    def __init__(self, socket):
        self._socket = socket
        self._id = 0
        self.events = []

    async def ask(self, method, **params):
        self._id += 1
        await self._socket.send(json.dumps({"id": self._id, "method": method, "params": params}))
        while True:
            message = await self.next()
            if message["type"] != "event":
                assert message["id"] == self._id
                return message

    async def next(self):
        message = json.loads(await asyncio.wait_for(self._socket.recv(), 30))
        if message["type"] == "event":
            self.events.append(message)
        return message

    async def until(self, word):
        while not any(
            event["method"] == "lifecycle" and event["params"]["data"]["event"] == word for event in self.events
        ):
            await self.next()
        told, self.events = self.events, []
        return told


async def test_the_sdk_drives_a_chat(server):
    question = {"messages": [{"role": "user", "content": "weather in Paris"}]}
    client = get_client(url=server.url)
    async with client.threads.stream(assistant_id="chat", transport="websocket") as thread:
        await thread.run.start(input=question)
        messages = await asyncio.wait_for(collect(thread.messages), 30)
        output = await thread.output.with_timeout(30)
    assert len(messages) == 2 and len(output["messages"]) == 4


async def collect(projection):
    return [each async for each in projection]


async def test_commands_and_subscriptions_in_band(server):
    thread = str(uuid.uuid4())
    async with websockets.connect(socket_url(server, thread)) as socket:
        talk = Conversation(socket)
        values = await talk.ask("subscription.subscribe", channels=["values", "lifecycle"])
        assert values["type"] == "success" and values["result"]["subscription_id"]
        started = await talk.ask("run.start", assistant_id="echo", input={"text": 1})
        assert started["type"] == "success" and started["result"]["run_id"]
        first = await talk.until("completed")
        assert {event["method"] for event in first} == {"values", "lifecycle"}
        assert first[-2]["params"]["data"] == {"text": 1, "echo": 1}
        # A second one replays for itself.
        await talk.ask("subscription.subscribe", channels=["updates", "lifecycle"], since=first[0]["seq"])
        again = await talk.until("completed")
        assert [event["method"] for event in again] == ["updates", "lifecycle"]
        gone = await talk.ask("subscription.unsubscribe", subscription_id=values["result"]["subscription_id"])
        assert gone["type"] == "success"
        await talk.ask("run.start", assistant_id="echo", input={"text": 2})
        assert {event["method"] for event in await talk.until("completed")} == {"updates", "lifecycle"}


async def test_mistakes(server):
    thread = str(uuid.uuid4())
    async with websockets.connect(socket_url(server, thread)) as socket:
        talk = Conversation(socket)
        for text in ("x", "[]", '{"id":1}'):
            await socket.send(text)
            assert (await talk.next())["error"] == "invalid_argument"
        for method, params, code in (
            ("subscription.subscribe", {}, "invalid_argument"),
            ("subscription.unsubscribe", {"subscription_id": "x"}, "no_such_subscription"),
            ("agent.getTree", {}, "no_such_run"),
            ("nothing", {}, "unknown_command"),
        ):
            assert (await talk.ask(method, **params))["error"] == code
        assert (await talk.ask("run.start", assistant_id="echo", input={}))["type"] == "success"
    with pytest.raises(websockets.exceptions.InvalidStatus) as refused:
        await websockets.connect(socket_url(server, "nothing"))
    assert refused.value.response.status_code == 422
    assert httpx.get(f"{server.url}/threads/{thread}/stream/events").status_code == 400
    assert httpx.get(f"{server.url}/ok").status_code == 200


async def test_a_socket_has_so_many_subscriptions(server):
    async with websockets.connect(socket_url(server, str(uuid.uuid4()))) as socket:
        talk = Conversation(socket)
        begun = [await talk.ask("subscription.subscribe", channels=["lifecycle"]) for _ in range(65)]
        assert [reply["type"] for reply in begun] == ["success"] * 64 + ["error"]
        await talk.ask("subscription.unsubscribe", subscription_id=begun[0]["result"]["subscription_id"])
        assert (await talk.ask("subscription.subscribe", channels=["lifecycle"]))["type"] == "success"


async def test_large_messages_and_many_sockets(server):
    """Events of all of them come whole and in order, however they are interleaved."""
    thread = str(uuid.uuid4())
    text = "wool " * 60_000

    async def listen(socket):
        talk = Conversation(socket)
        await talk.ask("subscription.subscribe", channels=["values", "messages", "lifecycle"])
        return [event["seq"] for event in await talk.until("completed")]

    async with asyncio.timeout(60):
        sockets = [await websockets.connect(socket_url(server, thread), max_size=None) for _ in range(5)]
        listeners = [asyncio.create_task(listen(socket)) for socket in sockets]
        async with websockets.connect(socket_url(server, thread)) as socket:
            started = await Conversation(socket).ask("run.start", assistant_id="echo", input={"text": text})
            assert started["type"] == "success", started
        heard = [await listener for listener in listeners]
    assert len({tuple(numbers) for numbers in heard}) == 1 and heard[0] == sorted(heard[0])
    for socket in sockets:
        await socket.close()
