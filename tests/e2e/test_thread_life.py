# SPDX-License-Identifier: Apache-2.0
"""How long threads are kept and what they take up: ttl with its sweep, prune, storage."""

import uuid
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import psycopg
import pytest
from heddle_server import Folder, Server, wait_until
from langgraph_sdk import get_sync_client
from langgraph_sdk.errors import ConflictError, NotFoundError

PROJECT = Path(__file__).parent / "projects/ttl/langgraph.json"


@pytest.fixture
def database(server):
    with psycopg.connect(server.deployment()["database_uri"], autocommit=True) as link:
        yield link


def ask(server, method, path, body=None):
    return httpx.request(method, server.url + path, json=body, timeout=30)


def ttl_of(client, thread):
    return client.threads.get(thread, include=["ttl"]).get("ttl")


def age(database, thread):
    """As if its time were over."""
    database.execute("update thread_ttl set created_at = created_at - interval '10 years' where thread_id = %s", (thread,))


def rows_of(database, thread):
    return {
        table: database.execute(f"select count(*) from {table} where thread_id::text = %s", (thread,)).fetchone()[0]
        for table in ("thread", "run", "checkpoints", "checkpoint_blobs", "checkpoint_writes", "thread_ttl", "heddle_thread_state")
    }


def test_ttl_is_shown_only_when_asked_for(client):
    made = client.threads.create(ttl={"ttl": 5, "strategy": "keep_latest"})
    assert "ttl" not in made and "ttl" not in client.threads.get(made["thread_id"])
    ttl = ttl_of(client, made["thread_id"])
    assert (ttl["strategy"], ttl["ttl_minutes"]) == ("keep_latest", 5)
    left = datetime.fromisoformat(ttl["expires_at"]) - datetime.fromisoformat(made["created_at"])
    assert abs(left - timedelta(minutes=5)) < timedelta(seconds=5)


def test_short_form_and_patch(client, server):
    made = client.threads.create(ttl=7)["thread_id"]
    assert (ttl_of(client, made)["strategy"], ttl_of(client, made)["ttl_minutes"]) == ("delete", 7)
    client.threads.update(made, metadata={"a": 1}, ttl={"ttl": 9, "strategy": "keep_latest"})
    assert (ttl_of(client, made)["strategy"], ttl_of(client, made)["ttl_minutes"]) == ("keep_latest", 9)
    assert client.threads.get(made)["metadata"] == {"a": 1}
    for bad in (0, -1, "soon", {"strategy": "delete"}, {"ttl": 5, "strategy": "forget"}, 1e300, []):
        answer = ask(server, "PATCH", f"/threads/{made}", {"ttl": bad})
        assert answer.status_code == 422 and "ttl" in answer.json()["detail"], (bad, answer.text)
    assert client.threads.create(thread_id=made, ttl=1, if_exists="do_nothing")["thread_id"] == made
    assert ttl_of(client, made)["ttl_minutes"] == 9


def test_the_default_holds_for_every_new_thread(client):
    plain = client.threads.create()["thread_id"]
    by_run = str(uuid.uuid4())
    client.runs.wait(by_run, "counter", input={"n": 1}, if_not_exists="create")
    copied = client.threads.copy(by_run)["thread_id"]
    for thread in (plain, by_run, copied):
        assert (ttl_of(client, thread)["strategy"], ttl_of(client, thread)["ttl_minutes"]) == ("delete", 60)


def test_expired_threads_are_deleted_whole(client, database):
    thread = client.threads.create()["thread_id"]
    kept = client.threads.create()["thread_id"]
    client.runs.wait(thread, "counter", input={"n": 1})
    assert all(rows_of(database, thread).values())
    age(database, thread)
    wait_until(lambda: not any(rows_of(database, thread).values()), what="the sweep")
    with pytest.raises(NotFoundError):
        client.threads.get(thread)
    assert client.threads.get(kept)


def test_keep_latest_prunes_and_goes_on(client, database):
    thread = client.threads.create(ttl={"ttl": 5, "strategy": "keep_latest"})["thread_id"]
    client.runs.wait(thread, "counter", input={"n": 1})
    assert len(client.threads.get_history(thread, limit=100)) == 5
    age(database, thread)
    wait_until(lambda: rows_of(database, thread)["checkpoints"] == 1, what="the sweep")
    assert client.threads.get_state(thread)["values"] == {"n": 4}
    assert ttl_of(client, thread)["expires_at"] > datetime.now().astimezone().isoformat()
    assert client.runs.wait(thread, "counter", input={"n": 1})["n"] == 8


def test_prune_keeps_the_latest_state(client, database):
    threads = [client.threads.create()["thread_id"] for _ in range(2)]
    for thread in threads:
        client.runs.wait(thread, "counter", input={"n": 1})
    before = client.threads.get_state(threads[0])
    answer = client.threads.prune([*threads, str(uuid.uuid4()), threads[0]], strategy="keep_latest")
    assert answer == {"pruned_count": 2}
    for thread in threads:
        assert len(client.threads.get_history(thread, limit=100)) == 1
    after = client.threads.get_state(threads[0])
    assert after["values"] == before["values"] and after["checkpoint"] == before["checkpoint"]
    assert after["parent_checkpoint"] is None
    assert client.runs.wait(threads[0], "counter", input={"n": 1})["n"] == 8


def test_prune_deletes(client, database):
    threads = [client.threads.create()["thread_id"] for _ in range(2)]
    client.runs.wait(threads[0], "counter", input={"n": 1})
    assert client.threads.prune(threads) == {"pruned_count": 2}
    assert not any(rows_of(database, threads[0]).values())
    assert client.threads.prune(threads) == {"pruned_count": 0}
    assert client.threads.prune([]) == {"pruned_count": 0}


def test_a_busy_thread_is_not_pruned_and_nothing_else_either(client, database):
    busy, other = (client.threads.create()["thread_id"] for _ in range(2))
    client.runs.wait(other, "counter", input={"n": 1})
    client.runs.create(busy, "counter", input={"n": 1}, after_seconds=600)
    with pytest.raises(ConflictError):
        client.threads.prune([busy, other], strategy="keep_latest")
    assert rows_of(database, other)["checkpoints"] == 5
    assert client.threads.prune([busy, other], strategy="delete") == {"pruned_count": 2}
    assert not any(rows_of(database, busy).values())


@pytest.mark.parametrize(
    "body", [{}, {"thread_ids": "x"}, {"thread_ids": ["x"]}, {"thread_ids": [1]}, {"thread_ids": [], "strategy": "forget"}]
)
def test_prune_refuses(server, body):
    answer = ask(server, "POST", "/threads/prune", body)
    assert answer.status_code == 422 and answer.json()["detail"]


def test_storage_adds_up(server, client, database):
    thread = client.threads.create()["thread_id"]
    empty = ask(server, "GET", f"/threads/{thread}/storage").json()
    assert empty["total_bytes"] == 0 and empty["channel_values"] == {"count": 0, "bytes": 0, "by_channel": {}}
    client.runs.wait(thread, "counter", input={"n": 1})
    sizes = ask(server, "GET", f"/threads/{thread}/storage").json()
    rows = rows_of(database, thread)
    channels = sizes["channel_values"]
    assert sizes["thread_id"] == thread
    assert sizes["checkpoints"]["count"] == rows["checkpoints"] and sizes["checkpoints"]["bytes"] > 0
    assert channels["count"] == rows["checkpoint_blobs"] == sum(one["versions"] for one in channels["by_channel"].values())
    assert channels["bytes"] == sum(one["bytes"] for one in channels["by_channel"].values())
    assert sizes["pending_writes"]["count"] == rows["checkpoint_writes"]
    parts = ("checkpoints", "channel_values", "pending_writes")
    assert sizes["total_bytes"] == sum(sizes[part]["bytes"] for part in parts)
    assert ask(server, "GET", f"/threads/{uuid.uuid4()}/storage").status_code == 404
    assert ask(server, "GET", "/threads/x/storage").status_code == 422


def test_a_server_without_a_default_takes_it_back(server):
    """The default lives in the database; the next start goes by its own langgraph.json."""
    from heddle_server import PYTHON_SAMPLES

    folder = Folder()
    try:
        for config, minutes in ((PROJECT, 60), (PYTHON_SAMPLES, None)):
            with Server(folder, config) as running:
                client = get_sync_client(url=running.url)
                ttl = ttl_of(client, client.threads.create()["thread_id"])
                assert (ttl and ttl["ttl_minutes"]) == minutes
    finally:
        folder.remove()
