# SPDX-License-Identifier: Apache-2.0
"""A real `heddle-server dev` of the graphs in this folder, private to the test run."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_PATIENCE = 60.0


def find_server() -> Path | None:
    """In HEDDLE_BIN_DIR, else the newest build of this tree."""
    if folder := os.environ.get("HEDDLE_BIN_DIR"):
        return Path(folder) / "heddle-server"
    built = [path for path in ROOT.glob("build/*/bin/heddle-server") if path.is_file()]
    return max(built, key=lambda path: path.stat().st_mtime, default=None)


class Server:
    """Owns the process and its data folder. `url` is valid once the constructor returned."""

    def __init__(self, config: Path, binary: Path) -> None:
        self.binary, self.config = binary, config
        self.folder = Path(tempfile.mkdtemp(prefix="heddle-"))
        self.start()

    def start(self) -> None:
        command = [str(self.binary), "dev", "--config", str(self.config), "--port", "0", "--no-reload"]
        command += ["--data-dir", str(self.folder / "data"), "--python", sys.executable]
        self.log = open(self.folder / "server.log", "ab")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log)
        self.url = self._await_ready()

    def _await_ready(self) -> str:
        deadline = time.monotonic() + START_PATIENCE
        text = b""
        while time.monotonic() < deadline:
            if select.select([self.process.stdout], [], [], 0.2)[0]:
                more = os.read(self.process.stdout.fileno(), 4096)
                text += more
                if found := re.search(rb"^ready (http://\S+)", text, re.M):
                    return found.group(1).decode()
                if not more:
                    break
        self.stop()
        log = (self.folder / "server.log").read_text(errors="replace")
        raise AssertionError(f"the server did not get ready: {text.decode(errors='replace')}\n{log[-4000:]}")

    def deployment(self) -> dict:
        return json.loads((self.folder / "data/deployment.json").read_text())

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
