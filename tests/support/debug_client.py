# SPDX-License-Identifier: Apache-2.0
"""The least of a debugger: speaks the Debug Adapter Protocol with debugpy over TCP."""

from __future__ import annotations

import itertools
import json
import socket
from pathlib import Path
from typing import Any


class DebugClient:
    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._input = self._socket.makefile("rb")
        self._numbers = itertools.count(1)

    def attach(self, file: Path, *lines: int) -> None:
        """Returns when graphs may load, with breakpoints at the lines of the file."""
        self._send("initialize", adapterID="heddle", pathFormat="path")
        self._send("attach", justMyCode=False)
        self.wait_for("initialized")
        self._send("setBreakpoints", source={"path": str(file)}, breakpoints=[{"line": line} for line in lines])
        done = self._send("configurationDone")
        while self._next().get("request_seq") != done:
            pass

    def wait_for(self, event: str) -> dict[str, Any]:
        while (message := self._next()).get("event") != event:
            pass
        return message.get("body") or {}

    def resume(self, thread: int) -> None:
        self._send("continue", threadId=thread)

    def close(self) -> None:
        self._socket.close()

    def _send(self, command: str, **arguments: Any) -> int:
        number = next(self._numbers)
        body = json.dumps({"seq": number, "type": "request", "command": command, "arguments": arguments}).encode()
        self._socket.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        return number

    def _next(self) -> dict[str, Any]:
        length = 0
        while (line := self._input.readline()) != b"\r\n":
            if not line:
                raise EOFError("the debugged process is gone")
            length = int(line.split(b":")[1])
        return json.loads(self._input.read(length))
