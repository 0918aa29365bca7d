# SPDX-License-Identifier: Apache-2.0
"""`heddle` where there is no display."""

from __future__ import annotations

import os
import subprocess

from heddle_server import server_program

DISPLAYS = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}


def heddle(*arguments: str) -> subprocess.CompletedProcess:
    environment = {name: value for name, value in os.environ.items() if name not in DISPLAYS}
    program = server_program().with_name("heddle")
    return subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, timeout=60)


def test_the_window_says_what_it_needs(tmp_path):
    answer = heddle("--profile-dir", str(tmp_path))
    assert answer.returncode == 3
    assert answer.stderr.startswith("heddle: the window needs a display")
    assert answer.stderr.count("\n") == 1


def test_help_and_version_need_none():
    help_text = heddle("--help").stdout
    assert "--open TARGET" in help_text and "runs" in help_text
    assert heddle("--version").stdout.startswith("heddle 0.")
