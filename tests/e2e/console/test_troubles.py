# SPDX-License-Identifier: Apache-2.0
"""The window on databases that fail, and on one where nothing may be changed: nobody's server, a Postgres of our own."""

from __future__ import annotations

import json
import os
import subprocess
from urllib.parse import quote

import pytest
from external_services import PASSWORD, USER, Postgres, free_port
from heddle_server import server_program, wait_until
from recording_api import RecordingApi

HEDDLE = server_program().with_name("heddle")
THREAD, RUN = "10000000-0000-0000-0000-000000000001", "20000000-0000-0000-0000-000000000001"
ASSISTANT, CRON = "00000000-0000-0000-0000-00000000aaaa", "30000000-0000-0000-0000-000000000001"
ROWS = f"""
insert into assistant (assistant_id, graph_id, name) values ('{ASSISTANT}', 'agent', 'Agent');
insert into thread (thread_id, status) values ('{THREAD}', 'interrupted');
insert into run (run_id, thread_id, assistant_id, status, kwargs) values
    ('{RUN}', '{THREAD}', '{ASSISTANT}', 'pending', '{{}}');
"""
# What each trouble must say, at its own stage: the cause, and what to do about it.
TROUBLES = {
    "wrong password": ("Login", "refused the login; check user and password", "Check user, password"),
    "expired certificate": ("TLS", "The certificate has expired", "sslrootcert"),
    "blocked port": ("TCP", "Nothing listens on port", "or correct the port"),
    "wrong database": ("Database", 'has no database "nowhere"', "Correct the name after the last /"),
}


@pytest.fixture(scope="module")
def postgres(authority):
    with Postgres(authority.issue("localhost", -1)) as running:
        yield running


@pytest.fixture(scope="module")
def database(postgres):
    name = postgres.make_database()
    subprocess.run([server_program(), "migrate"], check=True, capture_output=True, timeout=60,
                   env={**os.environ, "DATABASE_URI": postgres.uri(name), "REDIS_URI": "redis://127.0.0.1:1"})
    with postgres.connect(name) as connection:
        connection.execute(ROWS)
    return name


@pytest.fixture(scope="module")
def troubles(postgres, authority, database):
    return {
        "wrong password": f"postgres://{USER}:{quote(PASSWORD + 'x', safe='')}@127.0.0.1:{postgres.port}/{database}",
        "expired certificate": postgres.uri(database, "localhost", sslmode="verify-full", sslrootcert=authority.file),
        "blocked port": f"postgres://{USER}@127.0.0.1:{free_port()}/{database}",
        "wrong database": postgres.uri("nowhere"),
    }


@pytest.fixture(scope="module")
def api():
    with RecordingApi() as recording:
        yield recording


@pytest.fixture
def production(tmp_path, postgres, database, api):
    """A deployment.json of a production; the window of the test keeps it under the name `prod`."""
    file = tmp_path / "deployment.json"
    file.write_text(json.dumps({"name": "prod", "environment": "production", "api_urls": [api.url], "api_key": None,
                                "database_uri": postgres.uri(database), "redis_uri": None, "redis_key_prefix": None}))
    file.chmod(0o600)
    return file


def heddle(*words: str) -> tuple[int, str, str]:
    done = subprocess.run([HEDDLE, *words], capture_output=True, text=True, timeout=60,
                          env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    assert PASSWORD not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


def test_each_trouble_has_a_stage_and_a_fix_of_its_own(open_window, troubles, tmp_path):
    window = open_window()
    window.go("Deployments")
    for trouble, uri in troubles.items():
        stage, cause, fix = TROUBLES[trouble]
        # In the window: typed into the form, tested, read.
        window.write("text", "Connection text", uri)
        window.button("Test all")
        told = window.says(f"{stage}: .*{cause}.*{fix}")["name"]
        assert PASSWORD not in told and quote(PASSWORD, safe="") not in told
        wait_until(lambda: window.see("push button", "Test all")["enabled"], what="the end of the test")
        stages = {row[1]: row[2] for row in window.rows("Connection test")}
        names = list(stages)
        at = names.index(stage)
        assert stages[stage] == "failed", (trouble, stages)
        assert {stages[name] for name in names[:at]} <= {"passed"}, (trouble, stages)
        assert {stages[name] for name in names[at + 1:]} == {"not reached"}, (trouble, stages)
        # And by the command line.
        file = tmp_path / "tried.json"
        file.write_text(json.dumps({"name": "tried", "environment": "production", "database_uri": uri}))
        file.chmod(0o600)
        code, told, _ = heddle("conn", "test", "--deployment", str(file), "--json")
        failed = [one for one in json.loads(told)["stages"] if one["result"] == "failed"]
        assert code == 3 and len(failed) == 1 and failed[0]["stage"] == stage, (trouble, failed)
        assert cause in failed[0]["cause"] and fix in failed[0]["fix"], (trouble, failed)


def test_a_database_that_goes_leaves_its_rows_and_comes_back(open_window, production, postgres):
    window = open_window("--open", str(production))
    window.row_of("Runs", RUN)
    postgres.stop()
    window.says(r"\d+ s old\. The list could not be read\. .*is Postgres running")
    assert window.row_of("Runs", RUN)
    postgres.start()
    wait_until(lambda: not window.all("label", r".* s old\. .*"), 40, "the list to recover by itself")
    assert window.row_of("Runs", RUN)


def test_nothing_is_changed_at_the_read_only_level(open_window, production, api, tmp_path):
    profile = tmp_path / "profile"
    window = open_window("--open", str(production), profile=profile)
    window.row_of("Runs", RUN)
    refused = lambda: [json.loads(line) for line in (profile / "audit.jsonl").read_text().splitlines()]  # noqa: E731

    # By the keyboard: the marked row, and a command, which say why not and do nothing.
    window.focus("table", "Runs")
    window.keys("Home", "Delete")
    window.says("read-only")
    window.keys("ctrl+shift+p")
    window.write("text", "Type a command", "Start a run")
    wait_until(lambda: window.items("Matches")[0].startswith("Start a run"), what="the command")
    assert "read-only" in window.items("Matches")[0]
    window.keys("Return", "Escape")
    window.gone("text", "Type a command")
    assert not window.all("dialog"), "and there is nothing to fill in"
    # By every control that would change something: they are there, say why not, and pressing them does nothing.
    for name in ("Run…", "Cancel run", "Roll back.*", "Delete run.*"):
        for control in window.all("push button", name):
            assert not control["enabled"], control
            with pytest.raises(LookupError):
                window.agent.ask("press", node=control["node"])
    # By a link that asks for more than a page.
    links = [f"heddle://prod/thread/{THREAD}?delete=1&confirm=prod", f"heddle://prod/run/{RUN}?action=rollback"]
    window.kill()
    for link in links:
        shown = open_window("--open", link, profile=profile)
        shown.see("frame", r"(Thread|Run) .*Heddle")
        shown.says("(last activity|attempt|thread )")
        shown.kill()
    # By the command line, with every confirmation but a reason to unlock.
    lines = [f"runs cancel {RUN}", f"runs cancel --rollback {RUN}", f"runs delete {RUN}", f"threads delete {THREAD}",
             f"crons pause {CRON}", f"crons resume {CRON}", f"crons delete {CRON}", "store put --namespace a k {}",
             "store delete --namespace a k", f"assistants set-version {ASSISTANT} 1", f"assistants edit --name x {ASSISTANT}"]
    for line in lines:
        code, out, said = heddle(*line.split(), "--yes", "--confirm", "prod", "--deployment", "prod", "--profile-dir", str(profile))
        assert code == 4 and out == "" and "read-only" in said, (line, code, said)
    assert api.writes() == [], "nothing but looks may reach the server"
    assert any(line.startswith("GET /ok") for line in api.requests), "it would have been seen"
    # And each attempt stands in the history, at its level.
    told = refused()
    assert [entry["kind"] for entry in told] == ["refused"] * len(lines), told
    assert {entry["level"] for entry in told} == {"read-only"}
    window = open_window(profile=profile)
    window.go("History")
    rows = wait_until(lambda: (rows := window.rows("History", 40)) and len(rows) >= len(told) and rows, what="the history")
    assert len(rows) == len(told) and all("read-only" in row for row in rows), rows
