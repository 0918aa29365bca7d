# SPDX-License-Identifier: Apache-2.0
"""Auth handlers in TypeScript (`Auth` of @langchain/langgraph-sdk/auth): who is let in, and whose things are whose."""

import json
import shutil
from pathlib import Path

import httpx
import pytest
from heddle_server import Server
from langgraph_sdk import get_sync_client
from langgraph_sdk.errors import APIStatusError

PROJECT = Path(__file__).parent / "projects/auth_js/langgraph.json"


@pytest.fixture
def user(server):
    return lambda name: get_sync_client(url=server.url, headers={"authorization": f"Bearer {name}"})


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
    nobody = ask(authorization="Bearer nobody")
    assert (nobody.status_code, nobody.json()) == (403, {"detail": "nobody is not a user"})
    broken = ask(authorization="Bearer broken")
    assert broken.status_code == 500 and "secret" not in broken.text
    assert "a secret of the handler" in server.log()
    assert httpx.get(server.url + "/ok").status_code == 200


def test_runs_know_their_user(user):
    seen = user("alice").runs.wait(None, "whoami", input={})["seen"]
    assert seen["identity"] == "alice"
    expected = {"identity": "alice", "display_name": "alice", "is_authenticated": True, "permissions": ["weave"], "path": "/runs/wait"}
    assert expected.items() <= seen["user"].items() and seen["user"]["sent"] > 10
    assert user("plain").runs.wait(None, "whoami", input={})["seen"]["user"]["permissions"] == []


def test_threads_belong_to_their_maker(user):
    alice, bob = user("alice"), user("bob")
    mine = alice.threads.create(metadata={"topic": "t", "owner": "bob"})
    assert mine["metadata"] == {"topic": "t", "owner": "alice"}
    assert status_of(bob.threads.get, mine["thread_id"]) == 404
    assert bob.threads.search(ids=[mine["thread_id"]]) == []
    assert [one["thread_id"] for one in alice.threads.search(ids=[mine["thread_id"]])] == [mine["thread_id"]]
    run = alice.runs.wait(mine["thread_id"], "whoami", input={})
    assert run["seen"]["identity"] == "alice" and status_of(bob.runs.list, mine["thread_id"]) == 404


def test_false_is_403_and_the_most_specific_handler_answers(server, user):
    intern = user("intern")
    thread = intern.threads.create()["thread_id"]
    assert status_of(intern.threads.delete, thread) == 403
    user("alice").threads.delete(user("alice").threads.create()["thread_id"])
    assert status_of(intern.assistants.create, "whoami") == 403  # "*" lets nobody but Studio
    studio = get_sync_client(url=server.url, headers={"x-auth-scheme": "langsmith"})
    assert studio.assistants.create("whoami")["graph_id"] == "whoami"


def test_store_namespaces(user):
    alice, bob = user("alice"), user("bob")
    alice.store.put_item(["notes"], "k", {"a": 1})
    assert alice.store.get_item(["notes"], "k")["namespace"] == ["alice", "notes"]
    assert bob.store.get_item(["notes"], "k") is None
    assert bob.store.search_items([])["items"] == [] and len(alice.store.search_items([])["items"]) == 1


def test_routes_of_the_project_know_the_user(server):
    answer = httpx.get(server.url + "/mine", headers={"authorization": "Bearer alice"})
    assert answer.json() == {"path": "/mine", "identity": "alice"}
    assert httpx.get(server.url + "/mine").json() == {"detail": "Who are you?"}


@pytest.mark.parametrize(("source", "why"), [
    ("export const auth = 1;", "not an Auth of @langchain/langgraph-sdk/auth"),
    ("export const auth = { '~handlerCache': {} };", "has no authenticate handler"),
])
def test_handlers_that_cannot_work_stop_the_start(folder, source, why):
    shutil.copy(PROJECT.parent / "whoami.js", folder.path)
    (folder.path / "guard.js").write_text(source)
    file = folder.path / "langgraph.json"
    file.write_text(json.dumps({"graphs": {"whoami": "./whoami.js:graph"}, "auth": {"path": "./guard.js:auth"}}))
    assert why in Server(folder, file).complaint()


def test_handlers_need_a_graph_of_their_language(folder):
    (folder.path / "g.py").write_text("graph = 1")
    file = folder.path / "langgraph.json"
    file.write_text(json.dumps({"graphs": {"g": "./g.py:graph"}, "auth": {"path": "./guard.js:auth"}}))
    assert "auth.path" in (told := Server(folder, file).complaint()) and "a graph of its own language" in told
