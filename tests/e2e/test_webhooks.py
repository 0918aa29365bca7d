# SPDX-License-Identifier: Apache-2.0
"""Calls that tell somebody of a run's end, received by a recorder on loopback."""

import json
import threading
from datetime import datetime
from pathlib import Path

import httpx
import psycopg
import pytest
from heddle_server import Folder, Server, wait_until
from langgraph_sdk import get_sync_client
from webhook_recorder import Recorder

SAMPLES = Path(__file__).resolve().parents[2] / "resources/samples"


def project(folder, **sections):
    """The sample graphs under a langgraph.json with more sections."""
    graphs = {name: f"{SAMPLES}/{name}.py:graph" for name in ("echo", "failing", "sleeper", "approval")}
    file = folder.path / "langgraph.json"
    file.write_text(json.dumps({"graphs": graphs, **sections}))
    return file


@pytest.fixture(scope="module")
def server(authority):
    """One that may call loopback."""
    made = Folder()
    headers = {"authorization": "Bearer ${{ env.LG_WEBHOOK_TOKEN }}", "x-from": "us"}
    config = project(made, webhooks={"headers": headers, "url": {"disable_loopback": False}})
    try:
        with Server(made, config, LG_WEBHOOK_TOKEN="secret7", SSL_CERT_FILE=str(authority.file)) as running:
            yield running
    finally:
        made.remove()


@pytest.fixture
def recorder():
    with Recorder() as made:
        yield made


@pytest.fixture
def outbox(server):
    with psycopg.connect(server.deployment()["database_uri"], autocommit=True) as connection:
        yield lambda run: connection.execute(
            "select tries, body ->> 'parked', due_at = 'infinity' from heddle_outbox where run_id = %s",
            [run["run_id"]]).fetchone()


def test_told_once_of_a_success(client, thread, recorder, outbox):
    run = client.runs.create(thread, "echo", input={"text": "hi"}, webhook=recorder.url("/hook?a=1"), metadata={"m": 1})
    wait_until(lambda: recorder.of(run), what="the call")
    wait_until(lambda: outbox(run) is None, what="the outbox is empty")
    [call] = recorder.of(run)
    assert call.path == "/hook?a=1"
    assert call.headers["content-type"] == "application/json" and call.headers["webhook-id"] == run["run_id"]
    assert call.headers["authorization"] == "Bearer secret7" and call.headers["x-from"] == "us"
    body = call.body
    assert body["status"] == "success" and body["thread_id"] == thread and body["error"] is None
    assert body["values"] == client.threads.get(thread)["values"] and body["values"]["text"] == "hi"
    assert body["kwargs"]["input"] == {"text": "hi"} and body["metadata"]["m"] == 1
    times = [datetime.fromisoformat(body[key]) for key in
             ("created_at", "run_started_at", "run_ended_at", "webhook_sent_at")]
    assert times == sorted(times)


def test_told_of_other_ends(client, thread, recorder):
    failed = client.runs.create(thread, "failing", input={}, webhook=recorder.url())
    wait_until(lambda: recorder.of(failed), what="the failure is told")
    [call] = recorder.of(failed)
    assert call.body["status"] == "error" and set(call.body["error"]) == {"error", "message"}
    slow = client.runs.create(thread, "sleeper", input={"seconds": 60}, webhook=recorder.url())
    behind = client.runs.create(thread, "echo", input={"text": "x"}, webhook=recorder.url())
    client.runs.cancel(thread, behind["run_id"], wait=True)
    client.runs.cancel(thread, slow["run_id"], wait=True)
    for run in (slow, behind):
        wait_until(lambda run=run: recorder.of(run), what="the cancelled one is told")
        assert recorder.of(run)[0].body["status"] == "interrupted"
    stateless = client.runs.create(None, "echo", input={"text": "x"}, webhook=recorder.url())
    wait_until(lambda: recorder.of(stateless), what="the stateless one is told")
    assert "values" not in recorder.of(stateless)[0].body


@pytest.mark.parametrize("answer", [(503, {}), (429, {"retry-after": "1"})])
def test_tried_again(client, thread, recorder, outbox, answer):
    recorder.answers.append(answer)
    run = client.runs.create(thread, "echo", input={"text": "x"}, webhook=recorder.url())
    wait_until(lambda: len(recorder.of(run)) == 2, what="the second try")
    wait_until(lambda: outbox(run) is None, what="the outbox is empty")
    assert {call.headers["webhook-id"] for call in recorder.of(run)} == {run["run_id"]}


@pytest.mark.parametrize(("answer", "why"), [((404, {}), "status 404"), ((302, {"location": "/other"}), "status 302")])
def test_given_up(client, thread, recorder, outbox, server, answer, why):
    """Redirects are not followed: they could lead anywhere."""
    recorder.answers.append(answer)
    run = client.runs.create(thread, "echo", input={"text": "x"}, webhook=recorder.url())
    wait_until(lambda: outbox(run) and outbox(run)[2], what="the call is parked")
    assert outbox(run) == (1, why, True) and [call.path for call in recorder.of(run)] == ["/hook"]
    metrics = httpx.get(f"{server.url}/metrics").text
    assert float(metrics.split("\nlg_api_webhook_parked_total ")[1].split()[0]) >= 1


def test_nobody_there_is_tried_again(client, thread, outbox):
    with Recorder() as gone:
        url = gone.url()
    run = client.runs.create(thread, "echo", input={"text": "x"}, webhook=url)
    wait_until(lambda: outbox(run) and outbox(run)[0] >= 2, what="more than one try")


def test_tls_trusts_the_system_and_checks_the_name(client, thread, authority, outbox):
    right = authority.issue("localhost")
    with Recorder(right.certificate, right.key) as recorder:
        run = client.runs.create(thread, "echo", input={"text": "x"}, webhook=recorder.url(host="localhost"))
        wait_until(lambda: recorder.of(run), what="the call")
        other = client.runs.create(thread, "echo", input={"text": "x"}, webhook=recorder.url(host="127.0.0.1"))
        wait_until(lambda: outbox(other) and outbox(other)[0] >= 2, what="it is tried in vain")
        assert recorder.of(other) == []


def test_slow_host_gets_four_at_once_and_all_in_the_end(client, recorder):
    recorder.gate = threading.Event()
    runs = [client.runs.create(None, "echo", input={"text": "x"}, webhook=recorder.url()) for _ in range(7)]
    wait_until(lambda: len(recorder.calls) == 4, what="four calls")
    with Recorder() as quick:
        run = client.runs.create(None, "echo", input={"text": "x"}, webhook=quick.url(host="localhost"))
        wait_until(lambda: quick.of(run), what="another host is not held up")
    assert len(recorder.calls) == 4
    recorder.gate.set()
    wait_until(lambda: all(recorder.of(run) for run in runs), what="all were told")


def test_killed_before_the_answer(folder):
    config = project(folder, webhooks={"url": {"disable_loopback": False}})
    with Recorder(gate=threading.Event()) as recorder:
        server = Server(folder, config).start()
        run = get_sync_client(url=server.url).runs.create(None, "echo", input={"text": "x"}, webhook=recorder.url())
        wait_until(lambda: recorder.of(run), what="the first call")
        server.kill()
        recorder.gate.set()
        with Server(folder, config):
            wait_until(lambda: len(recorder.of(run)) == 2, what="the call is made again")
        first, second = recorder.of(run)
        assert first.headers["webhook-id"] == second.headers["webhook-id"]
        assert {**first.body, "webhook_sent_at": 0} == {**second.body, "webhook_sent_at": 0}


@pytest.fixture(scope="module")
def strict():
    made = Folder()
    try:
        with Server(made, project(made)) as running:
            yield running
    finally:
        made.remove()


@pytest.mark.parametrize("url", [
    "/runs", "http://localhost/x", "http://LOCALHOST./x", "http://a.localhost/x", "http://127.0.0.1/x", "http://127.9.9.9:80",
    "http://[::1]/x", "http://[::ffff:127.0.0.1]/x", "http://0.0.0.0/x", "http://host.docker.internal/x",
    "http://169.254.169.254/latest", "ftp://example.com/x", "nonsense", "http://", "http://user:pw@example.com/",
    "//example.com/x"])
def test_forbidden_targets_are_refused_at_once(strict, url):
    answer = httpx.post(f"{strict.url}/runs", json={"assistant_id": "echo", "input": {}, "webhook": url})
    assert answer.status_code == 422 and "webhook" in answer.json()["detail"], answer.text
    cron = httpx.post(f"{strict.url}/runs/crons", json={"assistant_id": "echo", "schedule": "0 9 * * *", "webhook": url})
    assert cron.status_code == 422, cron.text


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001"])
def test_names_that_lead_to_loopback_are_refused_when_looked_up(strict, recorder, host):
    run = get_sync_client(url=strict.url).runs.create(None, "echo", input={"text": "x"}, webhook=recorder.url(host=host))
    with psycopg.connect(strict.deployment()["database_uri"], autocommit=True) as sql:
        row = wait_until(lambda: sql.execute(
            "select body ->> 'parked' from heddle_outbox where run_id = %s and due_at = 'infinity'",
            [run["run_id"]]).fetchone(), what="the call is parked")
    assert "not allowed" in row[0] and recorder.calls == []


def test_allow_lists(folder):
    url = {"allowed_domains": ["hooks.example.com", "*.example.org"], "allowed_ports": [443, 8443], "require_https": True,
           "max_url_length": 60}
    with Server(folder, project(folder, webhooks={"url": url})) as server:
        def status(webhook):
            return httpx.post(f"{server.url}/runs", json={"assistant_id": "echo", "input": {}, "webhook": webhook,
                                                          "after_seconds": 9999}).status_code
        for good in ("https://hooks.example.com/x", "https://a.example.org:8443/"):
            assert status(good) == 200, good
        for bad in ("http://hooks.example.com:443/x", "https://example.org/", "https://evilexample.org/",
                    "https://hooks.example.com.evil.net/", "https://hooks.example.com:8080/",
                    "https://hooks.example.com/" + "x" * 60):
            assert status(bad) == 422, bad


def test_switched_off(folder, recorder):
    config = project(folder, http={"disable_webhooks": True}, webhooks={"url": {"disable_loopback": False}})
    with Server(folder, config) as server:
        run = get_sync_client(url=server.url).runs.create(None, "echo", input={"text": "x"}, webhook=recorder.url())
        with psycopg.connect(server.deployment()["database_uri"], autocommit=True) as sql:
            wait_until(lambda: sql.execute("select 1 from heddle_run where run_id = %s and ended_at is not null",
                                           [run["run_id"]]).fetchone(), what="the run is over")
            wait_until(lambda: sql.execute("select count(*) from heddle_outbox").fetchone() == (0,), what="nothing is due")
        assert recorder.calls == []


@pytest.mark.parametrize(("headers", "says"), [
    ({"x": "${{ env.HOME }}"}, "must begin with LG_WEBHOOK_"),
    ({"x": "${{ env.LG_WEBHOOK_NOT_SET }}"}, "not set"),
    ({"x": "${{ secrets.X }}"}, "env.NAME"),
    ({"x": 1}, "webhooks.headers"),
    ({"x": "a\r\nb: c"}, "one line"),
])
def test_wrong_headers_stop_the_start(folder, headers, says):
    assert says in Server(folder, project(folder, webhooks={"headers": headers})).complaint()
