# SPDX-License-Identifier: Apache-2.0
"""Every key of the sheet, pressed in the real window. That each command takes other keys is told by tests of the shell and the widgets; here one does."""

from __future__ import annotations

import json
import re

from heddle_server import wait_until

GREETING = {"messages": [{"role": "user", "content": "hello"}]}


def finished_run(client) -> tuple[str, str]:
    thread = client.threads.create()["thread_id"]
    run = client.runs.create(thread, "chat", input=GREETING)
    client.runs.join(thread, run["run_id"])
    return thread, run["run_id"]


def goes(window, title: str, *keys: str) -> None:
    window.keys(*keys)
    window.see("frame", f"{title} · Heddle")


def is_on(window, name: str) -> bool:
    return next(node["checked"] for node in window.all("check box", name))


def turns(window, key: str, name: str) -> None:
    before = is_on(window, name)
    window.keys(key)
    wait_until(lambda: is_on(window, name) != before, what=f"{key} to turn {name}")


def says(window, text: str) -> None:
    wait_until(lambda: [label for label in window.all("label") if re.search(text, label["name"])], what=f"{text!r}")


def test_keys_of_the_window(window, client):
    _, run = finished_run(client)
    # The window is shared: whatever tabs others left would be the first ones.
    window.go("Settings")
    window.go("Runs", new_tab=True)
    window.command("Close other tabs")
    window.row_of("Runs", run)
    window.focus("table", "Runs")
    window.keys("Down")
    goes(window, "Run .*", "ctrl+Return")
    goes(window, "Runs", "ctrl+1")
    goes(window, "Run .*", "ctrl+2")
    goes(window, "Runs", "ctrl+Tab")
    goes(window, "Run .*", "ctrl+Tab")
    goes(window, "Runs", "ctrl+w")
    goes(window, "Run .*", "ctrl+shift+t")
    for letter, title in zip("tascl", ("Threads", "Assistants", "Store", "Crons", "Live tail")):
        goes(window, title, "g", letter)
    goes(window, "Crons", "alt+Left")
    goes(window, "Live tail", "alt+Right")
    goes(window, "Runs", "g", "r")
    goes(window, "Runs", "ctrl+Tab", "ctrl+w")
    window.keys("g", "q")
    wait_until(lambda: is_on(window, "Runs: only pending") and is_on(window, "Runs: only running"), what="what waits or runs")
    window.button("Show all runs")
    for key, name in (("ctrl+b", "Navigation"), ("ctrl+j", "Bottom panel"), ("ctrl+i", "Inspector")):
        turns(window, key, name)
        window.keys(key)
    window.keys("F1")
    window.see("text", "Type a command")
    window.keys("Escape")
    window.gone("text", "Type a command")


def test_keys_of_lists(window, client):
    window.go("Runs")
    finished_run(client)
    for key in ("r", "F5"):
        _, run = finished_run(client)
        window.focus("table", "Runs")
        window.keys(key)
        wait_until(lambda: run in str(window.rows("Runs")), what=f"{key} to show {run}")
    window.keys("slash")
    window.wait_focus("text", "Runs filter")
    window.type("xr/gt?")
    assert window.text("text", "Runs filter") == "xr/gt?", "letters are letters in a field"
    window.keys("ctrl+a", "BackSpace", "Escape")
    window.focus("table", "Runs")
    window.keys("ctrl+i", "ctrl+Home", "Down")
    wait_until(lambda: not is_on(window, "Inspector"), what="the inspector to go")
    window.keys("space")
    wait_until(lambda: is_on(window, "Inspector"), what="the inspector")
    window.keys("x", "x")
    says(window, "2 (loaded )?rows are selected")
    window.keys("ctrl+Home", "Down", "Up", "shift+Down", "shift+Down", "shift+Up", "shift+Down")
    says(window, "3 (loaded )?rows are selected")
    window.keys("ctrl+a")
    says(window, "loaded rows are selected")
    window.keys("ctrl+Home", "Down", "Up", "ctrl+c")
    assert window.clipboard() == window.rows("Runs")[0][0]
    window.keys("ctrl+shift+c")
    assert json.loads(window.clipboard())["run_id"] == window.rows("Runs")[0][1]
    window.keys("Delete")
    window.see("dialog", "Delete .*run.*")
    window.keys("Escape")
    window.gone("dialog", "Delete .*run.*")
    goes(window, "Run .*", "Return")


def test_keys_of_tail_and_history(window, client):
    window.go("Live tail")
    window.says("(Listening for events|received)")
    thread, _ = finished_run(client)
    wait_until(lambda: window.rows("Tail"), what="events")
    window.focus("table", "Tail")
    turns(window, "f", "Tail: follow")
    window.keys("p")
    finished_run(client)
    says(window, " held")
    window.keys("p", "c")
    says(window, " 0 received")
    window.go(thread, "Thread .*")
    newest = window.items("History")[0].split(" · ")[0]
    window.focus("list", "History")
    window.keys("Home", "a", "bracketleft", "bracketleft", "bracketright", "b")
    compared = wait_until(
        lambda: [label["name"] for label in window.all("label") if "→" in label["name"]], what="what is compared"
    )
    assert re.match(f"A: {newest} .* → B: step 0 ", compared[0], re.IGNORECASE)


def test_a_list_is_given_another_key(window, client):
    table = "Commands and their keys"
    window.go("Settings")
    at = window.row_with(table, "Peek in the inspector", "Space", limit=99)
    window.take(table, at)
    window.focus("text", "New keys of the command")
    window.keys("r")
    window.says("R already means: Refresh")
    window.take(table, at + 1)  # and back: the field is empty again
    window.take(table, at)
    window.focus("text", "New keys of the command")
    window.keys("v")
    window.button("Set keys")
    window.row_with(table, "Peek in the inspector", "V", "Lists", "changed", limit=99)
    window.go("Runs")
    window.focus("table", "Runs")
    window.keys("Down")
    if is_on(window, "Inspector"):
        turns(window, "ctrl+i", "Inspector")
    window.keys("space", "v")
    wait_until(lambda: is_on(window, "Inspector"), what="the inspector")
    window.keys("question")
    window.row_with("Shortcuts", "Peek in the inspector", "V", limit=99, window="Keyboard shortcuts")
    window.dismiss("Keyboard shortcuts")
    window.go("Settings")
    window.button("All as they came")
    window.row_with(table, "Peek in the inspector", "Space", limit=99)
