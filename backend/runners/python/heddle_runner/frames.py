# SPDX-License-Identifier: Apache-2.0
"""Runner frames as bytes (backend/wire/frames.md): pure functions, no I/O."""

from __future__ import annotations

import enum
import json
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

VERSION = 1
MORE = 1
CHUNK = 256 * 1024
MAX_BODY = 128 * 1024 * 1024
HEADER = struct.Struct("<IBBHI")
_LENGTH = struct.Struct("<I")
_NAMESPACE_LENGTH = struct.Struct("<H")


class Kind(enum.IntEnum):
    HELLO = 1
    WELCOME = 2
    GRAPHS = 3
    RUN = 4
    STARTED = 5
    EVENT = 6
    CREDIT = 7
    CKPT_PUT = 8
    WRITES_PUT = 9
    ACK = 10
    FENCED = 11
    CKPT_GET = 12
    CKPT_LIST = 13
    CKPT_DATA = 14
    SAVER_OP = 15
    DELTA_GET = 16
    DELTA_DATA = 17
    STORE = 18
    CANCEL = 19
    END = 20
    CALL = 21
    REPLY = 22
    PING = 23
    PONG = 24
    LOG = 25
    DRAIN = 26
    BYE = 27


class FrameError(Exception):
    """The peer broke the frame rules; the session cannot go on."""


class Message(NamedTuple):
    """A whole body, put together from its frames."""

    kind: Kind
    channel: int
    body: bytes


def encode(kind: Kind, channel: int, body: bytes) -> Iterator[bytes]:
    """The frames of one body, in order, cut at CHUNK bytes."""
    size = len(body)
    if size > MAX_BODY:
        raise FrameError(f"a {kind.name} body of {size} bytes is above the limit of {MAX_BODY}")
    if size <= CHUNK:
        yield HEADER.pack(8 + size, VERSION, kind, 0, channel) + body
        return
    for start in range(0, size, CHUNK):
        part = body[start : start + CHUNK]
        flags = MORE if start + CHUNK < size else 0
        yield HEADER.pack(8 + len(part), VERSION, kind, flags, channel) + part


class Decoder:
    """Turns a byte stream, cut anywhere, into messages. Raises FrameError at the first broken frame."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._open: dict[tuple[Kind, int], bytearray] = {}

    def feed(self, data: bytes) -> list[Message]:
        buffer = self._buffer
        buffer += data
        messages: list[Message] = []
        at = 0
        while len(buffer) - at >= HEADER.size:
            length, version, kind, flags, channel = HEADER.unpack_from(buffer, at)
            if version != VERSION:
                raise FrameError(f"frame version {version} is not {VERSION}")
            if not 8 <= length <= 8 + CHUNK:
                raise FrameError(f"frame length {length} is outside 8…{8 + CHUNK}")
            if len(buffer) - at < 4 + length:
                break
            body = bytes(memoryview(buffer)[at + HEADER.size : at + 4 + length])
            at += 4 + length
            if (message := self._join(kind, flags, channel, body)) is not None:
                messages.append(message)
        if at:
            del buffer[:at]
        return messages

    def _join(self, number: int, flags: int, channel: int, body: bytes) -> Message | None:
        try:
            kind = Kind(number)
        except ValueError:
            raise FrameError(f"frame kind {number} is unknown") from None
        key = (kind, channel)
        parts = self._open.get(key)
        if parts is None and not flags & MORE:
            return Message(kind, channel, body)
        if parts is None:
            parts = self._open[key] = bytearray()
        parts += body
        if len(parts) > MAX_BODY:
            raise FrameError(f"a {kind.name} body is above the limit of {MAX_BODY} bytes")
        if flags & MORE:
            return None
        del self._open[key]
        return Message(kind, channel, bytes(parts))


def dump_json(value: Any) -> bytes:
    """Control JSON. Lone surrogates cannot be UTF-8; they travel as escapes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def load_json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError as error:
        raise FrameError(f"a body is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise FrameError("a JSON body is not an object")
    return value


def pack(head: bytes, parts: list[bytes]) -> bytes:
    """Packed body: a JSON object, then the raw bytes its "len" fields announce, in their order."""
    return b"".join((_LENGTH.pack(len(head)), head, *parts))


class Unpacker:
    """Reads a packed body: `head`, then `take(entry)` for each entry in the order in which they stand."""

    def __init__(self, body: bytes) -> None:
        if len(body) < _LENGTH.size:
            raise FrameError("a packed body is shorter than its length field")
        (size,) = _LENGTH.unpack_from(body)
        if _LENGTH.size + size > len(body):
            raise FrameError("a packed body is shorter than its JSON")
        self._view = memoryview(body)
        self._at = _LENGTH.size + size
        self.head = load_json(bytes(self._view[_LENGTH.size : self._at]))

    def take(self, entry: dict[str, Any]) -> bytes | None:
        size = entry.get("len")
        if size is None:
            return None
        end = self._at + size
        if size < 0 or end > len(self._view):
            raise FrameError("a packed body is shorter than its parts")
        data = bytes(self._view[self._at : end])
        self._at = end
        return data


def event(mode: str, namespace: str, data: bytes) -> bytes:
    """EVENT body: mode, namespace (parts joined by '|'), finished JSON."""
    mode_bytes, namespace_bytes = mode.encode(), namespace.encode()
    return b"".join(
        (
            bytes((len(mode_bytes),)),
            mode_bytes,
            _NAMESPACE_LENGTH.pack(len(namespace_bytes)),
            namespace_bytes,
            data,
        )
    )


def read_event(body: bytes) -> tuple[str, str, bytes]:
    if not body or len(body) < 3 + body[0]:
        raise FrameError("an event body is shorter than its mode")
    at = 1 + body[0]
    (size,) = _NAMESPACE_LENGTH.unpack_from(body, at)
    start = at + 2
    if len(body) < start + size:
        raise FrameError("an event body is shorter than its namespace")
    return body[1:at].decode(), body[start : start + size].decode(), body[start + size :]
