# SPDX-License-Identifier: Apache-2.0
"""The real window on a private desktop, beside a real server with the sample graphs: one of each for the whole folder."""

from __future__ import annotations

import re

import pytest
from console_window import ConsoleWindow
from desktop import Desktop
from heddle_server import SAMPLES, Folder, Server
from langgraph_sdk import get_sync_client


@pytest.fixture(scope="package")
def desktop():
    with Desktop() as made:
        yield made


@pytest.fixture(scope="package")
def server():
    folder = Folder()
    try:
        with Server(folder, SAMPLES, "--no-reload") as running:
            yield running
    finally:
        folder.remove()


@pytest.fixture(scope="package")
def client(server):
    return get_sync_client(url=server.url)


@pytest.fixture
def open_window(desktop, tmp_path):
    """Starts windows of the test's own; what is still open at its end is ended."""
    opened: list[ConsoleWindow] = []

    def start(*arguments: str, profile=tmp_path / "profile") -> ConsoleWindow:
        opened.append(ConsoleWindow(desktop, profile, *arguments))
        return opened[-1]

    yield start
    for window in opened:
        window.kill()


@pytest.fixture(scope="package")
def window(desktop, server, tmp_path_factory):
    shown = ConsoleWindow(
        desktop, tmp_path_factory.mktemp("console") / "profile", "--open", str(server.folder.data / "deployment.json")
    )
    yield shown
    shown.kill()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """What was on the screen when a test failed is kept beside the reports."""
    report = yield
    desktop = getattr(item, "funcargs", {}).get("desktop")
    if call.when == "call" and report.failed and desktop:
        name = re.sub(r"[^a-z_A-Z]+", "-", item.name)
        desktop.picture(item.config.rootpath / "build/screenshots/failed" / f"{name}.png")
        desktop.run("xdotool", "key", "Escape", "Escape")  # a dialog left open would fail the next test too
    return report


@pytest.fixture(autouse=True)
def _on_the_desktop(desktop):
    """So that every test here has it for its picture."""
