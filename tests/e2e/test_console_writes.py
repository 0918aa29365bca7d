# SPDX-License-Identifier: Apache-2.0
"""What `heddle VERB` changes on a real server, at each level, and what it says of itself."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from heddle_server import server_program, wait_until
from langgraph_sdk.errors import NotFoundError

SLOW = {"seconds": 120}


@pytest.fixture
def heddle(server, tmp_path):
    """Runs a verb on the server as a deployment of that environment; answers exit code, JSON and what was said."""
    def run(environment: str, *words: str, api_only: bool = False):
        file = tmp_path / f"{environment}.json"
        sources = {"database_uri": None, "redis_uri": None} if api_only else {}
        file.write_text(json.dumps({**server.deployment(), **sources, "name": f"the {environment}",
                                    "environment": environment}))
        done = subprocess.run(
            [str(server_program().with_name("heddle")), *words, "--deployment", str(file), "--profile-dir",
             str(tmp_path / "profile"), "--json"], capture_output=True, text=True, timeout=60)
        return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr
    return run


@pytest.fixture
def history(tmp_path):
    def read():
        done = subprocess.run([str(server_program().with_name("heddle")), "audit", "--profile-dir",
                               str(tmp_path / "profile"), "--json"], capture_output=True, text=True, timeout=60)
        return json.loads(done.stdout)["entries"]
    return read


def live_run(client, thread: str) -> str:
    run = client.runs.create(thread, "sleeper", input=SLOW)["run_id"]
    wait_until(lambda: client.runs.get(thread, run)["status"] == "running", 30, "the run to start")
    return run


def test_a_thread_is_deleted_at_each_level(client, heddle, history):
    threads = [client.threads.create()["thread_id"] for _ in range(4)]
    first, second, third, fourth = threads
    # local: open, what deletes is confirmed
    assert heddle("local", "threads", "delete", first)[0] == 4
    code, told, _ = heddle("local", "threads", "delete", first, "--yes")
    assert code == 0 and told["report"] == "Asked 1, done 1."
    with pytest.raises(NotFoundError):
        client.threads.get(first)
    # development: locked until there is a reason, then confirmed
    assert heddle("development", "threads", "delete", second, "--yes")[0] == 4
    assert heddle("development", "threads", "delete", second, "--yes", "--reason", "clean up")[0] == 0
    # production: and the name typed
    code, _, said = heddle("production", "threads", "delete", third, "--yes", "--reason", "clean up")
    assert code == 4 and "--confirm 'the production'" in said
    code, _, said = heddle("production", "threads", "delete", third, "--yes", "--reason", "clean up", "--confirm",
                           "the production")
    assert code == 0 and "on the production, a production deployment" in said and "curl -X DELETE" in said
    assert client.threads.get(fourth)["thread_id"] == fourth
    told = history()
    assert [entry["kind"] for entry in reversed(told)] == [
        "refused", "asked", "ended",
        "refused", "unlocked", "asked", "ended",
        "unlocked", "refused", "unlocked", "asked", "ended"]
    assert told[0]["targets"] == [third] and told[0]["reason"] == "clean up" and told[0]["level"] == "guarded"


def test_a_copy_is_kept_before_anything_is_deleted(client, heddle, history, tmp_path):
    thread, other = (client.threads.create(metadata={"api_key": "hunter2"})["thread_id"] for _ in range(2))
    run = client.runs.create(thread, "echo", input={"text": "kept"})["run_id"]
    client.runs.join(thread, run)
    copy, unread = tmp_path / "copy.jsonl", tmp_path / "unread.jsonl"
    # what is refused keeps nothing, and a rehearsal has nothing to keep
    assert heddle("local", "threads", "delete", thread, "--backup", str(unread))[0] == 4 and not unread.exists()
    assert heddle("local", "threads", "delete", thread, "--dry-run", "--backup", str(unread))[0] == 2
    assert heddle("local", "runs", "cancel", run, "--backup", str(unread))[0] == 2
    code, told, _ = heddle("local", "threads", "delete", thread, "--yes", "--backup", str(copy))
    assert code == 0 and told["backup"] == str(copy)
    [line] = copy.read_text().splitlines()
    kept = json.loads(line)
    assert kept["target"] == thread and [each["run_id"] for each in kept["runs"]] == [run]
    assert any(state["values"] for state in kept["history"])
    assert "hunter2" not in line and kept["thread"]["metadata"]["api_key"] == "***"
    assert copy.stat().st_mode & 0o077 == 0
    # an earlier copy is never written over, and nothing is deleted without one
    code, _, said = heddle("local", "threads", "delete", other, "--yes", "--backup", str(copy))
    assert code == 2 and "already exists" in said and copy.read_text() == line + "\n"
    nowhere = tmp_path / "nowhere" / "copy.jsonl"
    code, _, said = heddle("local", "threads", "delete", other, "--yes", "--backup", str(nowhere))
    assert code == 1 and "nothing is sent" in said
    assert client.threads.get(other)["thread_id"] == other
    assert history()[0]["kind"] == "ended" and history()[0]["counts"]["not_sent"] == 1


def test_a_copy_holds_or_names_what_subgraphs_kept(client, heddle, tmp_path):
    whole, lacking = (client.threads.create()["thread_id"] for _ in range(2))
    runs = [client.runs.create(each, "research", input={"topic": "wool"})["run_id"] for each in (whole, lacking)]
    for thread, run in zip((whole, lacking), runs):
        client.runs.join(thread, run)
    copy, partial = tmp_path / "copy.jsonl", tmp_path / "partial.jsonl"
    code, _, said = heddle("local", "threads", "delete", whole, "--yes", "--backup", str(copy))
    assert code == 0 and "subgraphs" not in said
    kept = json.loads(copy.read_text())
    spaces = {each["checkpoint_ns"] for each in kept["subgraphs"]}
    assert len(spaces) == 3 and all(each.startswith("researcher:") for each in spaces)
    assert any(each["values"].get("sources") for each in kept["subgraphs"]) and "subgraphs_missing" not in kept
    # the API lists the thread's own checkpoints alone: what it names of the others is said before they go
    code, _, said = heddle("local", "threads", "delete", lacking, "--yes", "--backup", str(partial), api_only=True)
    missing = json.loads(partial.read_text())["subgraphs_missing"]
    assert code == 0 and len(missing) == 3 and all(each in said for each in missing)


def test_live_runs_are_cancelled_and_told_apart(client, heddle, tmp_path):
    thread, done = (client.threads.create()["thread_id"] for _ in range(2))
    run = live_run(client, thread)
    ended = client.runs.create(done, "echo", input={"text": "x"})["run_id"]
    client.runs.join(done, ended)
    code, told, _ = heddle("local", "runs", "cancel", run, ended, "--dry-run")
    assert code == 0 and told["report"] == "Nothing was sent. 1 of 2 would change, 1 have nothing left to do."
    assert client.runs.get(thread, run)["status"] == "running"
    code, told, _ = heddle("local", "runs", "cancel", run, ended)
    assert code == 1 and told["report"] == "Asked 2, done 1, 1 changed meanwhile."
    assert {item["target"]: item["result"] for item in told["items"]} == {run: "done", ended: "changed meanwhile"}
    assert client.runs.get(thread, run)["status"] == "interrupted"
    code, told, _ = heddle("local", "runs", "delete", run, "--yes")
    assert code == 0, told
    again = live_run(client, thread)
    assert heddle("local", "runs", "cancel", again, "--rollback")[0] == 4
    copy = tmp_path / "run.jsonl"
    assert heddle("local", "runs", "cancel", again, "--rollback", "--yes", "--backup", str(copy))[0] == 0
    kept = json.loads(copy.read_text())
    assert kept["run"]["run_id"] == again
    assert {checkpoint["metadata"]["run_id"] for checkpoint in kept["history"]} == {again}
    assert client.runs.list(thread) == []


def test_many_objects_are_destructive(client, heddle):
    threads = [client.threads.create()["thread_id"] for _ in range(3)]
    crons = [client.crons.create(assistant_id="echo", schedule="0 9 * * *", input={})["cron_id"] for _ in range(11)]
    assert heddle("local", "crons", "pause", *crons[:10])[0] == 0
    assert heddle("local", "crons", "pause", *crons)[0] == 4
    code, told, _ = heddle("local", "crons", "pause", *crons, "--yes")
    assert code == 0 and told["counts"]["done"] == 11
    assert not any(cron["enabled"] for cron in client.crons.search(limit=100))
    assert heddle("local", "threads", "delete", *threads, "--yes")[0] == 0
    assert heddle("local", "crons", "delete", *crons, "--yes")[0] == 0
    assert client.crons.search(limit=100) == []


def test_crons_are_paused_resumed_and_deleted(client, heddle, tmp_path):
    cron = client.crons.create(assistant_id="echo", schedule="0 9 * * *", input={})["cron_id"]
    enabled = lambda: [each["enabled"] for each in client.crons.search(limit=100) if each["cron_id"] == cron]  # noqa: E731
    assert heddle("local", "crons", "pause", cron)[0] == 0 and enabled() == [False]
    code, told, _ = heddle("local", "crons", "pause", cron, "--dry-run")
    assert told["items"][0]["detail"] == "paused: nothing left to do"
    assert heddle("local", "crons", "resume", cron)[0] == 0 and enabled() == [True]
    assert heddle("local", "crons", "delete", cron)[0] == 4
    copy = tmp_path / "cron.jsonl"
    assert heddle("local", "crons", "delete", cron, "--yes", "--backup", str(copy))[0] == 0 and enabled() == []
    assert json.loads(copy.read_text())["cron"]["cron_id"] == cron
    code, told, _ = heddle("local", "crons", "delete", cron, "--yes")
    assert code == 1 and told["counts"]["changed_meanwhile"] == 1


def test_store_items_are_written_and_deleted(client, heddle, tmp_path):
    code, told, said = heddle("local", "store", "put", "--namespace", "users.ada", "pre fs/1",
                              '{"n": 12345678901234567890, "api_key": "hunter2"}')
    assert code == 0 and told["report"] == "Asked 1, done 1." and "hunter2" not in said
    assert client.store.get_item(["users", "ada"], "pre fs/1")["value"]["api_key"] == "hunter2"
    assert heddle("local", "store", "delete", "--namespace", "users.ada", "pre fs/1")[0] == 4
    copy = tmp_path / "item.jsonl"
    assert heddle("local", "store", "delete", "--namespace", "users.ada", "pre fs/1", "--yes", "--backup", str(copy))[0] == 0
    assert json.loads(copy.read_text())["item"]["value"] == {"n": 12345678901234567890, "api_key": "***"}
    assert client.store.get_item(["users", "ada"], "pre fs/1") is None
    assert heddle("local", "store", "put", "--namespace", "a", "k", "[1]")[0] == 2
    assert heddle("local", "store", "put", "--namespace", "a..b", "k", "{}")[0] == 2


def test_assistants_are_edited_and_set_back(client, heddle):
    made = client.assistants.create("echo", name="first", metadata={"team": "ops"})
    assistant = made["assistant_id"]
    code, told, _ = heddle("local", "assistants", "edit", assistant, "--name", "second", "--metadata", '{"tier": 1}')
    assert code == 0 and told["items"][0]["detail"] == "version 2"
    now = client.assistants.get(assistant)
    assert now["name"] == "second" and now["metadata"]["team"] == "ops" and now["metadata"]["tier"] == 1
    assert heddle("local", "assistants", "set-version", assistant, "1")[0] == 0
    assert client.assistants.get(assistant)["name"] == "first"
    code, told, _ = heddle("local", "assistants", "set-version", assistant, "9")
    assert code == 1 and told["counts"]["done"] == 0
    assert heddle("local", "assistants", "edit", assistant)[0] == 2


def test_refusals_and_mistakes(client, heddle, history, tmp_path):
    thread = client.threads.create()["thread_id"]
    for environment in ("production", "staging", "development"):
        code, told, said = heddle(environment, "threads", "delete", thread, "--yes", "--confirm", f"the {environment}")
        assert code == 4 and told is None and "read-only" in said and "--reason" in said
    assert heddle("local", "threads", "delete", "../x", "--yes")[0] == 2
    assert heddle("local", "runs", "cancel", "no-uuid")[0] == 2
    assert heddle("local", "threads", "delete")[0] == 2
    assert client.threads.get(thread)["thread_id"] == thread
    assert [entry["kind"] for entry in history()] == ["refused"] * 3
    log = Path(tmp_path / "profile" / "audit.jsonl")
    assert log.stat().st_mode & 0o777 == 0o600 and log.parent.stat().st_mode & 0o777 == 0o700
