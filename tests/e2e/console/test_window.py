# SPDX-License-Identifier: Apache-2.0
"""What an operator does with the console, on the real programs: seen through AT-SPI, done by keys and buttons."""

from __future__ import annotations

from collections import Counter

import pytest
from heddle_server import wait_until

WEATHER = {"messages": [{"role": "user", "content": "What is the weather in Paris?"}]}
# Roles that a user acts on; tab bars repeat the text of their tabs by nature.
CONTROLS = {"push button", "check box", "text", "combo box", "table", "tree", "list", "page tab", "radio button", "spin button"}


def finished_run(client, graph: str, given: dict) -> tuple[str, str]:
    thread = client.threads.create()["thread_id"]
    run = client.runs.create(thread, graph, input=given)
    client.runs.join(thread, run["run_id"])
    return thread, run["run_id"]


def status(client, thread: str, run: str) -> str:
    return client.runs.get(thread, run)["status"]


def test_a_run_of_the_sdk_appears_in_runs(window, client):
    thread, run = finished_run(client, "chat", WEATHER)
    window.go("Runs")
    row = window.row_of("Runs", run)
    assert row[0] == "success"
    assert thread in row and "chat" in row


def test_events_stream_into_the_live_tail(window, client):
    window.go("Live tail")
    window.says("whole deployment")
    window.says("(Listening for events|received)")
    _, run = finished_run(client, "chat", WEATHER)
    wait_until(lambda: run in str(window.rows("Tail", 400)), 40, "the run's events in the tail")
    window.row_with("Tail", run, "end", limit=400)
    modes = {cell for row in window.rows("Tail", 400) if run in row for cell in row}
    assert {"metadata", "values", "end"} <= modes


def test_an_interrupt_is_answered_with_resume(window, client):
    thread, _ = finished_run(client, "approval", {"topic": "looms", "recipient": "ada@example.org"})
    assert client.threads.get(thread)["status"] == "interrupted"
    window.go(thread, "Thread .*")
    window.button(r"Resume…")
    dialog = "Resume — samples"
    window.see("dialog", dialog)
    window.write("text", "Answer", '"approved"', dialog)
    window.button("Resume", dialog)
    window.says("The run has ended", dialog)
    window.dismiss(dialog)
    state = client.threads.get_state(thread)
    assert "text: approved" in str(state["values"]["decisions"])
    assert "address" in str(state["tasks"]), "the second gate asks, it was not answered by the first answer"


def test_a_run_is_started_and_its_result_shown(window, client):
    window.go("Runs")
    window.button("Run…")
    dialog = "Run — samples"
    window.pick("echo", dialog)
    window.write("text", "Input Text", '"hello from the window"', dialog)
    window.button("Run", dialog)
    window.says("The run has ended", dialog)
    wait_until(lambda: "hello from the window" in str(window.tree("Result values", dialog)), 20, "the result")
    window.button("Open run", dialog)
    window.dismiss(dialog)
    window.see("frame", r"Run .*Heddle")
    window.says("echo · thread")
    newest = client.threads.search(limit=1, sort_by="created_at", sort_order="desc")[0]["thread_id"]
    assert client.threads.get_state(newest)["values"]["echo"] == "hello from the window"


def test_cancel_ends_a_sleeping_run(window, client):
    thread = client.threads.create()["thread_id"]
    run = client.runs.create(thread, "sleeper", input={"seconds": 900})["run_id"]
    wait_until(lambda: status(client, thread, run) == "running", what="the run runs")
    window.go(run, "Run .*")
    window.button("Cancel run")
    wait_until(lambda: status(client, thread, run) == "interrupted", what="the run is cancelled")
    window.see("label", "interrupted")
    assert not window.see("push button", "Cancel run")["enabled"]


def test_a_pasted_run_id_opens_the_run(window, client):
    _, run = finished_run(client, "failing", {"order": "heddle hooks"})
    window.go("Threads")
    window.go(f"  {run} ", "Run .*")
    window.see("label", "error")
    window.says("OutOfStock")
    window.says("'heddle hooks' is out of stock")


def test_assistants_lists_the_graphs(window):
    window.go("Assistants")
    for graph in ("approval", "chat", "echo", "failing", "research", "sleeper"):
        window.row_with("Assistants", graph)


def test_raw_tables_shows_rows(window, client):
    thread, _ = finished_run(client, "echo", {"text": "raw"})
    window.go("Raw tables")
    wait_until(lambda: any(item.endswith("thread") for item in window.items("Tables")), what="the tables")
    window.choose("Tables", "thread")
    wait_until(lambda: thread in str(window.rows("Rows", 200)), what="the thread's row")


def test_a_list_says_so_when_nothing_matches(window):
    window.go("Runs")
    window.press("check box", "Runs: only timeout")
    window.says("Nothing matches")
    window.button("Show all runs")
    window.row_with("Runs", "success")


def test_the_question_mark_lists_the_keys(window):
    window.go("Runs")
    window.focus("table", "Runs")
    window.keys("question")
    sheet = "Keyboard shortcuts"
    window.row_with("Shortcuts", "Go to anything", r"Ctrl\+P", limit=60, window=sheet)
    window.dismiss(sheet)


def test_high_contrast_comes_from_the_palette(window):
    window.command("High contrast")
    wait_until(window.is_dark, what="the black ground")
    window.press("push button", "Light or dark")
    wait_until(lambda: not window.is_dark(), what="the light theme again")


@pytest.mark.parametrize(
    "page", ["Runs", "Threads", "Assistants", "Live tail", "Raw tables", "Local servers", "Deployments", "Settings"]
)
def test_controls_have_names_of_their_own(window, client, page):
    finished_run(client, "approval", {"topic": "looms", "recipient": "ada@example.org"})
    window.go(page)
    if page in ("Runs", "Threads", "Assistants"):
        window.row_with(page, "approval")
        window.focus("table", page)
        window.keys("Home")
        window.see("page tab", "(Output|Messages|Graph|Details|Config.*|Schemas?)")
    controls = [(node["role"], node["name"]) for node in window.all() if node["role"] in CONTROLS]
    assert len(controls) > 8
    nameless = [role for role, name in controls if not name]
    shared = [control for control, times in Counter(controls).items() if times > 1]
    assert not nameless and not shared
