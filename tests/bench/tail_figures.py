# SPDX-License-Identifier: Apache-2.0
"""The window's live tail under load: what it counts, how long it stands still, what memory it takes."""

from __future__ import annotations

import json
import subprocess
import uuid
from collections.abc import Callable, Iterator

import psycopg

from console_figures import display
from figure import Figure
from heddle_server import Folder, Server, server_program, wait_until
from server_figures import CONFIG
from tail_publisher import PAYLOAD, RunPublisher

PACE = 20_000  # events a second
SECONDS = 10
FULL_PACE, FULL_SECONDS = 50_000, 60  # of the budget
FRAME = 1000 / 60  # milliseconds
UNPACED = 400_000
RING = 100_000  # rows the window keeps
STALL = 50.0  # milliseconds: longer is felt


def pending_run(uri: str) -> tuple[uuid.UUID, uuid.UUID]:
    """A run that nobody executes: its events are ours alone."""
    thread, run = uuid.uuid4(), uuid.uuid4()
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("insert into thread (thread_id, status) values (%s, 'idle')", (thread,))
        connection.execute(
            "insert into run (run_id, thread_id, assistant_id, status, metadata, kwargs) "
            "select %s, %s, assistant_id, 'pending', '{}', '{}' from assistant limit 1",
            (run, thread),
        )
    return thread, run


def end_run(uri: str, run: uuid.UUID) -> None:
    """The truth first, as a replica does: the window asks there when Redis cut it off."""
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("update run set status = 'success' where run_id = %s", (run,))


def watched(server: Server, publish: Callable[[RunPublisher], None]) -> tuple[dict, float]:
    """What tail_bench says, and the rate at which the events were published."""
    deployment = server.deployment()
    thread, run = pending_run(deployment["database_uri"])
    publisher = RunPublisher(deployment["redis_uri"], deployment["redis_key_prefix"], thread, run)
    program = server_program().parents[1] / "tests/tail_bench"
    with display() as environment:
        command = [str(program), str(server.folder.data / "deployment.json"), str(run)]
        window = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
        try:
            wait_until(lambda: publisher.subscribers() == 1, what="the window listens")
            rate = publisher.published_per_second(publish)
            end_run(deployment["database_uri"], run)
            publisher.end()
            said = window.communicate(timeout=120)[0]
        finally:
            window.kill()
            window.wait()
    taken = json.loads(said)
    left_at_the_top = taken["received"] - taken["shown"] - taken["dropped"]
    complete = taken["received"] == publisher.published
    if not (complete or taken["interruptions"] > 0) or left_at_the_top < 0:
        raise RuntimeError(f"{publisher.published} events were published, the window counts {taken}")
    taken["unseen"] = publisher.published - taken["received"]
    return taken, rate


def smoothness(name: str, taken: dict) -> Iterator[Figure]:
    yield Figure(f"{name}_dropped", taken["dropped"], "events", None)
    yield Figure(f"{name}_frame_p99", taken["frame_p99_ms"], "ms", FRAME)
    yield Figure(f"{name}_longest_stall", taken["gap_ms"], "ms", taken["control_gap_ms"])
    yield Figure(f"{name}_stalls_over_50_ms", taken["over_50_ms"], "stalls", None)
    yield Figure(f"{name}_longest_work", taken["work_ms"], "ms", STALL)
    kept = RING * len(PAYLOAD) / 1024 / 1024
    yield Figure(f"{name}_memory", taken["memory_mb"] - taken["memory_before_mb"], "MB", kept)


def paced(server: Server) -> Iterator[Figure]:
    taken, rate = watched(server, lambda publisher: publisher.paced(PACE, SECONDS))
    yield Figure("tail_window_events", taken["received"] / taken["seconds"], "1/s", rate)
    yield from smoothness("tail_window", taken)


def unpaced(server: Server) -> Iterator[Figure]:
    taken, rate = watched(server, lambda publisher: publisher.unpaced(UNPACED))
    yield Figure("tail_window_events_unpaced", (taken["received"] - taken["dropped"]) / taken["seconds"], "1/s", rate)
    yield Figure("tail_window_cut_off_unpaced", taken["interruptions"], "times", None)
    yield Figure("tail_window_unseen_unpaced", max(0, taken["unseen"]), "events", UNPACED)
    yield Figure("tail_window_longest_stall_unpaced", taken["gap_ms"], "ms", taken["control_gap_ms"])
    yield Figure("tail_window_longest_work_unpaced", taken["work_ms"], "ms", STALL)


def full_pace(server: Server) -> Iterator[Figure]:
    """The floor of the rate is what the publisher reached: on two cores it, Redis and the window share them."""
    taken, rate = watched(server, lambda publisher: publisher.paced(FULL_PACE, FULL_SECONDS))
    yield Figure("tail_minute_events", taken["received"] / taken["seconds"], "1/s", rate)
    yield Figure("tail_minute_cut_off", taken["interruptions"], "times", None)
    yield Figure("tail_minute_unseen", max(0, taken["unseen"]), "events", None)
    yield Figure("tail_minute_frame_p99_of_an_idle_thread", taken["control_frame_p99_ms"], "ms", FRAME)
    yield from smoothness("tail_minute", taken)


def with_server(measure: Callable[[Server], Iterator[Figure]]) -> Iterator[Figure]:
    folder = Folder()
    try:
        with Server(folder, CONFIG, "--no-reload") as server:
            yield from measure(server)
    finally:
        folder.remove()


def tail_minute() -> Iterator[Figure]:
    yield from with_server(full_pace)


def tail_window() -> Iterator[Figure]:
    yield from with_server(paced)
    yield from with_server(unpaced)
