# SPDX-License-Identifier: Apache-2.0
import random
import struct
from pathlib import Path

import pytest

from heddle_runner import frames
from heddle_runner.frames import CHUNK, Decoder, FrameError, Kind, Message, Unpacker, encode

GOLDEN = Path(__file__).resolve().parents[1] / "data/frames"


def stream_of(messages):
    return b"".join(frame for message in messages for frame in encode(*message))


SAMPLE = [
    Message(Kind.HELLO, 0, b'{"protocol":1}'),
    Message(Kind.EVENT, 7, frames.event("values", "", b"{}")),
    Message(Kind.CKPT_PUT, 9, bytes(range(256)) * 3000),
    Message(Kind.DRAIN, 0, b""),
    Message(Kind.END, 7, b"x" * CHUNK),
    Message(Kind.END, 8, b"x" * (CHUNK + 1)),
]


def test_layout_of_a_frame():
    (frame,) = encode(Kind.PING, 258, b"ab")
    assert frame == b"\x0a\0\0\0" + b"\x01" + b"\x17" + b"\0\0" + b"\x02\x01\0\0" + b"ab"


def test_long_bodies_are_cut():
    cut = list(encode(Kind.END, 1, b"x" * (2 * CHUNK + 1)))
    assert [len(frame) - 12 for frame in cut] == [CHUNK, CHUNK, 1]
    assert [struct.unpack_from("<H", frame, 6)[0] for frame in cut] == [1, 1, 0]


def test_whole():
    assert Decoder().feed(stream_of(SAMPLE)) == SAMPLE


def test_byte_by_byte():
    small = [message for message in SAMPLE if len(message.body) < 1000]
    decoder = Decoder()
    assert [m for byte in stream_of(small) for m in decoder.feed(bytes((byte,)))] == small


@pytest.mark.parametrize("seed", range(20))
def test_random_cuts(seed):
    chance = random.Random(seed)
    data, decoder, found = stream_of(SAMPLE), Decoder(), []
    while data:
        size = chance.choice((1, 2, 11, 12, 13, 4096, 300_000))
        found += decoder.feed(data[:size])
        data = data[size:]
    assert found == SAMPLE


def test_channels_may_interleave():
    one = list(encode(Kind.EVENT, 1, b"a" * (CHUNK + 5)))
    two = list(encode(Kind.EVENT, 2, b"b" * (CHUNK + 5)))
    found = Decoder().feed(one[0] + two[0] + two[1] + one[1])
    assert [(m.channel, len(m.body)) for m in found] == [(2, CHUNK + 5), (1, CHUNK + 5)]


@pytest.mark.parametrize(
    "data, text",
    [
        (b"\x08\0\0\0\x02\x01\0\0\0\0\0\0", "version 2"),
        (b"\x08\0\0\0\x01\x63\0\0\0\0\0\0", "kind 99"),
        (b"\x07\0\0\0\x01\x01\0\0\0\0\0\0", "length 7"),
        (struct.pack("<I", 9 + CHUNK) + b"\x01\x01\0\0\0\0\0\0", "length"),
    ],
    ids=["version", "kind", "short", "long"],
)
def test_broken_frames_end_the_session(data, text):
    with pytest.raises(FrameError, match=text):
        Decoder().feed(data)


def test_body_limit(monkeypatch):
    monkeypatch.setattr(frames, "MAX_BODY", 2 * CHUNK)
    with pytest.raises(FrameError, match="above the limit"):
        list(encode(Kind.END, 1, b"x" * (2 * CHUNK + 1)))
    part = struct.pack("<IBBHI", 8 + CHUNK, 1, Kind.END, 1, 1) + b"x" * CHUNK
    with pytest.raises(FrameError, match="above the limit"):
        Decoder().feed(part * 3)


def test_packed_bodies():
    body = frames.pack(b'{"parts":[{"len":2},{"len":null},{"len":0},{"len":3}]}', [b"ab", b"", b"cde"])
    unpacker = Unpacker(body)
    assert [unpacker.take(entry) for entry in unpacker.head["parts"]] == [b"ab", None, b"", b"cde"]


@pytest.mark.parametrize("body", [b"", b"\x05\0\0\0{}", b"\x02\0\0\0[]", b"\x02\0\0\0{]"])
def test_broken_packed_bodies(body):
    with pytest.raises(FrameError):
        Unpacker(body)


def test_packed_parts_end_early():
    unpacker = Unpacker(frames.pack(b'{"len":5}', [b"abc"]))
    with pytest.raises(FrameError, match="shorter than its parts"):
        unpacker.take(unpacker.head)


@pytest.mark.parametrize("namespace", ["", "a:1", "a:1|b:ü"])
def test_event_bodies(namespace):
    assert frames.read_event(frames.event("messages", namespace, b"[1]")) == ("messages", namespace, b"[1]")


def test_lone_surrogates_travel_as_escapes():
    assert frames.load_json(frames.dump_json({"text": "\ud800"})) == {"text": "\ud800"}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*")), ids=lambda path: path.name)
def test_golden_files_decode_and_encode_to_the_same_bytes(path):
    if path.suffix != ".bin":
        pytest.skip("not a frame")
    data = path.read_bytes()
    found = Decoder().feed(data)
    assert found and stream_of(found) == data
