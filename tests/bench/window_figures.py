# SPDX-License-Identifier: Apache-2.0
"""The window on ten deployments: large states, going from one to another, memory, and what it costs untouched."""

from __future__ import annotations

import json
import random
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from console_figures import display
from figure import Figure
from heddle_server import Folder, Server, server_program
from list_figures import fill
from server_figures import CONFIG
from work_figures import messages, words

DEPLOYMENTS = 10
RUNS = 10_000
EACH = 3  # threads of a size
LATER = "1f0c0000-0001-6000-8000-000000000000"


def thread_with_state(uri: str, megabytes: int) -> str:
    """A conversation of fifty messages, and documents of twenty kilobytes in channels of at most four megabytes; twice,
    with one more document in the second checkpoint."""
    chance = random.Random(megabytes)
    thread, checkpoint = str(uuid.uuid4()), "1f0c0000-0000-6000-8000-000000000000"
    text = words(chance, 4000)
    documents = [{"page": n, "text": f"{n} {text}"} for n in range(megabytes * 1_000_000 // len(text))]
    values: dict[str, Any] = {"messages": messages(chance, 50, 60)}
    for start in range(0, len(documents), 200):
        values[f"documents {start}"] = documents[start : start + 200]
    stored = {"v": 4, "id": checkpoint, "ts": "2026-01-01T00:00:00+00:00", "channel_values": {}, "versions_seen": {},
              "channel_versions": dict.fromkeys(values, "1")}
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("insert into thread (thread_id, status) values (%s, 'idle')", (thread,))
        later = {**stored, "id": LATER, "channel_values": {"one more": text},
                 "channel_versions": {**stored["channel_versions"], "one more": "1"}}
        for step, (name, one) in enumerate([(checkpoint, stored), (LATER, later)]):
            connection.execute(
                "insert into checkpoints (thread_id, checkpoint_id, type, checkpoint, metadata) values (%s, %s, %s, %s, %s)",
                (thread, name, "msgpack", json.dumps(one), json.dumps({"step": step, "source": "loop"})),
            )
        for channel, value in values.items():
            kind, blob = JsonPlusSerializer().dumps_typed(value)
            connection.execute(
                "insert into checkpoint_blobs (thread_id, channel, version, type, blob) values (%s, %s, '1', %s, %s)",
                (thread, channel, kind, blob),
            )
    return thread


def deployments(server: Server, folder: Path) -> None:
    for number in range(DEPLOYMENTS):
        one = {**server.deployment(), "name": f"deployment {number}"}
        folder.joinpath(f"{number}.json").write_text(json.dumps(one))


def window() -> Iterator[Figure]:
    folder = Folder()
    try:
        with Server(folder, CONFIG, "--no-reload") as server, display() as environment:
            uri = server.deployment()["database_uri"]
            fill(uri, RUNS)
            threads = [f"{thread_with_state(uri, size)}={size}_MB" for size in [1] * EACH + [100] * EACH]
            deployments(server, folder.path)
            program = server_program().parents[1] / "tests/window_bench"
            command = [str(program), str(folder.path), *threads]
            said = subprocess.run(command, env=environment, capture_output=True, text=True)
            if said.returncode != 0:
                raise RuntimeError(said.stderr)
        for line in said.stdout.splitlines():
            yield Figure(**json.loads(line))
    finally:
        folder.remove()
