# SPDX-License-Identifier: Apache-2.0
"""Processes killed in mid-run: everything that was committed counts once, and the run comes to its end."""

import os
import signal
from pathlib import Path

import httpx
import psycopg
from langgraph_sdk import get_sync_client

from heddle_server import Server, command_of, is_alive, wait_until

COUNT, HOLD = 6, 3


def executed(marks):
    file = marks / "executed"
    return [tuple(map(int, line.split())) for line in file.read_text().splitlines()] if file.exists() else []


def start_and_hold(server, marks):
    """A run that stands in the middle of step HOLD; answers client, thread, run and the runner's pid. Durability
    sync, so that every step before has been committed by then."""
    client = get_sync_client(url=server.url)
    thread = client.threads.create()["thread_id"]
    run = client.runs.create(thread, "steps", input={"count": COUNT, "hold_at": HOLD}, durability="sync")
    wait_until(lambda: len(executed(marks)) == HOLD + 1, what="the run has reached the step")
    return client, thread, run, executed(marks)[-1][1]


def committed_steps(client, thread):
    """The steps of the thread's history, oldest first, and the state after each."""
    history = client.threads.get_history(thread, limit=100)[::-1]
    return [state["metadata"]["step"] for state in history], [state["values"].get("done", []) for state in history]


def expect_each_step_once(client, thread, run, marks):
    assert client.runs.join(thread, run["run_id"])["done"] == list(range(COUNT))
    assert client.runs.get(thread, run["run_id"])["status"] == "success"
    assert client.threads.get(thread)["status"] == "idle"
    steps, done = committed_steps(client, thread)
    assert steps == list(range(-1, COUNT + 1))
    assert done == [[], *[list(range(n)) for n in range(COUNT + 1)]]
    numbers = [number for number, _ in executed(marks)]
    assert sorted(set(numbers)) == list(range(COUNT))
    again = [number for number in set(numbers) if numbers.count(number) > 1]
    assert again == [HOLD], "only the step that was cut off ran twice"


def attempts(server):
    figures = httpx.get(server.url + "/metrics?format=json").json()["runs"]
    named = {name.removeprefix("run_attempt_").removesuffix("_counter"): count for name, count in figures.items() if "_counter" in name}
    waited = figures["run_queue_wait_time_retry_attempt_count"]
    return {name: count for name, count in named.items() if count} | {"waited again": waited}


def test_killed_runner(server, marks):
    client, thread, run, runner = start_and_hold(server, marks)
    os.kill(runner, signal.SIGKILL)
    wait_until(lambda: len(executed(marks)) == HOLD + 2, what="the step runs again")
    assert executed(marks)[-1][1] != runner
    (marks / "go").touch()
    expect_each_step_once(client, thread, run, marks)
    wait_until(lambda: attempts(server) == {"started": 2, "success": 1, "failed_retriable": 1, "waited again": 1},
               what="the attempts are counted")


def test_killed_server_leaves_no_orphan_and_resumes(folder, config, marks):
    server = Server(folder, config).start()
    _, thread, run, _ = start_and_hold(server, marks)
    children = server.descendants()
    assert any("postgres" in command_of(pid) for pid in children)
    server.kill()
    wait_until(lambda: not [pid for pid in children if is_alive(pid)], what="every child is gone")
    (marks / "go").touch()
    with Server(folder, config) as again:
        client = get_sync_client(url=again.url)
        expect_each_step_once(client, thread, run, marks)


def test_killed_server_starts_again_at_once(folder, config):
    """The next start does not wait for the old children to be gone: it meets them on their way out."""
    server = Server(folder, config).start()
    thread = get_sync_client(url=server.url).threads.create(metadata={"n": 1})["thread_id"]
    server.kill()
    with Server(folder, config) as again:
        assert get_sync_client(url=again.url).threads.get(thread)["metadata"] == {"n": 1}


def strays_of(marks, count):
    file = marks / "strays"

    def pids():
        found = file.read_text().split() if file.exists() else []
        return [int(pid) for pid in found] if len(found) == count else None

    return wait_until(pids, what="the graph has started a process")


def test_what_user_code_started_ends_with_a_killed_server(folder, config, marks):
    server = Server(folder, config).start()
    client = get_sync_client(url=server.url)
    client.runs.create(client.threads.create()["thread_id"], "strays", input={})
    (stray,) = strays_of(marks, 1)
    assert is_alive(stray) and os.getsid(stray) == stray
    server.kill()
    wait_until(lambda: not is_alive(stray), what="the process of the graph is gone")


def test_who_throws_the_environment_away_ends_with_a_killed_server_too(folder, config, marks):
    server = Server(folder, config).start()
    client = get_sync_client(url=server.url)
    client.runs.create(client.threads.create()["thread_id"], "strays", input={"cleared": True})
    strays = strays_of(marks, 3)
    runner = int((marks / "runner").read_text())
    unmarked = [pid for pid in strays if b"HEDDLE_CHILD_OF" not in Path(f"/proc/{pid}/environ").read_bytes()]
    assert len(unmarked) == 2 and sorted(os.getsid(pid) == runner for pid in unmarked) == [False, True]
    assert runner not in [os.getpgid(pid) for pid in strays]
    server.kill()
    try:
        wait_until(lambda: not [pid for pid in strays if is_alive(pid)], what="the processes of the graph are gone")
    finally:
        for pid in filter(is_alive, strays):
            os.kill(pid, signal.SIGKILL)


def test_a_process_that_holds_the_runners_output_holds_nothing_up(server, marks):
    """The runner counts as gone when it has ended, and not when its output has; what user code reads is empty."""
    client = get_sync_client(url=server.url)
    thread = client.threads.create()["thread_id"]
    run = client.runs.create(thread, "strays", input={})
    (stray,) = strays_of(marks, 1)
    assert is_alive(stray)
    os.kill(int((marks / "runner").read_text()), signal.SIGKILL)
    strays_of(marks, 2)
    (marks / "go").touch()
    assert client.runs.join(thread, run["run_id"]) == {"read": ""}


def test_retried_resume_does_not_answer_the_next_gate(server):
    client = get_sync_client(url=server.url)
    thread = client.threads.create()["thread_id"]
    client.runs.wait(thread, "gates", input={})
    answer = client.runs.wait(thread, "gates", command={"resume": "yes"})
    assert [each["value"] for each in answer["__interrupt__"]] == ["second?"]
    state = client.threads.get_state(thread)
    assert state["values"] == {"first": "yes"} and state["next"] == ["second_gate"]
    assert client.runs.wait(thread, "gates", command={"resume": "no"}) == {"first": "yes", "second": "no"}


def test_poison_run_ends_as_an_error(server, marks):
    client = get_sync_client(url=server.url)
    thread = client.threads.create()["thread_id"]
    answer = client.runs.wait(thread, "poison", input={"text": "x"}, raise_error=False)
    assert "__error__" in answer
    assert client.runs.list(thread)[0]["status"] == "error"
    assert client.threads.get(thread)["status"] == "error"
    lost = (marks / "crashes").read_text().count("x")
    assert 1 < lost <= 4
    counted = {"started": lost, "failed_retriable": lost - 1, "failed_after_retry": 1, "waited again": lost - 1}
    wait_until(lambda: attempts(server) == counted, what="the attempts are counted")
    done = client.runs.wait(None, "steps", input={"count": 2})
    assert done["done"] == [0, 1]


def test_stream_goes_on_across_a_killed_runner(server, marks):
    client = get_sync_client(url=server.url)
    thread = client.threads.create()["thread_id"]
    seen = []
    start = {"count": COUNT, "hold_at": HOLD}
    for part in client.runs.stream(thread, "steps", input=start, stream_mode="updates", durability="sync"):
        seen.append(part)
        updates = [each for each in seen if each.event == "updates"]
        if len(updates) == HOLD and not (marks / "go").exists():
            wait_until(lambda: len(executed(marks)) == HOLD + 1, what="the run stands in the step")
            os.kill(executed(marks)[-1][1], signal.SIGKILL)
            (marks / "go").touch()
    assert [each.data["step"]["done"] for each in seen if each.event == "updates"] == [[n] for n in range(COUNT)]
    assert [each.data["attempt"] for each in seen if each.event == "metadata"] == [1, 2]


def test_killed_redis_is_replaced(server, marks):
    client, thread, run, _ = start_and_hold(server, marks)
    redis = next(pid for pid in server.descendants() if "redis-server" in command_of(pid))
    os.kill(redis, signal.SIGKILL)
    wait_until(lambda: any("redis-server" in command_of(pid) for pid in server.descendants() if pid != redis),
               what="a new Redis runs")
    (marks / "go").touch()
    assert client.runs.join(thread, run["run_id"])["done"] == list(range(COUNT))
    assert client.runs.wait(None, "steps", input={"count": 1})["done"] == [0]


def test_recorded_fire_of_a_killed_server_is_run(folder, config):
    """Killed between the record of a fire and its run: whoever comes next makes the run, under the id recorded."""
    server = Server(folder, config).start()
    client = get_sync_client(url=server.url)
    thread = client.threads.create()["thread_id"]
    cron = client.crons.create_for_thread(thread, "steps", schedule="0 0 1 1 *", input={"count": 2})
    with psycopg.connect(server.deployment()["database_uri"], autocommit=True) as sql:
        # No run can be made for now, so that the kill certainly falls between the two.
        sql.execute("create function no_runs() returns trigger language plpgsql as $$ begin "
                    "raise exception 'not now' using errcode = '53100'; end $$")
        sql.execute("create trigger no_runs before insert on run for each row execute function no_runs()")
        sql.execute("update cron set next_run_date = now() where cron_id = %s", [cron["cron_id"]])
        [run] = wait_until(lambda: sql.execute("select run_id::text from heddle_cron_fire").fetchone(),
                           what="the fire is recorded")
    server.kill()
    with Server(folder, config) as again:
        client = get_sync_client(url=again.url)
        assert client.runs.list(thread) == []
        with psycopg.connect(again.deployment()["database_uri"], autocommit=True) as sql:
            sql.execute("drop trigger no_runs on run")
        [made] = wait_until(lambda: client.runs.list(thread), what="the fire has its run")
        assert made["run_id"] == run
        assert client.runs.join(thread, made["run_id"])["done"] == [0, 1]
