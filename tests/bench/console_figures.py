# SPDX-License-Identifier: Apache-2.0
"""Figures of the console: its tail and its first window."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from langgraph_sdk import get_sync_client

from figure import Figure
from heddle_server import Folder, Server, server_program, wait_until
from server_figures import CONFIG

EVENTS = 20_000
FIRST_WINDOW_LIMIT = 0.4  # seconds, warm


def console_program() -> Path:
    return server_program().parent / "heddle"


def tail(server: Server) -> Iterator[Figure]:
    """Events a second through Redis into `heddle tail`, against the rate at which the run makes them unwatched."""
    client = get_sync_client(url=server.url)
    thread = client.threads.create()["thread_id"]

    def run_tokens() -> None:
        run = client.runs.create(thread, "tokens", input={"count": EVENTS}, stream_mode="custom")
        client.runs.join(thread, run["run_id"])

    start = time.perf_counter()
    run_tokens()
    unwatched = EVENTS / (time.perf_counter() - start)
    deployment = str(server.folder.data / "deployment.json")
    command = [str(console_program()), "tail", "--deployment", deployment, "--count", str(EVENTS), "--cap", "1000000", "--json"]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stdin=subprocess.DEVNULL)
        subscriptions = pattern_subscriptions(server)
        wait_until(lambda: subscriptions() > 0, what="the tail has subscribed")
        start = time.perf_counter()
        run_tokens()
        process.wait(60)
        yield Figure("live_tail_events", EVENTS / (time.perf_counter() - start), "1/s", unwatched)


def pattern_subscriptions(server: Server) -> Callable[[], int]:
    link = redis.Redis.from_url(server.deployment()["redis_uri"])
    return lambda: int(link.execute_command("PUBSUB", "NUMPAT"))


@contextmanager
def display() -> Iterator[dict[str, str]]:
    reader, writer = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[writer], stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        number = os.read(reader, 16).decode().strip()
        yield {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        os.close(reader)
        process.terminate()
        process.wait(10)


def seconds_to_window(environment: dict[str, str], profile: str, mapped: set[str] | None = None) -> float:
    """`mapped` takes the files that the program had mapped by then: itself, its libraries, fonts."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(console_program()), "--profile-dir", profile], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        find = ["xdotool", "search", "--onlyvisible", "--pid", str(process.pid)]
        wait_until(lambda: subprocess.run(find, env=environment, capture_output=True).stdout.strip(), what="a window")
        taken = time.perf_counter() - start
        if mapped is not None:
            maps = Path(f"/proc/{process.pid}/maps").read_text().split()
            mapped.update(word for word in maps if word.startswith("/") and Path(word).is_file())
        return taken
    finally:
        process.terminate()
        process.wait(20)


def read_seconds(files: set[str]) -> float:
    start = time.perf_counter()
    for file in files:
        Path(file).read_bytes()
    return time.perf_counter() - start


def put_out_of_memory(files: set[str]) -> None:
    """Pages that another process has mapped stay: of what all programs here share, such as libc."""
    for file in files:
        with open(file, "rb") as opened:
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def first_window_cold(environment: dict[str, str], profile: str) -> Iterator[Figure]:
    """The disk's part: the same files are read from it once without the program."""
    files: set[str] = set()
    seconds_to_window(environment, profile, files)
    taken = []
    for _ in range(3):
        put_out_of_memory(files)
        taken.append(seconds_to_window(environment, profile))
    put_out_of_memory(files)
    yield Figure("first_window_cold", statistics.median(taken), "s", read_seconds(files))


def first_window() -> Iterator[Figure]:
    with display() as environment, tempfile.TemporaryDirectory() as profile:
        taken = [seconds_to_window(environment, profile) for _ in range(4)]
        yield Figure("first_window", min(taken[1:]), "s", FIRST_WINDOW_LIMIT)
        yield from first_window_cold(environment, profile)


def console() -> Iterator[Figure]:
    yield from first_window()
    folder = Folder()
    try:
        with Server(folder, CONFIG, "--no-reload") as server:
            yield from tail(server)
    finally:
        folder.remove()
