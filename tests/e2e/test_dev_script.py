# SPDX-License-Identifier: Apache-2.0
"""`./dev run` around the programs: small scripts stand in their places, in a tree with nothing to install or build."""

import hashlib
import os
import shutil
import signal
import subprocess

import pytest

from heddle_server import ROOT, wait_until

# What ./dev compares before it installs anything.
INSTALLED = {
    ".cache/venv": ["packaging/python/requirements.txt"],
    ".cache/node": ["packaging/node/requirements.txt", "backend/runners/node/package-lock.json"],
}
SERVER = """#!/bin/sh
trap 'echo stopped > marks/server; exit 0' INT TERM
echo $$ > marks/pid
echo "ready http://127.0.0.1:1"
while :; do sleep 0.05; done
"""
CONSOLE = """#!/bin/sh
echo "$@" > marks/console
"""


@pytest.fixture
def tree(tmp_path):
    for part in ("build/release/bin", "marks", "packaging"):
        (tmp_path / part).mkdir(parents=True)
    shutil.copy(ROOT / "dev", tmp_path)
    (tmp_path / "packaging/apt-packages.txt").write_text("bash\n")
    for place, lists in INSTALLED.items():
        wanted = hashlib.sha256()
        for name in lists:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(name)
            wanted.update(name.encode())
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "requirements.sha256").write_text(wanted.hexdigest())
    for name, text in {"heddle-server": SERVER, "heddle": CONSOLE}.items():
        (tmp_path / "build/release/bin" / name).write_text(text)
    (tmp_path / "build/release/build.ninja").write_text("rule none\n  command = true\nbuild heddle: none\nbuild heddle-server: none\n")
    for name in ("heddle", "heddle-server"):
        (tmp_path / "build/release/bin" / name).chmod(0o755)
    return tmp_path


def start(tree, display):
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.Popen([tree / "dev", "run"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            cwd=tree, env=kept | ({"DISPLAY": ":none"} if display else {}))


def gone(tree):
    return not os.path.exists(f"/proc/{(tree / 'marks/pid').read_text().strip()}")


def test_closing_the_window_stops_the_server(tree):
    script = start(tree, display=True)
    _, told = script.communicate(timeout=30)
    assert script.returncode == 0, told
    assert (tree / "marks/console").read_text() == "--open .heddle/deployment.json\n"
    assert (tree / "marks/server").read_text() == "stopped\n" and gone(tree)


def test_without_a_display_it_says_how_to_reach_the_server(tree):
    script = start(tree, display=False)
    wait_until((tree / "marks/pid").exists, what="the server runs")
    told = "".join(iter(script.stderr.readline, f"Ctrl+C stops the server; its data stay in {tree}/.heddle\n"))
    assert 'get_sync_client(url="http://127.0.0.1:1")' in told and "heddle --open" in told
    script.send_signal(signal.SIGTERM)
    script.communicate(timeout=30)
    assert (tree / "marks/server").read_text() == "stopped\n" and gone(tree)
    assert not (tree / "marks/console").exists()
