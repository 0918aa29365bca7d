# SPDX-License-Identifier: Apache-2.0
"""One connection to heddle-server: hello, load, then runs and calls until it ends."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import queue
import resource
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import source, versions
from .credit import Windows
from .frames import Kind, Message, load_json
from .link import Link
from .loop_lag import LoopLag
from .registry import Registry

if TYPE_CHECKING:
    from .asking import Asker
    from .custom_app import CustomApp
    from .run import Run

_PAGE_SIZE = resource.getpagesize()
EXIT_PATIENCE_SECONDS = 3.0


class Services:
    """What runs and calls need of their session."""

    def __init__(self, link: Link, loop: asyncio.AbstractEventLoop, registry: Registry, windows: Windows) -> None:
        self.link = link
        self.loop = loop
        self.registry = registry
        self.windows = windows

    def asker(self, channel: int) -> Asker:
        from .asking import Asker

        return Asker(self.link, self.loop, channel)

    def log(
        self, level: str, logger: str, message: str, run_id: str | None = None, error: BaseException | None = None
    ) -> None:
        if error is not None:
            message = f"{message}\n{''.join(traceback.format_exception(error))}"
        fields = {"level": level, "logger": logger, "message": message}
        self.link.send_json(Kind.LOG, 0, fields if run_id is None else {**fields, "run_id": run_id})


class Session:
    """`serve` returns the process's exit code. Graphs are loaded on the main thread before its loop runs, so that
    modules may use asyncio.run; the I/O thread answers PING meanwhile."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._deliver: Callable[[Message | None], None] = self._inbox.put
        self._runs: dict[int, Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._lag = LoopLag()
        self._draining = False
        self._app: CustomApp | None = None
        self._gate = threading.Lock()
        link.on_message = self._pass_on
        link.on_close = lambda: self._pass_on(None)
        link.pong = self._pong

    def _pass_on(self, message: Message | None) -> None:
        with self._gate:
            self._deliver(message)

    def _pong(self, seq: int) -> dict[str, Any]:
        lag_ms = self._lag.look_ms()
        if (complaint := self._lag.complaint(lag_ms)) is not None:
            self._log("warning", complaint, "heddle.loop")
        return {
            "seq": seq,
            "loop_lag_ms": round(lag_ms, 1),
            "rss_bytes": rss_bytes(),
            "active": len(self._runs),
        }

    def serve(self) -> int:
        self._link.start()
        hello = versions.hello()
        self._link.send_json(Kind.HELLO, 0, hello)
        welcome = self._await_welcome()
        if welcome is None:
            return 0
        if (debug := welcome.get("debug")) is not None:
            self._listen_for_debugger(debug)
        registry = self._load(welcome, versions.refusal(hello["packages"]))
        if "app" not in welcome:
            self._tell_loaded(welcome, registry)
        asyncio.run(self._main(welcome, registry))
        return 0

    def _listen_for_debugger(self, debug: dict[str, Any]) -> None:
        """Of the project's own environment. Waiting goes before any of the graphs' code."""
        import debugpy

        debugpy.listen(("127.0.0.1", int(debug["port"])))
        waiting = "; no graph is loaded before one has come" if debug["wait"] else ""
        self._log("info", f"a debugger may attach at 127.0.0.1:{debug['port']}{waiting}", "heddle.debug")
        if debug["wait"]:
            debugpy.wait_for_client()

    def _tell_loaded(self, welcome: dict[str, Any], registry: Registry, **more: Any) -> None:
        fields = {"generation": welcome.get("generation", 0), "graphs": registry.report, **more}
        self._link.send_json(Kind.GRAPHS, 0, fields)

    def _await_welcome(self) -> dict[str, Any] | None:
        message = self._inbox.get()
        if message is None:
            return None
        if message.kind is not Kind.WELCOME:
            raise RuntimeError(f"expected WELCOME, got {message.kind.name}")
        return load_json(message.body)

    def _load(self, welcome: dict[str, Any], refused: str | None) -> Registry:
        os.environ.update({name: str(value) for name, value in (welcome.get("env") or {}).items()})
        base_dir = Path(welcome["base_dir"]).resolve()
        source.add_paths(base_dir, welcome.get("dependencies") or ["."])
        if refused is None:
            from . import encryption  # its key may have come with the WELCOME

            refused = encryption.refusal()
        if refused is not None:
            print(f"heddle-runner: {refused}", file=sys.stderr, flush=True)
        registry = Registry(welcome["graphs"], base_dir, refused)
        for graph in registry.report:
            if graph["error"] is not None:
                text = f"graph '{graph['id']}' failed to load: {graph['error']}\n{graph['traceback'] or ''}"
                self._log("error", text.rstrip())
        for note in registry.notes:
            self._log("warning", note)
        if "app" in welcome:
            from .custom_app import CustomApp

            self._app = CustomApp(welcome["app"], base_dir, refused)
        return registry

    def _log(self, level: str, message: str, logger: str = "heddle.load") -> None:
        self._link.send_json(Kind.LOG, 0, {"level": level, "logger": logger, "message": message})

    async def _main(self, welcome: dict[str, Any], registry: Registry) -> None:
        loop = asyncio.get_running_loop()
        concurrency = int(welcome.get("concurrency") or 1)
        loop.set_default_executor(
            concurrent.futures.ThreadPoolExecutor(max(32, 8 * concurrency), thread_name_prefix="heddle-work")
        )
        windows = Windows(welcome.get("run_window") or 1 << 20, welcome.get("total_window") or 16 << 20)
        services = Services(self._link, loop, registry, windows)
        self._lag.watch(loop)
        if "app" in welcome or any(graph["error"] is None for graph in registry.report):
            from . import asking, calls, run  # noqa: F401  the first run and the first call must not wait for them

            asking.Asker.set_default(services.asker(0))
        inbox: asyncio.Queue[Message | None] = asyncio.Queue()
        self._hand_over(loop, inbox)
        if "app" in welcome:
            self._serve_app(services, welcome)
        await self._receive(services, inbox)

    def _serve_app(self, services: Services, welcome: dict[str, Any]) -> None:
        app = self._app
        assert app is not None

        async def tell() -> None:
            report = await app.started()
            if report["error"] is not None:
                self._log("error", f"http.app failed to load: {report['error']}\n{report['traceback'] or ''}".rstrip())
            self._tell_loaded(welcome, services.registry, app=report)

        for work in (app.serve(), tell()):
            self._keep(asyncio.get_running_loop().create_task(work), lambda done: self._ended(services, done))

    def _hand_over(self, loop: asyncio.AbstractEventLoop, inbox: asyncio.Queue[Message | None]) -> None:
        """From here on messages go to the loop, behind those that came while graphs were loading."""

        def deliver(message: Message | None) -> None:
            loop.call_soon_threadsafe(inbox.put_nowait, message)

        with self._gate:
            while not self._inbox.empty():
                inbox.put_nowait(self._inbox.get())
            self._deliver = deliver

    async def _receive(self, services: Services, inbox: asyncio.Queue[Message | None]) -> None:
        while True:
            message = await inbox.get()
            if message is None:
                sys.stdout.flush()
                os._exit(0)  # the server is gone; threads of user code must not keep this process alive
            if message.kind is Kind.DRAIN:
                self._draining = True
                if self._app is not None:
                    self._app.stop()
            else:
                self._take_safely(services, message)
            if self._draining and not self._tasks:
                self._link.send_json(Kind.BYE, 0, {})
                self._link.close()
                _exit_anyway_after(EXIT_PATIENCE_SECONDS)
                return

    def _take_safely(self, services: Services, message: Message) -> None:
        """Whatever fails here concerns one run or call, which gets its answer; the others go on."""
        try:
            self._take(services, message)
        except Exception as error:
            services.log("error", "heddle.session", f"{message.kind.name} failed", None, error)
            if message.kind is Kind.RUN:
                fields = {"error": type(error).__name__, "message": str(error), "traceback": traceback.format_exc()}
                services.link.send_json(Kind.END, message.channel, {"status": "error", "error": fields})
            elif message.kind is Kind.CALL:
                fields = {"code": "internal", "message": str(error)}
                services.link.send_json(Kind.REPLY, message.channel, {"error": fields})

    def _take(self, services: Services, message: Message) -> None:
        body = load_json(message.body)
        if message.kind is Kind.RUN:
            self._start_run(services, message.channel, body)
        elif message.kind is Kind.CALL:
            self._start_call(services, message.channel, body)
        elif message.kind is Kind.CREDIT:
            services.windows.grant(message.channel, int(body["bytes"]))
        elif message.kind is Kind.CANCEL:
            if (run := self._runs.get(message.channel)) is not None:
                run.cancel(body)
        elif message.kind is Kind.FENCED:
            if body.get("reason") == "fenced" and (run := self._runs.get(message.channel)) is not None:
                run.fence()

    def _start_run(self, services: Services, channel: int, body: dict[str, Any]) -> None:
        from .run import Run

        run = self._runs[channel] = Run(services, channel, body)
        services.windows.open(channel)

        def ended(task: asyncio.Task[None]) -> None:
            del self._runs[channel]
            services.windows.close(channel)
            self._ended(services, task)

        self._keep(run.start(), ended)

    def _start_call(self, services: Services, channel: int, body: dict[str, Any]) -> None:
        from . import calls

        task = asyncio.get_running_loop().create_task(calls.answer(services, channel, body))
        self._keep(task, lambda done: self._ended(services, done))

    def _keep(self, task: asyncio.Task[None], ended: Callable[[asyncio.Task[None]], None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(ended)

    def _ended(self, services: Services, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            services.log("error", "heddle.session", "a task failed", None, error)
        if self._draining and not self._tasks:
            self._pass_on(Message(Kind.DRAIN, 0, b"{}"))


def _exit_anyway_after(seconds: float) -> None:
    """A cancelled run may have left a thread in blocking code; it must not keep the process alive for ever."""

    def leave() -> None:
        sys.stdout.flush()
        os._exit(0)

    timer = threading.Timer(seconds, leave)
    timer.daemon = True
    timer.start()


def rss_bytes() -> int:
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * _PAGE_SIZE
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
