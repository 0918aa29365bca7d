# SPDX-License-Identifier: Apache-2.0
"""One picture of each page in each theme, in build/screenshots: to be looked at, and kept with the reports."""

from __future__ import annotations

import pytest
from heddle_server import wait_until
from sample_traffic import lived_in

SIZE = (1440, 900)
LISTS = {"Runs": "error", "Threads": "interrupted", "Assistants": "chat"}


@pytest.fixture(scope="module")
def traffic(server, client):
    live = lived_in(server.url, 60)
    yield
    for thread, run in live:
        client.runs.cancel(thread, run, wait=True)


@pytest.fixture(scope="module")
def pictures(request):
    return request.config.rootpath / "build/screenshots"


@pytest.fixture
def themed(window, request):
    window.resize(*SIZE)
    if window.is_dark() != (request.param == "dark"):
        window.press("push button", "Light or dark")
    wait_until(lambda: window.is_dark() == (request.param == "dark"), what=request.param)
    return request.param


both_themes = pytest.mark.parametrize("themed", ["light", "dark"], indirect=True)


@both_themes
def test_pages(window, traffic, themed, pictures):
    for page, cell in LISTS.items():
        window.go(page)
        window.press("push button", f"Reload {page.lower()}")
        row = window.row_with(page, cell, limit=60)
        window.focus("table", page)
        window.keys("Home", *["Down"] * row)
        window.see("page tab", "Output|Messages|Details|Config.*")
        window.picture(pictures / f"{page.lower()}-{themed}.png")
    window.go("Raw tables")
    window.choose("Tables", "thread")
    wait_until(lambda: window.rows("Rows", 5), what="rows")
    window.picture(pictures / f"raw-tables-{themed}.png")
    for page in ("Local servers", "Deployments", "Settings"):
        window.go(page)
        window.picture(pictures / f"{page.lower().replace(' ', '-')}-{themed}.png")


@both_themes
def test_single_objects_and_tail(window, client, traffic, themed, pictures):
    window.go("Live tail")
    window.says("whole deployment")
    thread = client.threads.create()["thread_id"]
    run = client.runs.create(thread, "research", input={"topic": "tidal power"})["run_id"]
    client.runs.join(thread, run)
    window.row_with("Tail", run, limit=400)
    window.focus("table", "Tail")
    window.keys("Up")
    window.picture(pictures / f"tail-{themed}.png")
    window.go(run, "Run .*")
    wait_until(lambda: any("step" in item for item in window.items("Timeline")), what="the bars")
    window.picture(pictures / f"timeline-{themed}.png")
    window.press("page tab", "Steps")
    wait_until(lambda: window.rows("Steps", 3), what="the steps")
    window.picture(pictures / f"run-{themed}.png")
    asking = client.threads.search(status="interrupted", limit=1)[0]["thread_id"]
    window.go(asking, "Thread .*")
    window.see("push button", "Resume…")
    window.says("last activity")
    window.picture(pictures / f"thread-{themed}.png")


@both_themes
def test_dialogs_and_panels(window, traffic, themed, pictures, desktop):
    window.go("Runs")
    window.press("check box", "Bottom panel")
    window.see("push button", "Hide the panel.*")
    window.picture(pictures / f"bottom-panel-{themed}.png")
    window.press("check box", "Bottom panel")
    window.button("Run…")
    window.see("combo box", ".+", "Run — samples")
    desktop.picture(pictures / f"run-dialog-{themed}.png")
    window.dismiss("Run — samples")
    window.keys("ctrl+shift+p")
    wait_until(lambda: len(window.items("Matches")) > 3, what="the commands")
    window.picture(pictures / f"palette-{themed}.png")
    window.keys("Escape")
