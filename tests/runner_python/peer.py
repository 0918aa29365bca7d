# SPDX-License-Identifier: Apache-2.0
"""The server's end of a runner's socket, for tests of the runner alone."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import select
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

from heddle_runner.frames import Decoder, Kind, encode, read_event
from memory_checkpoints import MemoryCheckpoints

PACKAGE = Path(__file__).resolve().parents[2] / "backend/runners/python"
SAVER_KINDS = {Kind.CKPT_PUT, Kind.WRITES_PUT, Kind.CKPT_GET, Kind.CKPT_LIST, Kind.SAVER_OP, Kind.STORE, Kind.DELTA_GET}
PATIENCE = 30.0


class Peer:
    """Talks to a real runner process. Saver frames are answered while any message is awaited; credit is given back as
    events arrive unless `give_credit` is false."""

    def __init__(self, base_dir, graphs, env=None, concurrency=4, run_window=1 << 20, total_window=16 << 20, **more):
        ours, theirs = socket.socketpair()
        self.sock = ours
        self.storage = MemoryCheckpoints()
        self.give_credit = True
        self.fence_puts, self.fence_reason = False, "fenced"
        self.held = None  # a list: puts wait in it for release()
        self.seen = []
        self.logs = []
        self._channels = itertools.count(1)
        self._decoder = Decoder()
        environment = {**os.environ, "PYTHONPATH": str(PACKAGE), "HEDDLE_RUNNER_FD": str(theirs.fileno())}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "heddle_runner"],
            pass_fds=[theirs.fileno()],
            env=environment,
            cwd=base_dir,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        theirs.close()
        self.hello = self.expect(Kind.HELLO)
        self.send(
            Kind.WELCOME,
            0,
            {
                "role": "executor",
                "generation": 1,
                "base_dir": str(base_dir),
                "graphs": graphs,
                "env": env or {},
                "concurrency": concurrency,
                "run_window": run_window,
                "total_window": total_window,
                "reload": False,
                **more,
            },
        )
        self.graphs = {graph["id"]: graph for graph in self.expect(Kind.GRAPHS)["graphs"]}

    def send(self, kind, channel, value):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # a runner that is leaving needs no credit
            for frame in encode(kind, channel, body):
                self.sock.sendall(frame)

    def receive(self, patience=PATIENCE):
        """The next message that is not a saver question, or None at the end of the connection."""
        deadline = time.monotonic() + patience
        while True:
            while self.seen:
                message = self.seen.pop(0)
                if message.kind in SAVER_KINDS:
                    self._answer(message)
                    continue
                if message.kind is Kind.LOG:
                    self.logs.append(json.loads(message.body))
                    continue
                if message.kind is Kind.EVENT and self.give_credit:
                    self.send(Kind.CREDIT, message.channel, {"bytes": len(message.body)})
                return message
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.sock], [], [], left)[0]:
                raise TimeoutError("the runner said nothing")
            data = self.sock.recv(1 << 20)
            if not data:
                return None
            self.seen += self._decoder.feed(data)

    def _answer(self, message):
        if self.fence_puts and message.kind in (Kind.CKPT_PUT, Kind.WRITES_PUT):
            head = json.loads(message.body[4 : 4 + int.from_bytes(message.body[:4], "little")])
            self.send(Kind.FENCED, message.channel, {"seq": head["seq"], "reason": self.fence_reason, "message": "lost"})
            return
        if self.held is not None and message.kind in (Kind.CKPT_PUT, Kind.WRITES_PUT):
            self.held.append(message)
            return
        kind, body = self.storage.answer(message)
        self.send(kind, message.channel, body)

    def release(self):
        held, self.held = self.held, None
        for message in held:
            self._answer(message)

    def expect(self, kind, channel=0):
        while (message := self.receive()) is not None:
            if message.kind is kind and message.channel == channel:
                return json.loads(message.body)
        raise AssertionError(f"the connection ended before {kind.name}")

    def start_run(self, graph_id, input=None, thread_id=None, **fields):
        channel = next(self._channels)
        run_id, thread_id = fields.pop("run_id", str(uuid.uuid4())), thread_id or str(uuid.uuid4())
        names = {"run_id": run_id, "thread_id": thread_id, "graph_id": graph_id, "assistant_id": str(uuid.uuid4())}
        config = fields.pop("config", {})
        config.setdefault("configurable", {}).update(names)
        self.send(Kind.RUN, channel, {**names, "attempt": 1, "fence": 1, "input": input, "config": config, **fields})
        return channel, thread_id

    def finish(self, channel):
        """The run's events as (mode, namespace, data) and its END."""
        events = []
        while (message := self.receive()) is not None:
            if message.channel != channel:
                continue
            if message.kind is Kind.EVENT:
                mode, namespace, data = read_event(message.body)
                events.append((mode, namespace, json.loads(data)))
            elif message.kind is Kind.END:
                return events, json.loads(message.body)
        raise AssertionError("the connection ended before END")

    def run(self, graph_id, input=None, **fields):
        channel, thread_id = self.start_run(graph_id, input, **fields)
        events, end = self.finish(channel)
        return events, end, thread_id

    def call(self, method, **params):
        channel = next(self._channels)
        self.send(Kind.CALL, channel, {"method": method, "params": params})
        return self.expect(Kind.REPLY, channel)

    def close(self):
        self.sock.close()
        try:
            self.process.wait(10)
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
