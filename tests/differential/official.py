# SPDX-License-Identifier: Apache-2.0
"""The official dev servers, as black boxes: processes that answer HTTP. They reach nothing but this machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from heddle_server import ROOT, Folder, wait_until

PYTHON = ROOT / ".cache/official/bin/langgraph"
NODE_MODULES = ROOT / ".cache/official-node/node_modules"
NODE = ROOT / ".cache/node/bin/node"
QUIET = {"LANGGRAPH_CLI_NO_ANALYTICS": "1", "LANGSMITH_TRACING": "false", "HTTP_PROXY": "http://127.0.0.1:9",
         "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1,localhost"}


class OfficialServer:
    """One of them on a copy of the project, since both write beside it. A context manager."""

    def __init__(self, folder: Folder, project: Path, command: list[str]) -> None:
        self.project = folder.path / "official"
        shutil.copytree(project, self.project, ignore=shutil.ignore_patterns("__pycache__"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.command = [*command, "--port", str(self.port)]
        self.log = folder.path / "official.log"

    def __enter__(self) -> OfficialServer:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(self.command, cwd=self.project, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, env={**os.environ, **QUIET}, start_new_session=True)
        wait_until(self._answers, 60, "the official server answers")
        return self

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text(errors="replace")
        try:
            with urllib.request.urlopen(self.url + "/ok", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def __exit__(self, *_: object) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)  # it has state in memory only
        self.process.wait(10)


def free_port() -> int:
    """Both need a number; nobody else takes it in the moment between."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def python_server(folder: Folder, project: Path) -> OfficialServer:
    return OfficialServer(folder, project, [str(PYTHON), "dev", "--no-browser", "--no-reload", "--n-jobs-per-worker", "10"])


def javascript_server(folder: Folder, project: Path) -> OfficialServer:
    program = NODE_MODULES / "@langchain/langgraph-cli/dist/cli/cli.mjs"
    made = OfficialServer(folder, project, [str(NODE), str(program), "dev", "--no-browser", "--no-reload", "--host", "127.0.0.1"])
    (made.project / "node_modules").symlink_to(NODE_MODULES)
    return made
