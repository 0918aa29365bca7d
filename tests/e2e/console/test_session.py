# SPDX-License-Identifier: Apache-2.0
"""What the window remembers from one start to the next, and what it never writes down."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote, urlsplit

from heddle_server import wait_until


def test_tabs_theme_and_size_come_back(open_window, server, tmp_path):
    profile = tmp_path / "profile"
    window = open_window("--open", str(server.folder.data / "deployment.json"), profile=profile)
    window.go("Threads", new_tab=True)
    window.go("Assistants", new_tab=True)
    window.resize(1280, 840)
    dark = not window.is_dark()
    window.press("push button", "Light or dark")
    wait_until(lambda: window.is_dark() == dark, what="the other theme")
    tabs = wait_until(lambda: whole(tab_names(window)), what="the three tabs")
    shape = window.shape()
    assert window.close() == 0

    again = open_window(profile=profile)
    again.see("frame", "Assistants · Heddle")
    wait_until(lambda: tab_names(again) == tabs, what=f"the tabs {tabs}")
    wait_until(lambda: again.shape() == shape, what=f"the place and size {shape}")
    wait_until(lambda: again.is_dark() == dark, what="the theme of the last time")
    again.row_with("Assistants", "chat")
    assert again.close() == 0


def whole(tabs: list[str]) -> list[str]:
    """Nothing, while the reader sees a part: it looks at a window that may be changing."""
    return tabs if len(tabs) == 3 else []


def tab_names(window) -> list[str]:
    pages = ("Runs", "Threads", "Assistants", "Live tail")
    return [node["name"] for node in window.all("page tab") if node["name"] in pages]


def secrets_of(deployment: dict) -> list[str]:
    found = [unquote(urlsplit(deployment[name]).password or "") for name in ("database_uri", "redis_uri")]
    return [secret for secret in found if secret]


def test_no_file_of_the_profile_holds_a_secret(open_window, server, tmp_path):
    profile = tmp_path / "profile"
    file = tmp_path / "remote.json"
    secret = "not-to-be-written-4711"
    own = server.deployment()
    own_api = {**own, "name": "remote", "api_key": secret, "database_uri": with_password(own["database_uri"], secret)}
    file.write_text(json.dumps(own_api))
    window = open_window("--open", str(file), profile=profile)
    window.see("frame", "Runs · Heddle")
    window.go("Deployments")
    window.see("label", "remote")
    assert window.close() == 0
    written = {path: path.read_bytes() for path in profile.rglob("*") if path.is_file()}
    assert written, "the session is saved"
    for path, content in written.items():
        for word in [secret, *secrets_of(own)]:
            assert word.encode() not in content, path
    assert (profile.stat().st_mode & 0o777) == 0o700


def with_password(uri: str, secret: str) -> str:
    return re.sub(r"://([^:/@?]*)(:[^@]*)?@", rf"://\1:{secret}@", uri) if "@" in uri else f"{uri}{'&' if '?' in uri else '?'}password={secret}"
