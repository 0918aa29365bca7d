# SPDX-License-Identifier: Apache-2.0
"""What pages in a browser send, and what they do with the answers. The bodies of agent-chat-ui and deep-agents-ui are those
that they sent from a real browser; those of Studio follow from its features, and were not recorded."""

import json
import uuid

import httpx
import pytest

STUDIO = "https://smith.langchain.com"
PAGE = "http://localhost:3000"
MODES = ["values", "messages-tuple", "custom"]


class Browser:
    """A page of another origin: asks first where a browser would, and sees only what the answers let it see."""

    def __init__(self, url, origin, **headers):
        self.client = httpx.Client(base_url=url, timeout=30, headers={"origin": origin, **headers})
        self.headers = headers

    def send(self, method, path, body=None, private=False, **headers):
        names = sorted(name.lower() for name in {**self.headers, **headers})
        if body is not None:
            names.append("content-type")
        asking = {"access-control-request-method": method, "access-control-request-headers": ",".join(names)}
        if private:
            asking["access-control-request-private-network"] = "true"
        preflight = self.client.options(path, headers=asking)
        allowed = preflight.headers
        assert preflight.is_success and allowed["access-control-allow-origin"] == "*", preflight
        assert method in allowed["access-control-allow-methods"].split(", ")
        assert set(names) <= {name.strip() for name in allowed["access-control-allow-headers"].split(",")}
        assert (allowed.get("access-control-allow-private-network") == "true") == private
        content = None if body is None else json.dumps(body)
        told = {} if body is None else {"content-type": "application/json"}
        answer = self.client.request(method, path, content=content, headers={**told, **headers})
        assert answer.headers["access-control-allow-origin"] == "*" and answer.is_success, (path, answer.text)
        return answer

    def ask(self, method, path, body=None, **headers):
        return self.send(method, path, body, **headers).json()

    def stream(self, thread, **body):
        answer = self.send("POST", f"/threads/{thread}/runs/stream", body)
        assert answer.headers["content-type"].startswith("text/event-stream")
        exposed = answer.headers["access-control-expose-headers"].lower().split(", ")
        assert {"content-location", "location"} <= set(exposed), "useStream finds its run in them"
        run = answer.headers["content-location"].rsplit("/", 1)[1]
        events = [dict(line.split(": ", 1) for line in block.split("\r\n") if not line.startswith(":"))
                  for block in answer.text.split("\r\n\r\n") if block and not block.startswith(":")]
        return run, [(event["event"], json.loads(event["data"])) for event in events]


def human(text):
    return {"messages": [{"id": str(uuid.uuid4()), "type": "human", "content": text}]}


@pytest.fixture
def page(server):
    return Browser(server.url, PAGE)


def test_a_chat_page(page):
    assert page.client.get("/info").is_success  # its probe; a plain GET needs no preflight
    thread = page.ask("POST", "/threads", {})["thread_id"]
    kept = {"stream_mode": MODES, "assistant_id": "chat", "on_disconnect": "cancel"}
    run, events = page.stream(thread, input=human("What is the weather in Paris?"), **kept)
    tokens = [data for event, data in events if event == "messages"]
    last = [data for event, data in events if event == "values"][-1]
    assert len(tokens) > 10 and last["messages"][-1]["type"] == "ai"
    streamed = "".join(message["content"] for message, _ in tokens if message["id"] == last["messages"][-1]["id"])
    assert streamed == last["messages"][-1]["content"]

    # The newer SDK reads the state, the older one the history, whose states form the branches.
    state = page.ask("GET", f"/threads/{thread}/state")
    assert page.ask("GET", f"/threads/{thread}/runs/{run}")["status"] == "success"
    history = page.ask("POST", f"/threads/{thread}/history", {"limit": 1000})
    assert history[0]["values"] == state["values"] == last and history[0]["checkpoint"] == state["checkpoint"]
    ids = {one["checkpoint"]["checkpoint_id"] for one in history}
    assert {one["parent_checkpoint"]["checkpoint_id"] for one in history[:-1]} < ids

    # Again: the answer is made anew from the checkpoint in which its message was not there yet.
    answered = last["messages"][-1]["id"]
    first_seen = next(one for one in reversed(history)
                      if answered in [message["id"] for message in one["values"].get("messages", ())])
    place = {"checkpoint_id": first_seen["parent_checkpoint"]["checkpoint_id"], "checkpoint_ns": ""}
    _, again = page.stream(thread, checkpoint=place, **kept)
    anew = [data for event, data in again if event == "values"][-1]
    assert [message["id"] for message in anew["messages"][:-1]] == [message["id"] for message in last["messages"][:-1]]
    assert anew["messages"][-1]["id"] != answered
    branches = page.ask("POST", f"/threads/{thread}/history", {"limit": 1000})
    parents = [one["parent_checkpoint"]["checkpoint_id"] for one in branches if one["parent_checkpoint"]]
    assert parents.count(place["checkpoint_id"]) == 2

    found = page.ask("POST", "/threads/search", {"metadata": {"graph_id": "chat"}, "limit": 100, "offset": 0})
    assert thread in [one["thread_id"] for one in found] and found[0]["values"]["messages"]


def test_an_interrupt_is_answered_from_where_it_was_seen(page):
    thread = page.ask("POST", "/threads", {"metadata": {}})["thread_id"]
    kept = {"stream_mode": ["messages-tuple", "values", "custom"], "stream_resumable": False, "assistant_id": "approval",
            "on_disconnect": "cancel"}
    _, events = page.stream(thread, input={"topic": "looms"}, **kept)
    assert [data["__interrupt__"] for event, data in events if event == "values" and "__interrupt__" in data]
    (head,) = page.ask("POST", f"/threads/{thread}/history", {"limit": 1})
    assert head["tasks"][-1]["interrupts"][0]["value"]["question"] and head["next"] == ["approve_text"]
    # Both an empty input and a command, and the checkpoint that the page shows: the command counts.
    place = {"checkpoint_id": head["checkpoint"]["checkpoint_id"], "checkpoint_ns": ""}
    _, events = page.stream(thread, input={}, command={"resume": True}, checkpoint=place, **kept)
    last = [data for event, data in events if event == "values"][-1]
    assert last["__interrupt__"][0]["value"]["question"] == "Send it to this address?"
    found = page.ask("POST", "/threads/search", {"metadata": {"graph_id": "approval"}, "status": "interrupted", "limit": 100})
    assert [task[0]["value"]["question"] for one in found if one["thread_id"] == thread
            for task in one["interrupts"].values()] == ["Send it to this address?"]


def test_a_page_for_deep_agents(server):
    """It says that it is Studio's, finds the graph's own assistant, and lists that one's threads by their last change."""
    page = Browser(server.url, PAGE, **{"x-auth-scheme": "langsmith"})
    found = page.ask("POST", "/assistants/search", {"graph_id": "chat", "limit": 100, "offset": 0})
    (system,) = [one for one in found if one["metadata"].get("created_by") == "system"]
    assistant = page.ask("GET", f"/assistants/{system['assistant_id']}")["assistant_id"]
    thread = page.ask("POST", "/threads", {})["thread_id"]
    page.stream(thread, input=human("hello"), config={"recursion_limit": 100}, stream_mode=MODES, assistant_id=assistant)
    page.ask("POST", f"/threads/{thread}/state", {"values": {"messages": [{"type": "human", "content": "noted"}]}})
    listing = {"metadata": {"assistant_id": assistant}, "limit": 20, "offset": 0, "sort_by": "updated_at", "sort_order": "desc",
               "select": ["thread_id", "updated_at", "status", "metadata"],
               "extract": {"first": "values.messages[0].content", "last": "values.messages[-1].content"}}
    answer = page.send("POST", "/threads/search", listing)
    shown = answer.json()[0]
    assert shown["thread_id"] == thread and "values" not in shown
    assert shown["extracted"] == {"first": "hello", "last": "noted"}
    assert "x-pagination-total" in answer.headers["access-control-expose-headers"]
    running = page.ask("POST", "/threads/search", {**listing, "status": "busy"})
    assert thread not in [one["thread_id"] for one in running]


def test_a_page_for_deep_agents_answers_an_interrupt(server):
    """It reads the question from the state alone, answers with a list, and finds the thread among those that want attention."""
    page = Browser(server.url, PAGE, **{"x-api-key": "any"})
    (system,) = page.ask("POST", "/assistants/search", {"graph_id": "approval", "limit": 100, "offset": 0})
    assistant = system["assistant_id"]
    kept = {"stream_mode": ["values", "messages-tuple"], "stream_resumable": True, "assistant_id": assistant,
            "on_disconnect": "continue"}
    thread = page.ask("POST", "/threads", {"metadata": {}})["thread_id"]
    empty = page.ask("GET", f"/threads/{thread}/state")
    assert (empty["values"], empty["next"], empty["checkpoint"]) == ({}, [], None)
    page.stream(thread, input={"topic": "looms"}, config={"recursion_limit": 100}, **kept)

    def attention():
        listing = {"metadata": {"assistant_id": assistant}, "limit": 20, "offset": 0, "status": "interrupted",
                   "sort_by": "updated_at", "sort_order": "desc"}
        return [one["thread_id"] for one in page.ask("POST", "/threads/search", listing)]

    assert attention()[0] == thread
    waiting = page.ask("GET", f"/threads/{thread}/state")["tasks"][-1]
    assert waiting["error"] is None and waiting["interrupts"][-1]["value"]["question"]
    for kind, args in (("accept", None), ("response", "ada@example.com")):
        answer = {"resume": [{"type": kind, "args": args}]}
        _, events = page.stream(thread, input=None, command=answer, **kept)
    assert events[-1][0] == "values" and events[-1][1]["sent"] and thread not in attention()


def test_a_page_for_deep_agents_goes_step_by_step(server):
    """Its debug mode: a breakpoint shows as a next node without a question, and an empty input goes on from there."""
    page = Browser(server.url, PAGE)
    thread = page.ask("POST", "/threads", {})["thread_id"]
    kept = {"stream_mode": ["values", "messages-tuple"], "stream_resumable": True, "assistant_id": "chat", "on_disconnect": "continue"}
    _, events = page.stream(thread, input=human("What is the weather in Paris?"), interrupt_before=["tools"], config={}, **kept)
    head = page.ask("GET", f"/threads/{thread}/state")
    assert head["next"] == ["tools"] and [task["interrupts"] for task in head["tasks"]] == [[]]
    assert head["values"]["messages"][-1]["tool_calls"] and page.ask("GET", f"/threads/{thread}")["status"] == "interrupted"
    _, events = page.stream(thread, input=None, interrupt_before=["tools"], **kept)
    assert events[-1][1]["messages"][-1]["type"] == "ai" and page.ask("GET", f"/threads/{thread}/state")["next"] == []


def test_studio(server):
    """From its own secure page to this machine: browsers ask whether the private network may be reached."""
    studio = Browser(server.url, STUDIO, **{"x-auth-scheme": "langsmith", "x-api-key": "any"})

    def ask(method, path, body=None):
        return studio.ask(method, path, body, private=True)

    info = ask("GET", "/info")
    assert info["version"] and info["flags"]["assistants"] and info["flags"]["crons"]
    assistants = ask("POST", "/assistants/search", {"limit": 1000, "offset": 0})
    approval = next(one["assistant_id"] for one in assistants if one["graph_id"] == "approval")
    assert [node["id"] for node in ask("GET", f"/assistants/{approval}/graph?xray=true")["nodes"]][0] == "__start__"
    assert ask("GET", f"/assistants/{approval}/schemas")["input_schema"]["properties"]["topic"]
    assert ask("GET", f"/assistants/{approval}/subgraphs?recurse=true") == {}
    own = ask("POST", "/assistants", {"graph_id": "approval", "name": "mine", "config": {}, "metadata": {}})["assistant_id"]
    assert ask("PATCH", f"/assistants/{own}", {"name": "ours"})["version"] == 2
    assert [one["version"] for one in ask("POST", f"/assistants/{own}/versions", {"limit": 10})] == [2, 1]
    assert ask("POST", f"/assistants/{own}/latest", {"version": 1})["name"] == "mine"

    thread = ask("POST", "/threads", {"metadata": {"graph_id": "approval"}})["thread_id"]
    modes = ["debug", "messages", "values", "updates", "custom"]
    _, events = studio.stream(thread, assistant_id=own, input={"topic": "looms"}, stream_mode=modes, stream_subgraphs=True,
                              stream_resumable=True, multitask_strategy="rollback", durability="async")
    assert {"metadata", "debug", "values", "updates"} <= {event for event, _ in events}
    history = ask("POST", f"/threads/{thread}/history", {"limit": 10})
    before = history[1]["checkpoint"]
    assert ask("POST", f"/threads/{thread}/state/checkpoint", {"checkpoint": before, "subgraphs": True})["next"] == ["write_draft"]
    edit = {"values": {"draft": "by hand"}, "as_node": "write_draft", "checkpoint": before}
    forked = ask("POST", f"/threads/{thread}/state", edit)["checkpoint"]
    assert ask("GET", f"/threads/{thread}/state?subgraphs=true")["checkpoint"]["checkpoint_id"] == forked["checkpoint_id"]
    copy = ask("POST", f"/threads/{thread}/copy")["thread_id"]
    assert ask("GET", f"/threads/{copy}/state")["values"]["draft"] == "by hand"
    assert studio.send("DELETE", f"/threads/{copy}", private=True).status_code == 204
    studio.send("PUT", "/store/items", {"namespace": ["studio"], "key": "k", "value": {"a": 1}}, private=True)
    assert ask("POST", "/store/namespaces", {"limit": 100})["namespaces"] == [["studio"]]
    assert ask("POST", "/store/items/search", {"namespace_prefix": ["studio"]})["items"][0]["value"] == {"a": 1}
    assert ask("POST", "/runs/crons/search", {"assistant_id": own, "limit": 10}) == []
    assert studio.send("DELETE", f"/assistants/{own}?delete_threads=true", private=True).is_success


def test_a_page_that_goes_away_cancels_its_run(server, client):
    """on_disconnect is what the chat pages send with every message."""
    thread = client.threads.create()["thread_id"]
    body = {"assistant_id": "sleeper", "input": {"seconds": 60}, "stream_mode": ["values"], "on_disconnect": "cancel"}
    with httpx.stream("POST", f"{server.url}/threads/{thread}/runs/stream", json=body, timeout=30) as answer:
        run = answer.headers["content-location"].rsplit("/", 1)[1]
        assert next(answer.iter_lines()) == "event: metadata"
    client.runs.join(thread, run)
    assert client.runs.get(thread, run)["status"] == "interrupted"
