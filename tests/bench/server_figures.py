# SPDX-License-Identifier: Apache-2.0
"""Figures of heddle-server, seen from outside through HTTP."""

from __future__ import annotations

import asyncio
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import httpx
from langgraph_sdk import get_client, get_sync_client

import floors
from figure import Figure, median_ms
from heddle_server import Folder, Server

CONFIG = Path(__file__).parent / "graphs/langgraph.json"
AT_ONCE = 16


def wrk(url: str, script: str = "", seconds: int = 5) -> float:
    """Requests per second over 64 connections; answers other than 2xx make the figure worthless."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        more = ["-s", file.name] if script else []
        said = subprocess.run(
            ["wrk", "-t1", "-c64", f"-d{seconds}s", *more, url], capture_output=True, text=True, check=True
        ).stdout
    if "Non-2xx" in said:
        raise RuntimeError(said)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))


CREATE = 'wrk.method="POST" wrk.body="{}" wrk.headers["content-type"]="application/json"'
SEARCH = 'wrk.method="POST" wrk.body="{\\"limit\\":10}" wrk.headers["content-type"]="application/json"'


def requests(server: Server) -> Iterator[Figure]:
    thread = get_sync_client(url=server.url).threads.create()["thread_id"]
    floor = wrk(f"{server.url}/ok")
    yield Figure("ok_requests", floor, "1/s", None)
    yield Figure("thread_get_requests", wrk(f"{server.url}/threads/{thread}"), "1/s", floor)
    yield Figure("thread_create_requests", wrk(f"{server.url}/threads", CREATE), "1/s", floor)
    yield Figure("thread_search_requests", wrk(f"{server.url}/threads/search", SEARCH), "1/s", floor)


async def _runs(url: str, seconds: float) -> float:
    client = get_client(url=url)
    deadline = time.perf_counter() + seconds
    done = 0

    async def worker() -> None:
        nonlocal done
        thread = (await client.threads.create())["thread_id"]
        while time.perf_counter() < deadline:
            await client.runs.wait(thread, "echo", input={"text": "x"})
            done += 1

    start = time.perf_counter()
    await asyncio.gather(*[worker() for _ in range(AT_ONCE)])
    return done / (time.perf_counter() - start)


def runs(server: Server) -> Iterator[Figure]:
    asyncio.run(_runs(server.url, 1))
    yield Figure("runs_by_wait", asyncio.run(_runs(server.url, 8)), "1/s", floors.runs_per_second(3, AT_ONCE))


def first_event(server: Server) -> Iterator[Figure]:
    client = get_sync_client(url=server.url)
    thread = client.threads.create()["thread_id"]
    body = {"assistant_id": "echo", "input": {"text": "x"}, "stream_mode": "values"}
    with httpx.Client(base_url=server.url) as http:

        def one() -> float:
            start = time.perf_counter()
            with http.stream("POST", f"/threads/{thread}/runs/stream", json=body) as answer:
                first = 0.0
                for piece in answer.iter_raw():
                    first = first or (time.perf_counter() - start if b"event: values" in piece else 0.0)
            return first * 1000

        taken = [one() for _ in range(60)][10:]
        yield Figure("create_to_first_values_event", statistics.median(taken), "ms", median_ms(lambda: http.get("/ok"), 100))


def tokens(server: Server) -> Iterator[Figure]:
    count = 20_000
    client = get_sync_client(url=server.url)
    thread = client.threads.create()["thread_id"]
    body = {"assistant_id": "tokens", "input": {"count": count}, "stream_mode": "custom"}
    best = 0.0
    for _ in range(3):
        seen = 0
        start = time.perf_counter()
        with httpx.stream("POST", f"{server.url}/threads/{thread}/runs/stream", json=body, timeout=120) as answer:
            for piece in answer.iter_raw():
                seen += piece.count(b"event: custom")
        # An event name may be cut by two pieces; a few of thousands do not matter, a stream that ends early does.
        assert seen > count * 0.95, seen
        best = max(best, count / (time.perf_counter() - start))
    yield Figure("tokens_on_one_stream", best, "1/s", max(floors.tokens_per_second(count) for _ in range(2)))


def resident_megabytes(server: Server) -> Iterator[Figure]:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    yield Figure("server_idle_memory", int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024, "MB", 40.0)


def start_up() -> Iterator[Figure]:
    folder = Folder()
    try:
        with Server(folder, CONFIG):
            pass
        taken = []
        for _ in range(3):
            start = time.perf_counter()
            with Server(folder, CONFIG):
                taken.append(time.perf_counter() - start)
        floor = min(floors.import_seconds(sys.executable) for _ in range(3))
        yield Figure("start_to_ready", min(taken), "s", floor)
    finally:
        folder.remove()


def ok_answers(url: str) -> bool:
    with urllib.request.urlopen(f"{url}/ok", timeout=10) as answer:
        return answer.status == 200


def with_server() -> Iterator[Figure]:
    folder = Folder()
    try:
        with Server(folder, CONFIG, "--no-reload") as server:
            for measure in (resident_megabytes, requests, first_event, tokens, runs):
                yield from measure(server)
                assert ok_answers(server.url)
    finally:
        folder.remove()
