# SPDX-License-Identifier: Apache-2.0
"""An HTTP server on loopback that writes down what it gets and answers as told."""

from __future__ import annotations

import json
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Call:
    path: str
    headers: dict[str, str]
    body: dict


@dataclass
class Recorder:
    """answers: status and headers for the calls to come, one each; afterwards 200."""

    certificate: Path | None = None
    key: Path | None = None
    calls: list[Call] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    gate: threading.Event | None = None  # set: calls are answered only once it is

    def __enter__(self) -> Recorder:
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                headers = {name.lower(): value for name, value in self.headers.items()}
                recorder.calls.append(Call(self.path, headers, body))
                if recorder.gate and not recorder.gate.wait(30):
                    return
                status, extra = recorder.answers.pop(0) if recorder.answers else (200, {})
                self.send_response(status)
                for name, value in {"content-length": "2", **extra}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *_: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass  # a client that was killed, or that does not trust us

        self._server = Quiet(("127.0.0.1", 0), Handler)
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate, self.key)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.gate:
            self.gate.set()
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str = "/hook", host: str = "127.0.0.1") -> str:
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}{path}"

    def of(self, run: dict) -> list[Call]:
        return [call for call in self.calls if call.body["run_id"] == run["run_id"]]
