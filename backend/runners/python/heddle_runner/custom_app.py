# SPDX-License-Identifier: Apache-2.0
"""The project's own HTTP app (`http.app`): any ASGI app, served by uvicorn on a Unix socket in a process of its own, so
that a slow or crashing one takes nothing else down. heddle-server sends what comes for it there, byte by byte."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

from . import load_failure, source
from .auth_user import AuthUser

_USER = b"x-heddle-user"


class CustomApp:
    """`await started()` answers what the server is told; `serve()` ends after `stop()`, when the requests in hand and
    the app's lifespan have ended."""

    def __init__(self, spec: dict[str, Any], base_dir: Path, refused: str | None = None) -> None:
        self._folder = Path(spec["folder"])
        self._server: Any = None
        self._report: dict[str, Any] = {"socket": None, "error": None, "traceback": None}
        self._ready = asyncio.Event()
        if refused is not None:
            self._fail(refused, None)
            return
        try:
            self._app = _Guarded(_load(spec["path"], base_dir))
            self._server = _server(self._app, spec.get("root_path") or "", self._ready.set)
        except (Exception, SystemExit) as raised:  # sys.exit in a module must not end the runner
            self._fail(load_failure.sentence(raised), load_failure.trace(raised))

    def _fail(self, error: str, trace: str | None) -> None:
        self._report.update(error=error, traceback=trace)

    async def started(self) -> dict[str, Any]:
        if self._server is not None:
            await self._ready.wait()
        return self._report

    async def serve(self) -> None:
        if self._server is None:
            return
        path = self._folder / f"app-{os.getpid()}.sock"
        _remove_leftovers(self._folder)
        with _listening(path) as sock:
            self._report["socket"] = str(path)
            await self._server.serve(sockets=[sock])
        if not self._server.started:
            self._report["socket"] = None
            self._fail("its lifespan failed to start", self._app.lifespan_failure)
            self._ready.set()

    def stop(self) -> None:
        if self._server is not None:
            self._server.should_exit = True


def _load(path: str, base_dir: Path) -> Any:
    app = source.load(path, base_dir)
    if not callable(app):
        raise source.EntryError(f"http.app: '{path}' is a {type(app).__name__}, not an ASGI app")
    return app


def _server(app: Any, root_path: str, ready: Any) -> Any:
    try:
        import uvicorn
    except ImportError:
        raise source.EntryError(
            f"http.app needs uvicorn in the graphs' environment: {sys.executable} -m pip install uvicorn"
        ) from None

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            try:
                await super().startup(sockets=sockets)
            except SystemExit:  # its word for a lifespan that failed; the runner goes on without the app
                self.should_exit = True
            if self.started:
                ready()

        @contextlib.contextmanager
        def capture_signals(self) -> Any:
            yield  # heddle-server says when to stop

    config = uvicorn.Config(app, root_path=root_path, log_config=None, access_log=False, server_header=False,
                            proxy_headers=False)
    return Server(config)


class _Guarded:
    """Gives requests the user that heddle-server authenticated, and remembers why a lifespan did not start."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.lifespan_failure: str | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return await self._lifespan(scope, receive, send)
        given = [value for name, value in scope["headers"] if name == _USER]
        headers = [entry for entry in scope["headers"] if entry[0] != _USER]
        scope = {**scope, "headers": headers}
        if given:
            _adopt_user(scope, json.loads(given[0]))
        await self._app(scope, receive, send)

    async def _lifespan(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        async def told(message: dict[str, Any]) -> None:
            if message["type"] == "lifespan.startup.failed":
                self.lifespan_failure = message.get("message")
            await send(message)

        await self._app(scope, receive, told)


def _adopt_user(scope: dict[str, Any], fields: dict[str, Any]) -> None:
    """As starlette's AuthenticationMiddleware leaves it: `request.user` and `request.auth.scopes`."""
    scope["user"] = AuthUser(fields)
    with contextlib.suppress(ImportError):
        from starlette.authentication import AuthCredentials

        scope["auth"] = AuthCredentials(fields.get("permissions") or [])


@contextlib.contextmanager
def _listening(path: Path) -> Any:
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    before = os.umask(0o177)  # ours alone
    try:
        sock.bind(str(path))
    finally:
        os.umask(before)
    try:
        yield sock
    finally:
        sock.close()
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


def _remove_leftovers(folder: Path) -> None:
    """Sockets of apps that were killed; a process of that number that is none of ours costs nothing but the file."""
    for left in folder.glob("app-*.sock"):
        number = left.stem.removeprefix("app-")
        if number.isdigit() and not Path(f"/proc/{number}").exists():
            with contextlib.suppress(OSError):
                left.unlink()
