# SPDX-License-Identifier: Apache-2.0
"""A project's own auth handlers: who is let in, and that nobody reaches what belongs to somebody else."""

import json
import uuid
from pathlib import Path

import httpx
import pytest
import websockets
from heddle_server import Server
from langgraph_sdk import get_sync_client
from langgraph_sdk.errors import APIStatusError

PROJECT = Path(__file__).parent / "projects/auth/langgraph.json"


@pytest.fixture
def user(server):
    return lambda name: get_sync_client(url=server.url, headers={"authorization": f"Bearer {name}"})


@pytest.fixture
def alice(user):
    return user("alice")


@pytest.fixture
def bob(user):
    return user("bob")


def status_of(call, *arguments, **named):
    with pytest.raises((APIStatusError, httpx.HTTPStatusError)) as refused:
        call(*arguments, **named)
    return refused.value.response.status_code


def test_refusals(server):
    def ask(**headers):
        return httpx.post(server.url + "/threads", json={}, headers=headers)

    anonymous = ask()
    assert (anonymous.status_code, anonymous.json()) == (401, {"detail": "Who are you?"})
    assert anonymous.headers["www-authenticate"] == "Bearer"
    assert ask(authorization="Bearer nobody").json() == {"detail": "nobody is not a user"}
    broken = ask(authorization="Bearer broken")
    assert broken.status_code == 500 and "secret" not in broken.text
    assert "a secret of the handler" in server.log()
    assert httpx.get(server.url + "/ok").status_code == 200 and httpx.get(server.url + "/info").status_code == 200


def test_runs_know_their_user(alice, user):
    answer = alice.runs.wait(None, "whoami", input={}, config={"configurable": {"langgraph_auth_user": {"identity": "bob"}}})
    seen = answer["seen"]
    assert seen["identity"] == seen["id"] == "alice" and seen["permissions"] == ["weave"]
    assert seen["user"]["method"] == "POST" and seen["user"]["path"] == "/runs/wait" and seen["user"]["is_authenticated"]
    assert user("plain").runs.wait(None, "whoami", input={})["seen"]["user"]["display_name"] == "plain"


def test_credentials_are_remembered(user):
    first, second = (user("cached").runs.wait(None, "whoami", input={})["seen"]["user"]["asked"] for _ in range(2))
    assert first == second == 1


def test_headers_of_the_rules_reach_the_graph(server):
    headers = {"authorization": "Bearer alice", "x-team-name": "loom", "x-team-secret": "s", "x-other": "o"}
    client = get_sync_client(url=server.url, headers=headers)
    assert client.runs.wait(None, "whoami", input={})["seen"]["headers"] == {"x-team-name": "loom"}


def test_threads_belong_to_their_maker(alice, bob):
    mine = alice.threads.create(metadata={"topic": "t", "owner": "bob"})
    thread = mine["thread_id"]
    assert mine["metadata"] == {"topic": "t", "owner": "alice"}
    assert thread in [found["thread_id"] for found in alice.threads.search(limit=1000)]
    assert thread not in [found["thread_id"] for found in bob.threads.search(limit=1000, metadata={"topic": "t"})]
    assert thread not in [found["thread_id"] for found in bob.threads.search(limit=1000, metadata={"owner": "alice"})]
    assert bob.threads.search(ids=[thread]) == [] and len(alice.threads.search(ids=[thread])) == 1
    assert status_of(bob.threads.create, thread_id=thread) == 409
    assert status_of(bob.threads.create, thread_id=thread, if_exists="do_nothing") == 409
    assert alice.threads.create(thread_id=thread, if_exists="do_nothing")["thread_id"] == thread
    counted = bob.threads.count()
    alice.threads.create()
    assert bob.threads.count() == counted


def paused(client):
    """A thread with a finished run that waits at an interrupt."""
    thread = client.threads.create()["thread_id"]
    run = client.runs.create(thread, "whoami", input={"ask": True})
    client.runs.join(thread, run["run_id"])
    return thread, run["run_id"]


def foreign_requests(server):
    """Every operation with a thread or an assistant in its path, as the server lists its own. Those of the event
    protocol, which answers errors with 200 and may listen to a thread before it is there, have tests of their own."""
    document = httpx.get(server.url + "/openapi.json").json()
    for path, methods in document["paths"].items():
        if path.endswith(("/commands", "/stream/events")):
            continue
        for method in methods:
            if method in ("get", "post", "put", "patch", "delete") and ("{thread_id}" in path or "{run_id}" in path):
                yield method.upper(), path


def test_every_operation_hides_what_belongs_to_others(server, alice):
    thread, run = paused(alice)
    checkpoint = alice.threads.get_state(thread)["checkpoint"]["checkpoint_id"]
    body = {"assistant_id": "whoami", "if_not_exists": "create", "values": {}, "checkpoint": {"checkpoint_id": checkpoint},
            "metadata": {}, "schedule": "0 0 1 1 *", "method": "run.start", "id": 1, "params": {}}
    tried = 0
    for method, path in foreign_requests(server):
        url = path.replace("{thread_id}", thread).replace("{run_id}", run).replace("{checkpoint_id}", checkpoint)
        answer = httpx.request(method, server.url + url, timeout=30, headers={"authorization": "Bearer bob"},
                               content=None if method == "GET" else json.dumps(body))
        expected = 409 if path.endswith("/copy") else 404
        assert answer.status_code == expected, (method, path, answer.text)
        tried += answer.json() != {"detail": "Not Found"}
    assert tried >= 20
    assert alice.threads.get(thread)["status"] == "interrupted" and len(alice.runs.list(thread)) == 1
    assert alice.threads.get_state(thread)["checkpoint"]["checkpoint_id"] == checkpoint


def test_things_named_in_bodies_are_hidden_as_well(server, alice, bob):
    thread, run = paused(alice)
    client = {"headers": {"authorization": "Bearer bob"}, "timeout": 30}
    pruned = httpx.post(server.url + "/threads/prune", json={"thread_ids": [thread]}, **client)
    assert pruned.json() == {"pruned_count": 0}
    waiting = alice.runs.create(thread, "whoami", input={}, after_seconds=600)
    for body in ({"status": "all"}, {"thread_id": thread, "run_ids": [waiting["run_id"]]}):
        assert httpx.post(server.url + "/runs/cancel", json=body, **client).status_code == 404
    assert alice.runs.get(thread, waiting["run_id"])["status"] == "pending"
    alice.runs.cancel(thread, waiting["run_id"])
    assert alice.threads.get(thread)["thread_id"] == thread


def test_threads_that_runs_make_belong_to_the_caller(alice, bob):
    thread = str(uuid.uuid4())
    run = alice.runs.create(thread, "whoami", input={}, if_not_exists="create")
    assert alice.runs.join(thread, run["run_id"])["seen"]["identity"] == "alice"
    assert alice.threads.get(thread)["metadata"]["owner"] == "alice"
    assert status_of(bob.runs.join, thread, run["run_id"]) == 404
    kept = alice.runs.create(None, "whoami", input={}, on_completion="keep")
    assert alice.runs.join(kept["thread_id"], kept["run_id"])["seen"]["identity"] == "alice"
    batch = alice.runs.create_batch([{"assistant_id": "whoami", "input": {}}] * 2)
    assert [one["metadata"]["owner"] for one in batch] == ["alice", "alice"]


def test_contains_filters_by_list_member(alice, user):
    auditor = user("auditor")
    shared = alice.threads.create(metadata={"shared_with": ["auditor", "x"]})["thread_id"]
    private = alice.threads.create(metadata={"shared_with": "auditor"})["thread_id"]
    assert auditor.threads.get(shared)["thread_id"] == shared
    assert status_of(auditor.threads.get, private) == 404
    assert [found["thread_id"] for found in auditor.threads.search(limit=100)] == [shared]


def test_false_is_403_and_unknown_operators_let_nobody_in(user):
    intern = user("intern")
    thread = intern.threads.create()["thread_id"]
    assert status_of(intern.threads.delete, thread) == 403
    assert intern.threads.get(thread)["thread_id"] == thread
    assert status_of(user("strange").threads.search) == 500


def test_assistants(alice, bob):
    mine = alice.assistants.create("whoami", metadata={"a": 1})
    name = mine["assistant_id"]
    assert mine["metadata"] == {"a": 1, "owner": "alice"}
    for call in (bob.assistants.get, bob.assistants.get_graph, bob.assistants.get_schemas, bob.assistants.get_versions,
                 bob.assistants.delete):
        assert status_of(call, name) == 404
    assert status_of(bob.assistants.update, name, name="x") == 404
    assert status_of(bob.assistants.set_latest, name, 1) == 404
    assert status_of(bob.assistants.create, "whoami", assistant_id=name, if_exists="do_nothing") == 409
    assert status_of(bob.runs.wait, None, name, input={}) == 404
    assert alice.runs.wait(None, name, input={})["seen"]["identity"] == "alice"
    found = {row["assistant_id"]: row["metadata"] for row in bob.assistants.search(limit=1000)}
    assert name not in found and {"created_by": "system"} in found.values()
    system = next(key for key, metadata in found.items() if metadata.get("created_by") == "system")
    assert status_of(bob.assistants.update, system, name="mine now") == 404
    assert status_of(alice.assistants.delete, name, delete_threads=True) == 403
    alice.assistants.delete(name)


def rpc(server, path, user, method, accept="application/json, text/event-stream", **params):
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    headers = {"accept": accept, **({"authorization": f"Bearer {user}"} if user else {})}
    return httpx.post(server.url + path, json=message, headers=headers, timeout=30)


def test_mcp_shows_and_runs_what_belongs_to_the_caller(server, alice):
    mine = alice.assistants.create("whoami", name="of_alice")

    def tools(user):
        return {tool["name"] for tool in rpc(server, "/mcp", user, "tools/list").json()["result"]["tools"]}

    def called(user):
        return rpc(server, "/mcp", user, "tools/call", name="of_alice", arguments={}).json()

    assert tools("alice") - tools("bob") == {"of_alice"} and "whoami" in tools("bob")
    assert called("alice")["result"]["structuredContent"]["seen"]["identity"] == "alice"
    assert called("bob")["error"] == {"code": -32602, "message": "Unknown tool: of_alice"}
    seen = rpc(server, "/mcp", "new", "tools/call", name="whoami").json()["result"]["structuredContent"]["seen"]
    assert seen["identity"] == "new" and seen["user"]["path"] == "/mcp"
    assert rpc(server, "/mcp", None, "tools/list").status_code == 401
    assert rpc(server, "/mcp", "broken", "ping").status_code == 500
    refused = rpc(server, "/mcp", "strange", "tools/call", name="whoami", arguments={})
    assert "result" in refused.json()  # only its search is broken
    alice.assistants.delete(mine["assistant_id"])


def test_crons_belong_to_their_maker(alice, bob):
    thread = alice.threads.create()["thread_id"]
    mine = alice.crons.create_for_thread(thread, "whoami", schedule="0 0 1 1 *", metadata={"owner": "bob", "a": 1})
    assert mine["metadata"] == {"owner": "alice", "a": 1} and mine["user_id"] == "alice"
    name = mine["cron_id"]
    assert status_of(bob.crons.create_for_thread, thread, "whoami", schedule="0 0 1 1 *") == 404
    assert status_of(bob.crons.update, name, enabled=False) == 404
    assert status_of(bob.crons.delete, name) == 404
    assert bob.crons.search(limit=100) == [] and bob.crons.count() == 0
    assert [one["cron_id"] for one in alice.crons.search(metadata={"a": 1})] == [name] and alice.crons.count() == 1
    assert alice.crons.update(name, enabled=False)["enabled"] is False
    private = alice.assistants.create("whoami")["assistant_id"]
    assert status_of(bob.crons.create, private, schedule="0 0 1 1 *") == 404
    alice.crons.delete(name)
    assert alice.crons.count() == 0


def test_a_copy_needs_the_right_to_make_threads(user, alice):
    thread = alice.threads.create()["thread_id"]
    assert alice.threads.copy(thread)["thread_id"] != thread
    reader = user("reader")
    shared = alice.threads.create(metadata={"shared_with": ["reader"]})["thread_id"]
    assert reader.threads.get(shared)["thread_id"] == shared
    assert status_of(reader.threads.copy, shared) == 403


def test_a2a_hides_what_belongs_to_others(server, alice):
    def ask(user, method, path="/a2a/whoami", **params):
        return rpc(server, path, user, method, **params).json()

    def message(**fields):
        return {"role": "user", "messageId": "m", "parts": [{"kind": "data", "data": {"ask": True}}], **fields}

    task = ask("alice", "message/send", message=message())["result"]
    place = {"contextId": task["contextId"]}
    assert task["status"]["state"] == "input-required" and alice.threads.get(task["contextId"])["metadata"]["owner"] == "alice"
    assert ask("alice", "tasks/get", id=task["id"])["result"]["id"] == task["id"]
    for named in ({}, place):
        assert ask("bob", "tasks/get", id=task["id"], **named)["error"]["code"] == -32001
        assert ask("bob", "tasks/cancel", id=task["id"], **named)["error"]["code"] == -32001
        assert ask("bob", "message/send", message=message(taskId=task["id"], **named))["error"]["code"] == -32001
    assert "not found" in ask("bob", "message/send", message=message(**place))["error"]["message"]
    assert len(alice.runs.list(task["contextId"])) == 1
    mine = alice.assistants.create("whoami", name="of_alice")["assistant_id"]
    card = f"{server.url}/a2a/{mine}/.well-known/agent-card.json"
    seen = [httpx.get(card, headers={"authorization": f"Bearer {user}"}).status_code for user in ("alice", "bob")]
    assert seen == [200, 404] and httpx.get(card).status_code == 401
    assert rpc(server, f"/a2a/{mine}", "bob", "message/send", message=message()).status_code == 404
    alice.assistants.delete(mine)


def test_store_namespaces(alice, bob):
    alice.store.put_item(["notes"], "k", {"a": 1})
    assert alice.store.get_item(["notes"], "k")["namespace"] == ["alice", "notes"]
    assert bob.store.get_item(["notes"], "k") is None and bob.store.search_items([])["items"] == []
    assert [item["key"] for item in alice.store.search_items([])["items"]] == ["k"]
    assert bob.store.list_namespaces()["namespaces"] == []
    assert alice.store.list_namespaces()["namespaces"] == [["alice", "notes"]]
    bob.store.delete_item(["alice", "notes"], "k")
    assert alice.store.get_item(["notes"], "k")
    alice.store.delete_item(["notes"], "k")
    assert alice.store.get_item(["notes"], "k") is None


def test_studio(server):
    studio = get_sync_client(url=server.url, headers={"x-auth-scheme": "langsmith"})
    assert studio.runs.wait(None, "whoami", input={})["seen"]["identity"] == "langgraph-studio-user"


def test_cors(server):
    def preflight(origin):
        return httpx.options(server.url + "/threads", headers={"origin": origin, "access-control-request-method": "POST",
                                                               "access-control-request-headers": "x-any"})

    named, matched, other = (preflight(f"https://{host}.example") for host in ("one", "a.two", "three"))
    for answer in (named, matched):
        assert answer.status_code == 204 and answer.headers["access-control-allow-credentials"] == "true"
        assert answer.headers["access-control-allow-methods"] == "GET, POST"
        assert answer.headers["access-control-allow-headers"] == "authorization"
        assert answer.headers["access-control-max-age"] == "30"
    assert matched.headers["access-control-allow-origin"] == "https://a.two.example"
    assert other.status_code == 400 and "access-control-allow-origin" not in other.headers
    exposed = httpx.get(server.url + "/ok", headers={"origin": "https://one.example"}).headers["access-control-expose-headers"]
    assert "x-extra" in exposed and "content-location" in exposed and "x-pagination-total" in exposed


def project(folder, source, **config):
    (folder.path / "guard.py").write_text("from langgraph_sdk import Auth\n" + source)
    (folder.path / "whoami.py").write_text((PROJECT.parent / "whoami.py").read_text())
    file = folder.path / "langgraph.json"
    file.write_text(json.dumps({"graphs": {"whoami": "./whoami.py:graph"}, "dependencies": ["."], **config}))
    return file


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("auth = Auth()", "has no @auth.authenticate handler"),
        ("auth = 1", "not a langgraph_sdk.Auth"),
        ("auth = Auth()\n@auth.authenticate\nasync def a(colour): ...", "asks for 'colour'"),
    ],
)
def test_handlers_that_cannot_work_stop_the_start(folder, source, why):
    assert why in Server(folder, project(folder, source, auth={"path": "./guard.py:auth"})).complaint()


def test_parts_are_switched_off_and_mounted(folder):
    file = project(folder, "", http={"disable_store": True, "disable_meta": True, "disable_assistants": True,
                                     "disable_mcp": True, "disable_a2a": True, "mount_prefix": "/loom"})
    with Server(folder, file) as server:
        base = server.url + "/loom"
        assert httpx.get(base + "/ok").json() == {"ok": True} and httpx.get(server.url + "/ok").status_code == 404
        for path in ("/info", "/metrics", "/docs", "/store/items?key=k&namespace=n", "/assistants/whoami"):
            assert httpx.get(base + path).status_code == 404, path
        assert httpx.post(base + "/mcp", json={}).status_code == 404
        assert httpx.get(base + "/.well-known/agent-card.json?assistant_id=whoami").status_code == 404
        assert get_sync_client(url=base).runs.wait(None, "whoami", input={})["seen"]["user"] is None


def test_runs_that_are_switched_off_start_nowhere(folder):
    with Server(folder, project(folder, "", http={"disable_runs": True})) as server:
        thread = get_sync_client(url=server.url).threads.create()["thread_id"]

        def post(path, **body):
            accept = {"accept": "application/json, text/event-stream"}
            return httpx.post(server.url + path, json=body, headers=accept, timeout=30)

        for path in (f"/threads/{thread}/runs", "/runs/wait", "/runs/crons", f"/threads/{thread}/runs/crons"):
            assert post(path, assistant_id="whoami", input={}, schedule="* * * * *").status_code == 404, path
        for method in ("run.start", "input.respond"):
            params = {"assistant_id": "whoami", "input": {}, "interrupt_id": "i", "response": 1}
            assert post(f"/threads/{thread}/commands", id=1, method=method, params=params).status_code == 403
        call = {"jsonrpc": "2.0", "id": 1}
        assert post("/mcp", **call, method="tools/list").json()["result"]["tools"][0]["name"] == "whoami"
        off = "Runs are switched off here (http.disable_runs)."
        called = post("/mcp", **call, method="tools/call", params={"name": "whoami", "arguments": {}})
        said = {"role": "user", "messageId": "m", "parts": [{"kind": "data", "data": {"a": 1}}]}
        sent = post("/a2a/whoami", **call, method="message/send", params={"message": said})
        assert called.json()["error"]["message"] == sent.json()["error"]["message"] == off
        assert get_sync_client(url=server.url).threads.get(thread)["status"] == "idle"
        document = httpx.get(server.url + "/openapi.json").json()
        assert not [path for path in document["paths"] if "/runs" in path] and "/threads/{thread_id}" in document["paths"]
        assert not {"RunCreate", "Run", "CronCreate"} & set(document["components"]["schemas"])
        assert httpx.get(server.url + "/info").json()["flags"]["crons"] is False


def test_the_documentation_tells_of_the_projects_own_credentials(server):
    """auth.openapi goes into the document; what everybody may ask stays open in it."""
    document = httpx.get(server.url + "/openapi.json").json()
    assert document["components"]["securitySchemes"] == {"pass": {"type": "http", "scheme": "bearer"}}
    assert document["security"] == [{"pass": []}]
    assert document["paths"]["/ok"]["get"]["security"] == [] and "security" not in document["paths"]["/threads"]["post"]
    counting = document["paths"]["/threads/count"]["post"]
    assert counting["security"] == [{"pass": ["weave"]}] and counting["summary"] and counting["responses"]
    assert "/nowhere" not in document["paths"]


def command(server, name, thread, method, **params):
    answer = httpx.post(
        f"{server.url}/threads/{thread}/commands", json={"id": 1, "method": method, "params": params},
        headers={"authorization": f"Bearer {name}"}, timeout=30,
    )  # fmt: skip
    return answer.json()


def test_commands_of_the_event_protocol_are_runs(server, alice, bob):
    """The handlers see their params as a run's creation; another one's thread cannot be commanded."""
    thread = str(uuid.uuid4())
    started = command(server, "alice", thread, "run.start", assistant_id="whoami", input={})
    assert started["type"] == "success", started
    alice.runs.join(thread, started["result"]["run_id"])
    assert alice.threads.get(thread)["metadata"]["owner"] == "alice"
    assert command(server, "bob", thread, "run.start", assistant_id="whoami", input={})["error"] == "invalid_argument"
    assert command(server, "bob", thread, "state.get")["error"] == "invalid_argument"
    assert status_of(bob.threads.get, thread) == 404 and len(alice.runs.list(thread)) == 1


def test_answers_to_interrupts_name_what_they_run(server, user):
    thread = str(uuid.uuid4())
    picky = user("picky")
    started = command(server, "picky", thread, "run.start", assistant_id="whoami", input={"ask": True})
    assert started["type"] == "success", started
    picky.runs.join(thread, started["result"]["run_id"])
    (interrupt,) = picky.threads.get_state(thread)["interrupts"]
    wrong = command(server, "picky", thread, "input.respond", interrupt_id="0" * 32, response=1)
    assert wrong["error"] == "no_such_interrupt"
    assert command(server, "bob", thread, "input.respond", interrupt_id=interrupt["id"], response=1)["type"] == "error"
    answered = command(server, "picky", thread, "input.respond", interrupt_id=interrupt["id"], response=1)
    assert (answered["type"], answered["result"]) == ("success", {}), answered
    assert answered["meta"]["applied_through_seq"] > 0
    assert [run["metadata"]["owner"] for run in picky.runs.list(thread)] == ["picky", "picky"]


def test_commands_that_only_look_are_reads(server):
    thread = str(uuid.uuid4())
    assert command(server, "writer", thread, "run.start", assistant_id="whoami", input={})["type"] == "success"
    for method in ("state.get", "agent.getTree"):
        assert "detail" in command(server, "writer", thread, method), method


def test_events_of_another_ones_thread_are_silent(server, alice):
    thread = alice.threads.create()["thread_id"]
    url, body = f"{server.url}/threads/{thread}/stream/events", {"channels": ["lifecycle"]}
    bobs, mine = [
        httpx.Client(headers={"authorization": f"Bearer {name}"}, timeout=30).stream("POST", url, json=body)
        for name in ("bob", "alice")
    ]
    with bobs as silent, mine as heard:
        alice.runs.wait(thread, "whoami", input={})
        lines = heard.iter_lines()
        assert [next(lines) for _ in range(4)][0] == "event: lifecycle"
        # The heartbeat is the first thing that the other one hears.
        assert next(silent.iter_lines()).startswith(": heartbeat")


async def test_sockets_pass_the_gate(server, alice):
    """Once at the upgrade, and again with each command."""
    thread = alice.threads.create()["thread_id"]
    url = f"{server.url.replace('http', 'ws', 1)}/threads/{thread}/stream/events"
    with pytest.raises(websockets.exceptions.InvalidStatus) as refused:
        await websockets.connect(url)
    assert refused.value.response.status_code == 401
    start = json.dumps({"id": 1, "method": "run.start", "params": {"assistant_id": "whoami", "input": {}}})
    replies = {}
    for name in ("bob", "alice"):
        async with websockets.connect(url, additional_headers={"authorization": f"Bearer {name}"}) as socket:
            await socket.send(start)
            replies[name] = json.loads(await socket.recv())
    assert (replies["bob"]["type"], replies["alice"]["type"]) == ("error", "success"), replies
    assert [run["run_id"] for run in alice.runs.list(thread)] == [replies["alice"]["result"]["run_id"]]
