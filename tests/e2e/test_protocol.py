# SPDX-License-Identifier: Apache-2.0
"""The event protocol: the SDK's threads.stream() and RemoteGraph, and what stands on the wire."""

import asyncio
import json
import queue
import threading
import uuid

import httpx
import pytest
from external_services import Postgres, Redis
from heddle_server import Folder, Replica, Server
from langgraph.pregel.remote import RemoteGraph
from langgraph_sdk import get_client, get_sync_client

ALL = ["values", "updates", "messages", "tools", "lifecycle", "input", "tasks", "custom"]
WEATHER = {"messages": [{"role": "user", "content": "weather in Paris"}]}


def command(url, thread, method, status=200, **params):
    body = {"id": 7, "method": method, "params": params}
    answer = httpx.post(f"{url}/threads/{thread}/commands", json=body, timeout=30)
    assert answer.status_code == status, answer.text
    return answer.json()


class Listener:
    """Reads one event stream on a thread of its own."""

    def __init__(self, url, thread, **body):
        self._events = queue.Queue()
        self._opened = threading.Event()
        body = {"channels": ALL, **body}
        threading.Thread(target=self._read, args=(f"{url}/threads/{thread}/stream/events", body), daemon=True).start()
        assert self._opened.wait(30)

    def _read(self, url, body):
        try:
            with httpx.stream("POST", url, json=body, timeout=60) as answer:
                answer.raise_for_status()
                self._opened.set()
                frame = {}
                for line in answer.iter_lines():
                    if not line and frame:
                        self._events.put(frame)
                        frame = {}
                    elif line and not line.startswith(":"):
                        name, value = line.split(": ", 1)
                        frame[name] = value
        except httpx.HTTPError as error:
            self._events.put(error)

    def until(self, word):
        """Events up to the root's last word of a run: completed, failed or interrupted."""
        got = []
        while not got or not is_root_word(got[-1], word):
            frame = self._events.get(timeout=30)
            assert not isinstance(frame, Exception), (frame, got)
            event = json.loads(frame["data"])
            assert frame["event"] == event["method"] and frame["id"] == str(event["seq"])
            got.append(event)
        return got


def is_root_word(event, word):
    params = event["params"]
    return event["method"] == "lifecycle" and not params["namespace"] and params["data"]["event"] == word


def methods(events):
    return [event["method"] for event in events]


def data_of(events, method):
    return [event["params"]["data"] for event in events if event["method"] == method]


def run_to_end(url, assistant, given, thread=None, word="completed"):
    """One run by command; all its events."""
    thread = thread or str(uuid.uuid4())
    listener = Listener(url, thread)
    started = command(url, thread, "run.start", assistant_id=assistant, input=given)
    assert started["type"] == "success" and started["id"] == 7, started
    return listener.until(word), thread, started


def test_the_sdk_drives_a_chat(server):
    async def chat():
        async with get_client(url=server.url).threads.stream(assistant_id="chat") as thread:
            await thread.run.start(input=WEATHER)

            async def all_of(projection):
                return [each async for each in projection]

            messages, tools, values = await asyncio.wait_for(
                asyncio.gather(all_of(thread.messages), all_of(thread.tool_calls), all_of(thread.values)), 30
            )
            words = [word async for word in messages[1].text]
            return [await m.output for m in messages], words, tools, await tools[0].output, values, await thread.output

    messages, words, (tool,), result, values, output = asyncio.run(chat())
    assert messages[0].tool_calls[0]["args"] == {"city": "Paris"}
    assert len(words) > 10 and "".join(words) == output["messages"][-1]["content"][0]["text"]
    assert tool.name == "get_weather" and tool.input == {"city": "Paris"} and result["content"].startswith("In Paris")
    assert values[-1] == output and [each["type"] for each in output["messages"]] == ["human", "ai", "tool", "ai"]
    assert [m.id for m in messages] == [each["id"] for each in output["messages"] if each["type"] == "ai"]


def test_the_sdk_answers_an_interrupt(server):
    async def approve():
        async with get_client(url=server.url).threads.stream(assistant_id="approval") as thread:
            await thread.run.start(input={"topic": "looms"})
            async for _ in thread.values:
                pass
            (question,) = thread.interrupts
            await thread.run.respond(False)
            return question, await thread.output.with_timeout(30)

    question, output = asyncio.run(approve())
    assert question["value"]["question"] == "Is this text good to go?" and question["namespace"] == []
    assert output["sent"] == "not sent" and output["decisions"] == ["text: False"]


def test_the_sdk_finds_subgraphs(server):
    async def research():
        async with get_client(url=server.url).threads.stream(assistant_id="research") as thread:
            await thread.run.start(input={"topic": "silk"})
            found = [each async for each in thread.subgraphs]
            return [(each.graph_name, each.status, len(each.path)) for each in found], await thread.output

    found, output = asyncio.run(research())
    assert found == [("researcher", "completed", 1)] * 3
    assert output["report"].startswith("# Silk")


def test_the_sdk_tells_of_failures(server):
    async def fail():
        async with get_client(url=server.url).threads.stream(assistant_id="failing") as thread:
            await thread.run.start(input={})
            await asyncio.wait_for(thread.output, 30)

    with pytest.raises(RuntimeError, match="is out of stock"):
        asyncio.run(fail())


def test_remote_graph_streams(server):
    async def ask():
        remote = RemoteGraph("chat", url=server.url)
        config = {"configurable": {"thread_id": str(uuid.uuid4())}}
        async with await remote.astream_events(WEATHER, config, version="v3") as run:
            messages = [each async for each in run.messages]
            return messages, await run.output()

    messages, output = asyncio.run(ask())
    assert len(messages) == 2 and len(output["messages"]) == 4
    remote = RemoteGraph("approval", url=server.url)
    with remote.stream_events({"topic": "wool"}, {"configurable": {"thread_id": str(uuid.uuid4())}}, version="v3") as run:
        snapshots = list(run.values)
        assert snapshots[-1]["topic"] == "wool" and run.interrupted


def test_what_stands_on_the_wire(server):
    events, _, started = run_to_end(server.url, "chat", WEATHER)
    assert events[0]["type"] == "event" and events[0]["params"]["data"] == {"event": "running", "graph_name": "chat"}
    assert events[-1]["params"]["data"] == {"event": "completed", "graph_name": "chat"}
    assert {"values", "updates", "messages", "tools", "tasks", "lifecycle"} == set(methods(events))
    numbers = [event["seq"] for event in events]
    assert numbers == sorted(set(numbers)) and numbers[0] > started["meta"]["applied_through_seq"]
    assert len({event["event_id"] for event in events}) == len(events)
    said = data_of(events, "messages")
    steps = [each["event"] for each in said if each["event"] != "content-block-delta"]
    assert steps == ["message-start", "content-block-start", "content-block-finish", "message-finish"] * 2
    begun = {each["run_id"]: each["id"] for each in said if each["event"] == "message-start"}
    assert len(begun) == 2
    assert all(each.get("message_id", each.get("id")) == begun[each["run_id"]] for each in said)
    assert [each["event"] for each in data_of(events, "tools")] == ["tool-started", "tool-finished"]


def test_a_stream_outlives_runs_and_tells_of_all(server, client):
    """It may be there before the thread; runs of the rest of the API are told as far as their modes go."""
    events, thread, _ = run_to_end(server.url, "echo", {"text": 1})
    listener = Listener(server.url, thread)
    assert [event["event_id"] for event in listener.until("completed")] == [event["event_id"] for event in events]
    client.runs.wait(thread, "echo", input={"text": 2})
    more = listener.until("completed")
    assert methods(more) == ["lifecycle", "values", "values", "lifecycle"]
    assert data_of(more, "values")[-1] == {"text": 2, "echo": 2} and more[0]["seq"] > events[-1]["seq"]


def test_replays_behind_since(server):
    events, thread, _ = run_to_end(server.url, "approval", {"topic": "felt"}, word="interrupted")
    for at in (0, 2, len(events) - 2):
        rest = Listener(server.url, thread, since=events[at]["seq"]).until("interrupted")
        told = [(each["seq"], each["event_id"], each["params"]["data"]) for each in rest]
        assert told == [(each["seq"], each["event_id"], each["params"]["data"]) for each in events[at + 1 :]]
    over = Listener(server.url, thread, since=events[-1]["seq"])
    command(server.url, thread, "run.start", assistant_id="approval", input=False)
    assert over.until("completed")[0]["params"]["data"]["event"] == "running"


def test_channels_namespaces_and_depth(server):
    thread = str(uuid.uuid4())
    everything = Listener(server.url, thread)
    inside = Listener(server.url, thread, channels=["custom", "lifecycle"], namespaces=[["researcher"], []], depth=0)
    below = Listener(server.url, thread, channels=["tasks", "lifecycle"], namespaces=[[]], depth=1)
    command(server.url, thread, "run.start", assistant_id="research", input={"topic": "tea"})
    events = everything.until("completed")
    # Namespaces "researcher" and the root, nothing further down: of this graph that is everything.
    wanted = [event for event in events if event["method"] in ("custom", "lifecycle")]
    assert [event["seq"] for event in inside.until("completed")] == [event["seq"] for event in wanted]
    root = Listener(server.url, thread, channels=["tasks", "lifecycle"], namespaces=[[]], depth=0).until("completed")
    assert {len(event["params"]["namespace"]) for event in root} == {0} and "tasks" in methods(root)
    assert {len(event["params"]["namespace"]) for event in below.until("completed")} == {0, 1}
    (first, *_) = [event for event in events if event["method"] == "custom"]
    assert first["params"]["data"].keys() == {"payload"}
    one = first["params"]["namespace"]
    alone = Listener(server.url, thread, channels=["custom", "lifecycle"], namespaces=[one, []], depth=0)
    assert {tuple(event["params"]["namespace"]) for event in alone.until("completed") if event["method"] == "custom"} == {
        tuple(one)
    }


def test_commands(server, client):
    url, thread = server.url, str(uuid.uuid4())
    events, thread, _ = run_to_end(url, "approval", {"topic": "x"}, word="interrupted")
    (asked,) = data_of(events, "input.requested")
    assert asked["payload"] == asked["value"] and asked["payload"]["question"].startswith("Is this")
    answered = command(url, thread, "input.respond", namespace=[], interrupt_id=asked["interrupt_id"], response=True)
    assert answered["type"] == "success" and answered["result"] == {}
    again = command(url, thread, "input.respond", namespace=[], interrupt_id=asked["interrupt_id"], response=True)
    assert again["error"] == "no_such_interrupt"
    Listener(url, thread, since=events[-1]["seq"]).until("interrupted")
    listener = Listener(url, thread)
    command(url, thread, "run.start", assistant_id="approval", input="me@example.com")
    listener.until("interrupted")
    listener.until("interrupted")
    listener.until("completed")
    state = command(url, thread, "state.get", namespace=[], keys=["sent"])["result"]
    assert state["values"] == {"sent": "sent to me@example.com"}
    assert state["checkpoint"] == {"id": client.threads.get_state(thread)["checkpoint"]["checkpoint_id"], "ns": ""}
    runs = client.runs.list(thread)
    tree = command(url, thread, "agent.getTree", run_id=runs[0]["run_id"])["result"]["tree"]
    assert tree == {"namespace": [], "status": "completed", "graph_name": "approval"}


def test_the_tree_of_a_live_run(server, client):
    _, thread, started = run_to_end(server.url, "research", {"topic": "tea"})
    tree = command(server.url, thread, "agent.getTree", run_id=started["result"]["run_id"])["result"]["tree"]
    assert [(each["graph_name"], each["status"]) for each in tree["children"]] == [("researcher", "completed")] * 3
    listener = Listener(server.url, thread, since=started["meta"]["applied_through_seq"] + 2**28 - 1)
    run = command(server.url, thread, "run.start", assistant_id="sleeper", input={"seconds": 60})["result"]["run_id"]
    listener.until("running")
    live = command(server.url, thread, "agent.getTree")
    assert live["result"]["tree"]["status"] == "running" and live["result"]["tree"]["graph_name"] == "sleeper"
    client.runs.cancel(thread, run, wait=True)


@pytest.mark.parametrize(
    "method, params, code",
    [
        ("run.start", {}, "invalid_argument"),
        ("run.start", {"assistant_id": "nobody"}, "invalid_argument"),
        ("run.start", {"assistant_id": "echo", "config": 3}, "invalid_argument"),
        ("input.respond", {}, "invalid_argument"),
        ("input.respond", {"responses": []}, "invalid_argument"),
        ("input.respond", {"interrupt_id": "x", "response": 1}, "no_such_interrupt"),
        ("agent.getTree", {}, "no_such_run"),
        ("agent.getTree", {"run_id": str(uuid.uuid4())}, "no_such_run"),
        ("state.get", {"namespace": []}, "no_such_checkpoint"),
        ("subscription.subscribe", {"channels": ["values"]}, "not_supported"),
        ("state.fork", {}, "unknown_command"),
    ],
)
def test_commands_that_cannot_be_carried_out(server, thread, method, params, code):
    answer = command(server.url, thread, method, **params)
    assert (answer["type"], answer["id"], answer["error"]) == ("error", 7, code) and answer["message"]


@pytest.mark.parametrize("body", ["[]", "{}", '{"id":1}', '{"id":"x","method":"run.start"}', '{"id":1.5,"method":"x"}'])
def test_wrong_envelopes(server, thread, body):
    answer = httpx.post(f"{server.url}/threads/{thread}/commands", content=body, timeout=30)
    assert answer.status_code == 400 and answer.json()["error"] == "invalid_argument"


@pytest.mark.parametrize(
    "body",
    [
        "x", "{}", '{"channels":[]}', '{"channels":"values"}', '{"channels":["debug"]}', '{"channels":["custom:"]}',
        '{"channels":["values"],"namespaces":["a"]}', '{"channels":["values"],"depth":-1}',
        '{"channels":["values"],"since":"1"}', '{"channels":[1]}',
    ],
)  # fmt: skip
def test_wrong_subscriptions(server, thread, body):
    answer = httpx.post(f"{server.url}/threads/{thread}/stream/events", content=body, timeout=30)
    assert answer.status_code == 400 and answer.json()["detail"]
    assert httpx.post(f"{server.url}/threads/x/stream/events", content=body, timeout=30).status_code == 422


def test_the_rest_of_the_api_reads_such_runs(server, client):
    """Events that only the protocol knows are not told to those who join as usual."""
    _, thread, started = run_to_end(server.url, "chat", WEATHER)
    parts = list(client.runs.join_stream(thread, started["result"]["run_id"], last_event_id="-1"))
    assert {part.event for part in parts} == {"metadata", "values", "updates", "tasks", "tools"}
    assert client.runs.join(thread, started["result"]["run_id"]) == parts[-1].data


def test_two_replicas_and_a_redis_that_forgot():
    folders = [Folder(), Folder()]
    try:
        with Postgres() as postgres, Redis() as redis:
            database = postgres.uri(postgres.make_database())
            with Replica(folders[0], database, redis.uri()) as one, Replica(folders[1], database, redis.uri()) as two:
                thread = str(uuid.uuid4())
                listeners = [Listener(each.url, thread) for each in (one, two)]
                for n, url in enumerate((one.url, two.url, one.url)):
                    command(url, thread, "run.start", assistant_id="echo", input={"text": n})
                    told = [each.until("completed") for each in listeners]
                    keys = [[(each["event_id"], each["seq"], each["method"]) for each in events] for events in told]
                    assert keys[0] == keys[1] and data_of(told[0], "values")[-1]["text"] == n
                last = told[0]
                redis.connect().flushall()
                # What is left stands in Postgres: the last run's result, and that the others were.
                kept = Listener(two.url, thread, since=last[0]["seq"] - 1).until("completed")
                assert methods(kept) == ["lifecycle", "values", "lifecycle"]
                assert data_of(kept, "values") == [{"text": 2, "echo": 2}]
                command(two.url, thread, "run.start", assistant_id="echo", input={"text": "new"})
                assert data_of(listeners[0].until("completed"), "values")[-1]["text"] == "new"
                assert get_sync_client(url=one.url).threads.get_state(thread)["values"]["text"] == "new"
    finally:
        for folder in folders:
            folder.remove()


def test_replay_is_bounded_by_the_vendors_variable(folder):
    """LSD_PROTOCOL_V2_BUFFER_SIZE: so many events of a run are kept; a later subscriber gets the newest of them, in order."""
    with Server(folder, LSD_PROTOCOL_V2_BUFFER_SIZE="10") as server:
        events, thread, _ = run_to_end(server.url, "chat", WEATHER)
        late = Listener(server.url, thread).until("completed")
        numbers, told = [event["seq"] for event in late], [event["seq"] for event in events]
        assert numbers[0] == told[0], "that it began is said of every run"
        assert numbers[1:] == told[-len(late) + 1:] and 10 <= len(late) < len(events) - 10
