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


def cancel_a_sleeping_run(window, client):
    thread = client.threads.create()["thread_id"]
    run = client.runs.create(thread, "sleeper", input={"seconds": 900})["run_id"]
    wait_until(lambda: status(client, thread, run) == "running", what="the run runs")
    window.go(run, "Run .*")
    window.button("Cancel run")
    wait_until(lambda: status(client, thread, run) == "interrupted", what="the run is cancelled")


def test_cancel_ends_a_sleeping_run(window, client):
    cancel_a_sleeping_run(window, client)
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


def test_crons_show_what_they_will_do(window, client, request):
    cron = client.crons.create(assistant_id="echo", schedule="0 9 * * *", timezone="Europe/Paris", input={"text": "morning"})
    window.go("Crons")
    at = window.row_with("Crons", r"0 9 \* \* \*", "echo")
    window.focus("table", "Crons")
    window.keys("Home", *["Down"] * at)
    window.says("Europe/Paris")
    wait_until(lambda: "morning" in str(window.tree("Inspector: Cron payload")), what="the payload")
    wait_until(lambda: window.rows("Fires to come"), what="the forecast")
    window.picture(request.config.rootpath / "build/screenshots/crons.png")
    client.crons.delete(cron["cron_id"])


def test_the_store_is_walked(window, client, request):
    client.store.put_item(["weavers", "ada"], "loom", {"heddles": 24, "wood": "ash"})
    client.store.put_item(["weavers"], "guild", {"city": "Gent"})
    window.go("Store")
    wait_until(lambda: any("weavers" in item for item in window.tree("Namespaces")), what="the namespace")
    at = window.row_with("Store items", "loom", limit=100)
    window.focus("table", "Store items")
    window.keys("Home", *["Down"] * at)
    wait_until(lambda: "ash" in str(window.tree("Inspector: Store value")), what="the value")
    window.picture(request.config.rootpath / "build/screenshots/store.png")


def test_versions_of_an_assistant_are_compared(window, client, request):
    made = client.assistants.create("echo", name="herald", metadata={"tone": "dry"})["assistant_id"]
    client.assistants.update(made, metadata={"tone": "warm"}, name="herald")
    window.go("Assistants")
    window.press("push button", "Reload assistants")
    at = window.row_with("Assistants", "herald", limit=40)
    window.focus("table", "Assistants")
    window.keys("Home", *["Down"] * at)
    window.press("page tab", "Versions")
    table = "Inspector: Versions of the assistant"
    wait_until(lambda: len(window.rows(table)) == 2, what="both versions")
    window.says("A: version 1 · B: version 2")
    wait_until(lambda: "tone" in str(window.tree("Inspector: Difference of versions")), what="the difference")
    window.picture(request.config.rootpath / "build/screenshots/versions.png")


def test_history_tells_what_was_done_here(window, client, request):
    cancel_a_sleeping_run(window, client)
    window.go("History")
    window.press("push button", "Reload history")
    window.row_with("History", "done", "open", "Asked 1, done 1.", limit=40)
    window.picture(request.config.rootpath / "build/screenshots/history.png")


def connection(server) -> str:
    """What somebody was sent to connect with."""
    told = server.deployment()
    return "\n".join([f"DATABASE_URI={told['database_uri']}", f"REDIS_URI={told['redis_uri']}", told["api_urls"][0]])


def test_from_connecting_to_a_link_by_the_keyboard_alone(open_window, server, client):
    """Not one click and nothing asked of the accessibility interface but to read what is on the screen."""
    _, run = finished_run(client, "failing", {"order": "a warp beam"})
    window = open_window()
    window.keys("ctrl+p")
    window.see("text", "Go to a page, a deployment, or paste an id")
    window.type("Deployments")
    wait_until(lambda: next(iter(window.items("Matches")), "").startswith("Deployments"), what="the page")
    window.keys("Return")
    window.see("frame", "Deployments · Heddle")
    window.tab_to("text", "Connection text")
    for line in connection(server).splitlines():
        window.type(line)
        window.keys("Return")
    window.tab_to("text", "Deployment name")
    window.keys("ctrl+a")
    window.type("loom")
    window.tab_to("push button", "Save and open")
    window.keys("space")
    window.see("frame", "Runs · Heddle")
    window.keys("slash")
    window.wait_focus("text", "Runs filter")
    window.type("status:error")
    window.keys("Return")
    window.row_of("Runs", run)
    window.tab_to("table", "Runs")
    window.keys("Home")
    window.says("a warp beam.* is out of stock")
    window.keys("Return")
    window.see("frame", "Run .* · Heddle")
    window.says("a warp beam.* is out of stock")
    window.keys("ctrl+shift+l")
    assert window.clipboard() == f"heddle://loom/run/{run}"


def test_from_connecting_to_a_link_by_a_screen_reader_alone(open_window, server, client):
    """Every step by a role, a name and an action of the accessibility interface: no key, no place on the screen."""
    _, run = finished_run(client, "failing", {"order": "a shuttle"})
    # Qt tells readers of an open menu by the focus alone, so the page is not reached by the switcher but by a link.
    window = open_window("--open", "heddle:///deployments")
    window.write("text", "Connection text", connection(server))
    window.write("text", "Deployment name", "loom")
    window.button("Save and open")
    window.see("frame", "Runs · Heddle")
    window.press("check box", "Runs: only error")
    window.row_of("Runs", run)
    window.take("Runs", next(at for at, row in enumerate(window.rows("Runs")) if run in row))
    window.says("a shuttle.* is out of stock")
    window.wait_focus("table", "Runs")  # and keys, if there are any, go on from there
    window.button("Copy link")
    assert window.clipboard() == f"heddle://loom/run/{run}"


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
