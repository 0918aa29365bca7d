# SPDX-License-Identifier: Apache-2.0
"""The socket to the server, owned by one I/O thread that user code cannot block."""

from __future__ import annotations

import concurrent.futures
import contextlib
import itertools
import os
import selectors
import socket
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable
from typing import Any

from .frames import Decoder, Kind, Message, dump_json, encode, load_json

_READ_SIZE = 256 * 1024
_ANSWERS = {Kind.ACK, Kind.FENCED, Kind.CKPT_DATA, Kind.DELTA_DATA}

Answer = concurrent.futures.Future


class LinkClosed(Exception):
    """The server is gone or the session has ended."""


class Link:
    """Sends from any thread; answers complete futures; everything else goes to `on_message`, which is called on the
    I/O thread and must not block. PING is answered here with what `pong` reports."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        sock.set_inheritable(False)
        self._sock = sock
        self._lock = threading.Lock()
        self._queues: dict[int, deque[bytes]] = {}
        self._turns: deque[int] = deque()
        self._unsent = b""
        self._closing = False
        self._closed = False
        self._answers: dict[int, Answer] = {}
        self._seq = itertools.count(1)
        self._wake_r, self._wake_w = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._thread = threading.Thread(target=self._main, name="heddle-io", daemon=True)
        self.on_message: Callable[[Message], None] = lambda _message: None
        self.on_close: Callable[[], None] = lambda: None
        self.pong: Callable[[int], dict[str, Any]] = lambda seq: {"seq": seq}

    def start(self) -> None:
        self._thread.start()

    def send(self, kind: Kind, channel: int, body: bytes) -> None:
        """Queues the frames behind the channel's earlier ones. Channels take turns frame by frame."""
        with self._lock:
            if self._closed or self._closing:
                return
            queue = self._queues.get(channel)
            if queue is None:
                queue = self._queues[channel] = deque()
                self._turns.append(channel)
            queue.extend(encode(kind, channel, body))
            blocked = self._flush()
        if blocked:
            self._wake()

    def send_json(self, kind: Kind, channel: int, value: dict[str, Any]) -> None:
        self.send(kind, channel, dump_json(value))

    def ask(self, kind: Kind, channel: int, body_of: Callable[[int], bytes]) -> Answer:
        """Sends a request whose body carries the sequence number; the future completes with the answering Message,
        on the I/O thread."""
        seq = next(self._seq)
        answer: Answer = Answer()
        with self._lock:
            if self._closed or self._closing:
                raise LinkClosed("the connection to heddle-server is closed")
            self._answers[seq] = answer
        self.send(kind, channel, body_of(seq))
        return answer

    def close(self, timeout: float = 5.0) -> None:
        """Sends what is queued, then closes."""
        with self._lock:
            self._closing = True
        self._wake()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout)

    # Sending, under the lock

    def _next_frames(self) -> bytes:
        frames: list[bytes] = []
        size = 0
        while self._turns and size < _READ_SIZE:
            channel = self._turns.popleft()
            queue = self._queues[channel]
            frame = queue.popleft()
            frames.append(frame)
            size += len(frame)
            if queue:
                self._turns.append(channel)
            else:
                del self._queues[channel]
        return frames[0] if len(frames) == 1 else b"".join(frames)

    def _flush(self) -> bool:
        """Writes what the socket takes now; true if something is left for the I/O thread."""
        while self._unsent or self._turns:
            data = self._unsent or self._next_frames()
            try:
                sent = self._sock.send(data)
            except BlockingIOError:
                sent = 0
            except OSError:
                self._unsent = b""
                self._queues.clear()
                self._turns.clear()
                return False  # reading finds the end and reports it once
            self._unsent = data[sent:]
            if self._unsent:
                return True
        return False

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError, OSError):
            os.write(self._wake_w, b"\0")

    # The I/O thread

    def _main(self) -> None:
        try:
            self._serve()
        except Exception:
            traceback.print_exc()
            print("heddle-runner: the I/O thread failed; the runner stops", file=sys.stderr, flush=True)
            os._exit(70)

    def _serve(self) -> None:
        decoder = Decoder()
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_r, selectors.EVENT_READ)
            selector.register(self._sock, selectors.EVENT_READ)
            while True:
                with self._lock:
                    left = self._flush()
                    if self._closing and not left:
                        break
                wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if left else 0)
                selector.modify(self._sock, wanted)
                ready = {key.fd: events for key, events in selector.select()}
                if self._wake_r in ready:
                    os.read(self._wake_r, 4096)
                if ready.get(self._sock.fileno(), 0) & selectors.EVENT_READ and not self._read(decoder):
                    break
        self._shut()

    def _read(self, decoder: Decoder) -> bool:
        try:
            data = self._sock.recv(_READ_SIZE)
        except BlockingIOError:
            return True
        except OSError:
            return False
        for message in decoder.feed(data):
            self._dispatch(message)
        return bool(data)

    def _dispatch(self, message: Message) -> None:
        if message.kind is Kind.PING:
            self.send_json(Kind.PONG, 0, self.pong(load_json(message.body)["seq"]))
        elif message.kind in _ANSWERS:
            self._answer(message)
        else:
            self.on_message(message)

    def _answer(self, message: Message) -> None:
        head = message.body
        if message.kind in (Kind.CKPT_DATA, Kind.DELTA_DATA):
            head = head[4 : 4 + int.from_bytes(head[:4], "little")]
        with self._lock:
            answer = self._answers.pop(load_json(head).get("seq"), None)
        if answer is None:
            self.on_message(message)  # a run fenced while it asks for nothing
            return
        with contextlib.suppress(concurrent.futures.InvalidStateError):
            answer.set_result(message)

    def _shut(self) -> None:
        with self._lock:
            self._closed = True
            answers, self._answers = self._answers, {}
            self._sock.close()
        for answer in answers.values():
            with contextlib.suppress(concurrent.futures.InvalidStateError):
                answer.set_exception(LinkClosed("the connection to heddle-server is closed"))
        self.on_close()
