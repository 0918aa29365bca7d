# SPDX-License-Identifier: Apache-2.0
"""Starts the real heddle-server for the Python suites, each on a private folder and a free port."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "resources/samples/langgraph.json"
# Those in Python alone: starting Node takes as long as the rest of a server, and few tests need it.
PYTHON_SAMPLES = Path(__file__).with_name("python_samples.json")
T = TypeVar("T")


def server_program() -> Path:
    folder = os.environ.get("HEDDLE_BIN_DIR")
    for candidate in [folder] if folder else [ROOT / "build/release/bin", ROOT / "build/dev/bin"]:
        program = Path(candidate) / "heddle-server"
        if program.exists():
            return program
    raise FileNotFoundError("heddle-server is not built: ./dev build")


def wait_until(condition: Callable[[], T], seconds: float = 20, what: str = "") -> T:
    """The condition's first truthy answer; fails the test when none comes in time."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what or condition}")
        pause.wait(0.02)


class Folder:
    """A data folder, and the place where a server that runs as root keeps its cluster; both go with the object."""

    def __init__(self) -> None:
        self._root = tempfile.TemporaryDirectory(prefix="hd-", ignore_cleanup_errors=True)
        self.path = Path(self._root.name)
        self.path.chmod(0o755)  # the database's account must pass through when we are root
        self.data = self.path / "data"
        self.state = self.path / "state"

    def remove(self) -> None:
        self._root.cleanup()


class Server:
    """One `heddle-server dev`. Use as a context manager, or start() and stop()."""

    def __init__(self, folder: Folder, config: Path = PYTHON_SAMPLES, *arguments: str, **environment: str) -> None:
        self.folder = folder
        self.command = [
            str(server_program()), "dev", "--config", str(config), "--data-dir", str(folder.data), "--port", "0",
            "--python", sys.executable, *arguments,
        ]
        kept = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "XDG_RUNTIME_DIR")}
        self.environment = {**kept, "HEDDLE_STATE_DIR": str(folder.state), **environment}
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""
        self.log_file = folder.path / "server.log"

    def start(self, seconds: float = 60) -> Server:
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, env=self.environment
            )
        line = self._first_line(time.monotonic() + seconds)
        if not line.startswith("ready "):
            self.kill()
            raise AssertionError(f"no ready line but {line!r}; log:\n{self.log()}")
        self.url = line.removeprefix("ready ").strip()
        return self

    def _first_line(self, deadline: float) -> str:
        assert self.process and self.process.stdout
        text = b""
        while not text.endswith(b"\n") and (left := deadline - time.monotonic()) > 0:
            if select.select([self.process.stdout], [], [], left)[0]:
                piece = os.read(self.process.stdout.fileno(), 4096)
                if not piece:
                    break
                text += piece
        return text.decode()

    def log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def deployment(self) -> dict:
        return json.loads((self.folder.data / "deployment.json").read_text())

    def stop(self, seconds: float = 30) -> int:
        """SIGTERM and wait; answers the exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(seconds)
        self._forget()
        return code

    def kill(self) -> None:
        if self.process is None:
            return
        self.process.kill()
        self.process.wait(10)
        self._forget()

    def _forget(self) -> None:
        assert self.process
        if self.process.stdout:
            self.process.stdout.close()
        self.process = None

    def complaint(self, seconds: float = 60) -> str:
        """Starts it, expects that it ends by itself with one sentence, and answers that."""
        ended = subprocess.run(self.command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds,
                               env=self.environment)
        assert ended.returncode == 1 and ended.stdout == "", ended
        assert "Sanitizer" not in ended.stderr, ended.stderr  # falling over ends with 1 as well
        lines = [line for line in ended.stderr.splitlines() if line.startswith("heddle-server: ")]
        assert len(lines) == 1, ended.stderr
        return lines[0]

    def descendants(self) -> list[int]:
        """Every process below the server, whatever session it is in."""
        assert self.process
        return below(self.process.pid)

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()
                raise


class Replica(Server):
    """One `heddle-server serve` on a database and a Redis that somebody else runs."""

    def __init__(self, folder: Folder, database: str, redis: str, config: Path = PYTHON_SAMPLES, name: str = "serve",
                 **environment: str) -> None:
        named = {"DATABASE_URI": database, "REDIS_URI": redis, "POSTGRES_URI": "", **environment}
        super().__init__(folder, config, **named)
        self.command = [str(server_program()), "serve", "--config", str(config), "--host", "127.0.0.1", "--port", "0",
                        "--python", sys.executable]
        self.log_file = folder.path / f"{name}.log"


def below(parent: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(after_name[1]), []).append(int(entry.name))
    found, left = [], [parent]
    while left:
        for child in children.get(left.pop(), []):
            found.append(child)
            left.append(child)
    return found


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
