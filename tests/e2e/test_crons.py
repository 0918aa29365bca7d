# SPDX-License-Identifier: Apache-2.0
"""Crons through the SDK. Tests do not wait for a minute to come: they set a cron's next run to now in the database."""

from datetime import UTC, datetime, timedelta

import httpx
import psycopg
import pytest
from heddle_server import wait_until
from langgraph_sdk.errors import APIStatusError

ZERO = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def sql(server):
    with psycopg.connect(server.deployment()["database_uri"], autocommit=True) as connection:
        yield lambda text, *values: connection.execute(text, values).fetchall()


@pytest.fixture
def make_due(sql):
    """Its time came two hours ago."""
    def set_next(cron):
        assert sql("update cron set next_run_date = now() - interval '2 hours' where cron_id = %s returning 1",
                   cron["cron_id"])
    return set_next


def fires(sql, cron):
    return sql("select run_id::text, settled_at from heddle_cron_fire where cron_id = %s", cron["cron_id"])


def settled(sql, cron):
    return [run for run, at in fires(sql, cron) if at]


def status_of(call):
    with pytest.raises(APIStatusError) as failure:
        call()
    return failure.value.response.status_code, failure.value.response.json()["detail"]


def test_create_and_read(client, server, thread):
    made = client.crons.create_for_thread(
        thread, "echo", schedule="0 9 * * mon-fri", timezone="America/New_York", input={"text": "x"},
        metadata={"team": "ops"}, config={"tags": ["t"]}, multitask_strategy="reject",
        end_time=datetime(2099, 1, 1, 8, 30, tzinfo=UTC))
    assert made["thread_id"] == thread and made["schedule"] == "0 9 * * mon-fri"
    assert made["timezone"] == "America/New_York" and made["enabled"] is True
    assert made["end_time"] == "2099-01-01T08:30:00.000000+00:00" and made["metadata"] == {"team": "ops"}
    assert made["payload"]["input"] == {"text": "x"} and made["payload"]["multitask_strategy"] == "reject"
    assert "schedule" not in made["payload"] and made["on_run_completed"] is None  # the thread is not the cron's
    next_run = datetime.fromisoformat(made["next_run_date"])
    assert timedelta() < next_run - datetime.now(UTC) < timedelta(days=4)
    assert next_run.minute == 0 and next_run.hour in (13, 14) and next_run.weekday() < 5
    read = httpx.get(f"{server.url}/runs/crons/{made['cron_id']}").json()
    assert read == made
    assert client.crons.delete(made["cron_id"]) is None
    assert status_of(lambda: client.crons.delete(made["cron_id"]))[0] == 404


@pytest.mark.parametrize(("fields", "says"), [
    ({"schedule": "61 * * * *"}, "minute from 0 to 59"),
    ({"schedule": "* * * *"}, "5 fields"),
    ({"schedule": "0 0 30 2 *"}, "no such day"),
    ({"timezone": "Mars/Olympus"}, "Mars/Olympus"),
    ({"end_time": "soon"}, "end_time"),
    ({"on_run_completed": "burn"}, "on_run_completed"),
    ({"stream_mode": "smoke"}, "stream_mode"),
    ({"enabled": "maybe"}, "enabled"),
    ({"assistant_id": None}, "assistant_id"),
    ({"schedule": None}, "schedule"),
    ({"assistant_id": "nobody"}, "nobody"),
])
def test_mistakes_are_named(server, client, fields, says):
    body = {"assistant_id": "echo", "schedule": "0 9 * * *", **fields}
    answer = httpx.post(f"{server.url}/runs/crons", json=body)
    assert answer.status_code == 422 and says in answer.json()["detail"]
    if "assistant_id" not in fields and None not in fields.values():
        cron = client.crons.create("echo", schedule="0 9 * * *")
        answer = httpx.patch(f"{server.url}/runs/crons/{cron['cron_id']}", json=fields)
        assert answer.status_code == 422 and says in answer.json()["detail"]


def test_what_is_not_there(server, client, thread):
    assert status_of(lambda: client.crons.create_for_thread(ZERO, "echo", schedule="0 9 * * *"))[0] == 404
    assert status_of(lambda: client.crons.create(ZERO, schedule="0 9 * * *"))[0] == 404
    assert httpx.get(f"{server.url}/runs/crons/{ZERO}").status_code == 404
    assert httpx.get(f"{server.url}/runs/crons/x").status_code == 422
    assert httpx.patch(f"{server.url}/runs/crons/{ZERO}", json={"enabled": False}).status_code == 404


def test_update(client, server):
    made = client.crons.create("echo", schedule="0 9 * * *", input={"a": 1}, metadata={"a": 1, "b": 1},
                               end_time=datetime(2099, 1, 1, tzinfo=UTC))
    changed = client.crons.update(made["cron_id"], schedule="30 3 * * *", timezone="Asia/Kolkata", input={"c": 2},
                                  metadata={"b": 2})
    assert changed["schedule"] == "30 3 * * *" and changed["next_run_date"][11:16] == "22:00"
    assert changed["payload"]["input"] == {"c": 2} and changed["metadata"] == {"a": 1, "b": 2}
    assert changed["end_time"].startswith("2099") and changed["updated_at"] > made["updated_at"]
    paused = client.crons.update(made["cron_id"], enabled=False)
    assert paused["enabled"] is False and paused["next_run_date"] is None
    again = client.crons.update(made["cron_id"], enabled=True, end_time=None)
    assert again["next_run_date"] == changed["next_run_date"] and again["end_time"] is None
    ended = client.crons.update(made["cron_id"], end_time=datetime.now(UTC))
    assert ended["next_run_date"] is None
    url = f"{server.url}/runs/crons/{made['cron_id']}"
    assert httpx.patch(url, json={}).status_code == 400


def test_search_and_count(client, server):
    tag = {"tag": "search"}
    made = [client.crons.create(graph, schedule="0 9 * * *", metadata=tag, enabled=n != 2)["cron_id"]
            for n, graph in enumerate(["echo", "echo", "echo", "chat"])]
    find = {"metadata": tag}
    assert [row["cron_id"] for row in client.crons.search(**find)] == made[::-1]
    assert client.crons.count(**find) == 4
    assistant = client.assistants.search(graph_id="chat")[0]["assistant_id"]
    assert [row["cron_id"] for row in client.crons.search(assistant_id=assistant, **find)] == made[3:]
    assert client.crons.count(assistant_id=assistant, **find) == 1
    disabled = client.crons.search(enabled=False, **find)
    assert [row["cron_id"] for row in disabled] == [made[2]]
    oldest = client.crons.search(sort_by="created_at", sort_order="asc", select=["cron_id"], **find)
    assert oldest == [{"cron_id": cron} for cron in made]
    page = httpx.post(f"{server.url}/runs/crons/search", json={"limit": 3, "offset": 0, **find})
    assert page.headers["x-pagination-next"] == "3" and page.headers["x-pagination-total"] == "4"
    rest = httpx.post(f"{server.url}/runs/crons/search", json={"limit": 3, "offset": 3, **find})
    assert "x-pagination-next" not in rest.headers and rest.headers["x-pagination-total"] == "4"
    assert httpx.post(f"{server.url}/runs/crons/search", json={"limit": 1001}).status_code == 422


def test_fires_once_on_its_thread(client, sql, make_due, thread):
    cron = client.crons.create_for_thread(thread, "echo", schedule="0 0 1 1 *", input={"text": "tick"},
                                          metadata={"team": "ops"})
    make_due(cron)
    wait_until(lambda: settled(sql, cron), what="the cron has fired")
    [run] = client.runs.list(thread)
    assert run["run_id"] == settled(sql, cron)[0]
    assert run["metadata"]["cron_id"] == cron["cron_id"] and run["metadata"]["team"] == "ops"
    assert client.runs.join(thread, run["run_id"])["text"] == "tick"
    [after] = client.crons.search(thread_id=thread)
    assert after["next_run_date"] == cron["next_run_date"], "after a downtime it fires once, then as planned"
    assert after["updated_at"] == cron["updated_at"]
    assert len(fires(sql, cron)) == 1


@pytest.mark.parametrize("kept", [True, False])
def test_thread_of_its_own(client, sql, make_due, kept):
    cron = client.crons.create("echo", schedule="0 0 1 1 *", input={"text": "x"},
                               on_run_completed="keep" if kept else "delete")
    # A paused one with the same past date stays quiet; it would have come first.
    paused = client.crons.create("echo", schedule="0 0 1 1 *", enabled=False)
    make_due(paused)
    make_due(cron)
    wait_until(lambda: settled(sql, cron), what="the cron has fired")
    find = {"metadata": {"cron_id": cron["cron_id"]}}
    if kept:
        [thread] = client.threads.search(**find)
        [run] = client.runs.list(thread["thread_id"])
        assert run["metadata"]["cron_id"] == cron["cron_id"]
        assert client.runs.join(thread["thread_id"], run["run_id"])["text"] == "x"
    else:
        wait_until(lambda: sql("select 1 from heddle_run where run_id = %s and ended_at is not null",
                               settled(sql, cron)[0]), what="the run is over")
        wait_until(lambda: client.threads.search(**find) == [], what="its thread is gone")
    assert fires(sql, paused) == []


def test_fire_that_nobody_can_run_is_given_up(client, sql, make_due, thread):
    client.runs.create(thread, "sleeper", input={"seconds": 60})
    cron = client.crons.create_for_thread(thread, "echo", schedule="0 0 1 1 *", multitask_strategy="reject")
    make_due(cron)
    wait_until(lambda: settled(sql, cron), what="the fire is settled")
    assert len(client.runs.list(thread)) == 1


def test_one_run_per_fire(client, sql, make_due, thread):
    """A fire that has had its run makes no second one, whoever tries."""
    cron = client.crons.create_for_thread(thread, "echo", schedule="0 0 1 1 *", input={"text": "x"})
    make_due(cron)
    wait_until(lambda: settled(sql, cron), what="the cron has fired")
    run = settled(sql, cron)[0]
    client.runs.join(thread, run)
    client.runs.delete(thread, run)
    sql("update heddle_cron_fire set settled_at = null, recorded_at = now() where run_id = %s returning 1", run)
    with pytest.raises(psycopg.Error) as failure:
        for _ in range(2):
            sql("insert into run (run_id, thread_id, assistant_id, kwargs, metadata) select %s, %s, assistant_id, '{}', "
                "jsonb_build_object('cron_id', cron_id) from cron where cron_id = %s returning 1", run, thread,
                cron["cron_id"])
            sql("delete from run where run_id = %s returning 1", run)
    assert failure.value.sqlstate == "HD409"


def test_crons_go_with_what_they_run_on(client, thread):
    assistant = client.assistants.create("echo")["assistant_id"]
    client.crons.create_for_thread(thread, "echo", schedule="0 9 * * *")
    client.crons.create(assistant, schedule="0 9 * * *")
    assert client.crons.count(thread_id=thread) == 1 and client.crons.count(assistant_id=assistant) == 1
    client.threads.delete(thread)
    client.assistants.delete(assistant)
    assert client.crons.count(thread_id=thread) == 0 and client.crons.count(assistant_id=assistant) == 0


def test_info_says_so(server):
    assert httpx.get(f"{server.url}/info").json()["flags"]["crons"] is True
