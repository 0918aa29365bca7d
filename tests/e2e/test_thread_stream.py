# SPDX-License-Identifier: Apache-2.0
"""GET /threads/{id}/stream: all runs of a thread, one after the other, for as long as the client stays."""

import queue
import threading
import uuid

import httpx
import pytest
from external_services import Postgres, Redis
from heddle_server import Folder, Replica
from langgraph_sdk import get_sync_client


class Follower:
    """Reads a thread's stream on a thread of its own, by the SDK."""

    def __init__(self, url, thread, **options):
        self._client = get_sync_client(url=url)
        self._parts = queue.Queue()
        self._stream = self._client.threads.join_stream(thread, **options)
        self.seen = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            for part in self._stream:
                self._parts.put(part)
        except Exception as error:  # the server or the client is gone
            self._parts.put(error)

    def until(self, event, count=1):
        """Everything that came, up to the count-th event of that name."""
        got = []
        while sum(part.event == event for part in got) < count:
            part = self._parts.get(timeout=30)
            assert not isinstance(part, Exception), (part, got)
            got.append(part)
        self.seen += got
        return got

    def is_silent(self):
        return self._parts.empty()


def names(parts):
    return [part.event for part in parts]


def settled(server, thread):
    """A follower that is certainly in place: it has seen the end of a first run."""
    client = get_sync_client(url=server.url)
    follower = Follower(server.url, thread, last_event_id="-")
    client.runs.wait(thread, "echo", input={"text": "first"})
    follower.until("run_done")
    return follower


@pytest.mark.parametrize("parameter", ["stream_mode", "stream_modes"])
def test_lifecycle_under_both_names(server, client, thread, parameter):
    client.runs.wait(thread, "echo", input={"text": 1})
    url = f"{server.url}/threads/{thread}/stream?{parameter}=lifecycle"
    with httpx.stream("GET", url, headers={"last-event-id": "-"}, timeout=30) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        found = []
        for line in lines:
            if line.startswith("event: "):
                found.append(line)
            if line == "event: run_done":
                break
    assert found == ["event: run_start", "event: run_done"]


def test_follows_one_run_after_the_other(server, client, thread):
    follower = settled(server, thread)
    runs = [client.runs.create(thread, "echo", input={"text": n}, stream_mode=["values", "updates"]) for n in range(3)]
    got = follower.until("run_done", count=3)
    assert names(got) == ["metadata", "values", "values", "updates", "run_done"] * 3 or names(got) == [
        "metadata", "values", "updates", "values", "run_done"] * 3
    ends = [part.data for part in got if part.event == "run_done"]
    assert [end["run_id"] for end in ends] == [run["run_id"] for run in runs]
    assert {end["status"] for end in ends} == {"success"} and {end["thread_id"] for end in ends} == {thread}
    identities = [tuple(map(int, part.id.split("-"))) for part in follower.seen]
    assert identities == sorted(set(identities))


def test_from_now_on_without_an_id(server, client, thread):
    client.runs.wait(thread, "echo", input={"text": "past"})
    follower = Follower(server.url, thread, stream_mode=["lifecycle", "state_update"])
    run = client.runs.create(thread, "sleeper", input={"seconds": 0.5})
    got = follower.until("state_update")
    assert names(got)[-2:] == ["run_done", "state_update"]
    assert {part.data["run_id"] for part in got if part.event == "run_done"} == {run["run_id"]}


def test_state_updates_of_runs_and_edits(server, client, thread):
    client.runs.wait(thread, "echo", input={"text": 0})
    follower = Follower(server.url, thread, stream_mode="state_update", last_event_id="-")
    assert follower.until("state_update")[-1].data["values"]["text"] == 0
    client.runs.wait(thread, "echo", input={"text": 1})
    (update,) = follower.until("state_update")
    assert update.data["values"] == {"text": 1, "echo": 1} and update.data["thread_id"] == thread
    client.threads.update_state(thread, {"text": 2})
    (update,) = follower.until("state_update")
    assert update.data["values"]["text"] == 2


def test_resumes_behind_the_last_event(server, client, thread):
    follower = settled(server, thread)
    for n in range(2):
        client.runs.wait(thread, "echo", input={"text": n})
    follower.until("run_done", count=2)
    for at, part in enumerate(follower.seen):
        if part.event == "run_done" or at < len(follower.seen) - 5:
            continue
        again = Follower(server.url, thread, last_event_id=part.id)
        rest = again.until("run_done")
        assert [each.id for each in rest] == [each.id for each in follower.seen[at + 1 :]]
    over = Follower(server.url, thread, last_event_id=follower.seen[-1].id)
    client.runs.wait(thread, "echo", input={"text": "new"})
    assert over.until("run_done")[0].data["run_id"] != follower.seen[-1].data["run_id"]


def test_cancel_and_rollback_are_ends(server, client, thread):
    follower = settled(server, thread)
    for action, status in (("interrupt", "interrupted"), ("rollback", "rolled_back")):
        run = client.runs.create(thread, "sleeper", input={"seconds": 60}, stream_mode="custom")["run_id"]
        follower.until("custom")
        client.runs.cancel(thread, run, action=action, wait=False)
        assert follower.until("run_done")[-1].data == {"run_id": run, "thread_id": thread, "status": status}


def test_mistakes(server, thread):
    for path, headers, status in (
        (f"/threads/{uuid.uuid4()}/stream", {}, 404),
        ("/threads/x/stream", {}, 422),
        (f"/threads/{thread}/stream?stream_modes=values", {}, 422),
        (f"/threads/{thread}/stream", {"last-event-id": "yesterday"}, 422),
    ):
        answer = httpx.get(server.url + path, headers=headers, timeout=30)
        assert answer.status_code == status and answer.json()["detail"]


def test_runs_of_another_replica_come_whole():
    """Runs that are not resumable, too: they are logged because somebody follows their thread."""
    folders = [Folder(), Folder()]
    try:
        with Postgres() as postgres, Redis() as redis:
            database = postgres.uri(postgres.make_database())
            with Replica(folders[0], database, redis.uri()) as one, Replica(folders[1], database, redis.uri()) as two:
                client = get_sync_client(url=one.url)
                thread = client.threads.create()["thread_id"]
                followers = [Follower(each.url, thread, last_event_id="-") for each in (one, two)]
                client.runs.wait(thread, "echo", input={"text": "first"})
                for each in followers:
                    each.until("run_done")
                for n in range(5):
                    client.runs.wait(thread, "echo", input={"text": n})
                    got = [each.until("run_done") for each in followers]
                    assert [(p.id, p.event, p.data) for p in got[0]] == [(p.id, p.event, p.data) for p in got[1]]
                    assert names(got[0]) == ["metadata", "values", "values", "run_done"]
    finally:
        for folder in folders:
            folder.remove()
