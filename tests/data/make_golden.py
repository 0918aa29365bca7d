#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the golden byte files of frames.md and envelope.md, from those pages alone.

It shares no code with any of the codecs that are checked against its files. Run it in this folder after a
change of the contract; the files are committed.
"""
import json
import pathlib
import struct

HERE = pathlib.Path(__file__).parent
LIMIT = 256 * 1024
THREAD = "0193a5a0-0000-7000-8000-0000000000aa"
RUN = "0193a5a0-0000-7000-8000-0000000000bb"
CKPT = "1efa7b3c-0000-6000-8000-0000000000cc"
TASK = "0193a5a0-0000-5000-8000-0000000000dd"

KINDS = ["HELLO", "WELCOME", "GRAPHS", "RUN", "STARTED", "EVENT", "CREDIT", "CKPT_PUT", "WRITES_PUT", "ACK", "FENCED",
         "CKPT_GET", "CKPT_LIST", "CKPT_DATA", "SAVER_OP", "DELTA_GET", "DELTA_DATA", "STORE", "CANCEL", "END", "CALL",
         "REPLY", "PING", "PONG", "LOG", "DRAIN", "BYE"]


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def frames(kind, channel, body):
    out = b""
    while True:
        piece, body = body[:LIMIT], body[LIMIT:]
        more = 1 if body else 0
        out += struct.pack("<IBBHI", 8 + len(piece), 1, KINDS.index(kind) + 1, more, channel) + piece
        if not more:
            return out


def packed(obj, raw):
    text = compact(obj)
    return struct.pack("<I", len(text)) + text + raw


def event(mode, ns, data):
    return bytes([len(mode)]) + mode.encode() + struct.pack("<H", len(ns)) + ns.encode() + compact(data)


STATE = {"values": {"n": 1}, "next": [], "tasks": [], "metadata": {}, "created_at": None, "checkpoint": {},
         "parent_checkpoint": None, "interrupts": []}
JSON_BODIES = {
    "HELLO": (0, {"protocol": 1, "language": "python", "version": "3.11.2", "executable": "/usr/bin/python3",
                  "pid": 4242, "packages": {"langgraph": "1.2.0"}}),
    "WELCOME": (0, {"role": "executor", "generation": 1, "base_dir": "/app", "graphs": {"chat": "./chat.py:graph"},
                    "env": {"A": "b"}, "concurrency": 10, "run_window": 1048576, "total_window": 16777216,
                    "reload": True}),
    "GRAPHS": (0, {"generation": 1, "graphs": [{"id": "chat", "description": "Größe", "load_ms": 12, "error": None,
                                                "traceback": None}]}),
    "RUN": (7, {"run_id": RUN, "thread_id": THREAD, "assistant_id": TASK, "graph_id": "chat", "attempt": 1,
                "fence": 9007199254740991, "resumed": False, "head_time": 1152921504606846975, "input": {"x": 1.0},
                "command": None, "config": {"configurable": {"run_id": RUN}}, "context": None, "checkpoint_id": None,
                "stream_mode": ["values", "messages-tuple"], "subgraphs": False, "interrupt_before": None,
                "interrupt_after": None, "durability": "async", "feedback_keys": None, "metadata": {}}),
    "STARTED": (7, {}),
    "CREDIT": (7, {"bytes": 65536}),
    "ACK": (7, {"seq": 3, "result": [None]}),
    "FENCED": (7, {"seq": 4, "reason": "fenced", "message": "The run was taken over."}),
    "CKPT_GET": (7, {"seq": 5, "thread_id": THREAD, "ns": "", "id": None}),
    "CKPT_LIST": (0, {"seq": 6, "thread_id": THREAD, "ns": None, "id": None, "before": None, "filter": {"a": 1},
                      "limit": 10}),
    "SAVER_OP": (0, {"seq": 8, "op": "copy_thread", "source": THREAD, "target": RUN}),
    "DELTA_GET": (7, {"seq": 9, "thread_id": THREAD, "ns": "", "id": CKPT, "channels": ["messages"]}),
    "STORE": (7, {"seq": 10, "ops": [{"op": "get", "namespace": ["a", "b"], "key": "k", "refresh_ttl": None}]}),
    "CANCEL": (7, {"action": "interrupt", "reason": "requested"}),
    "END": (7, {"status": "success", "error": None, "values": {"n": 1}, "next": [], "interrupts": {}, "state": STATE}),
    "CALL": (8, {"method": "state", "params": {"graph_id": "chat", "config": {}, "subgraphs": False}}),
    "REPLY": (8, {"ok": STATE}),
    "PING": (0, {"seq": 11}),
    "PONG": (0, {"seq": 11, "loop_lag_ms": 0.25, "rss_bytes": 73400320, "active": 2}),
    "LOG": (0, {"level": "info", "logger": "app", "message": "hello \u2713", "run_id": RUN}),
    "DRAIN": (0, {}),
    "BYE": (0, {}),
}
PACKED_BODIES = {
    "CKPT_PUT": (7, {"seq": 1, "thread_id": THREAD, "ns": "", "id": CKPT, "parent_id": None,
                     "checkpoint": {"v": 4, "id": CKPT, "channel_versions": {"messages": "00000001.0.5"}},
                     "metadata": {"step": -1},
                     "blobs": [{"channel": "messages", "version": "00000001.0.5", "type": "msgpack", "len": 3},
                               {"channel": "gone", "version": "00000001.0.5", "type": "empty", "len": None}]},
                 b"\x91\x01\x00"),
    "WRITES_PUT": (7, {"seq": 2, "thread_id": THREAD, "ns": "", "id": CKPT, "task_id": TASK, "task_path": "~__pregel_pull, a",
                       "writes": [{"idx": 0, "channel": "a", "type": "msgpack", "len": 1},
                                  {"idx": -1, "channel": "__error__", "type": "msgpack", "len": 2}]}, b"\xc0\xa1x"),
    "CKPT_DATA": (7, {"seq": 5, "tuples": [
        {"thread_id": THREAD, "ns": "", "id": CKPT, "parent_id": None, "checkpoint": {"v": 4, "id": CKPT},
         "metadata": {"step": 0},
         "blobs": [{"channel": "messages", "version": "1", "type": "msgpack", "len": 3}],
         "writes": [{"task_id": TASK, "channel": "a", "type": "msgpack", "len": 1}],
         "parent_sends": [{"channel": "__pregel_tasks", "type": "msgpack", "len": 2}]}]}, b"\x91\x01\x00\xc0\xa1x"),
    "DELTA_DATA": (7, {"seq": 9, "channels": [
        {"channel": "messages", "seed": {"type": "msgpack", "len": 1},
         "writes": [{"task_id": TASK, "type": "msgpack", "len": 2}]},
        {"channel": "none", "seed": None, "writes": []}]}, b"\x90\xa1y"),
}


def write_frames():
    folder = HERE / "frames"
    index = []

    def add(name, kind, channel, form, body, **extra):
        (folder / (name + ".bin")).write_bytes(frames(kind, channel, body))
        index.append({"file": name + ".bin", "kind": KINDS.index(kind) + 1, "name": kind, "channel": channel,
                      "form": form, "body_bytes": len(body), **extra})

    for number, kind in enumerate(KINDS, 1):
        name = f"{number:02d}_{kind.lower()}"
        if kind in PACKED_BODIES:
            channel, obj, raw = PACKED_BODIES[kind]
            add(name, kind, channel, "packed", packed(obj, raw), json=compact(obj).decode(), raw_hex=raw.hex())
        elif kind == "EVENT":
            data = {"messages": ["Ärger"]}
            add(name, kind, 7, "event", event("values", "node:" + TASK, data), mode="values", ns="node:" + TASK,
                json=compact(data).decode())
        else:
            channel, obj = JSON_BODIES[kind]
            add(name, kind, channel, "json", compact(obj), json=compact(obj).decode())
    long = {"text": "heddle " * 41000}
    add("long_event", "EVENT", 9, "event", event("custom", "", long), mode="custom", ns="", repeat=["heddle ", 41000])
    (folder / "index.json").write_text(json.dumps(index, indent=1, ensure_ascii=False) + "\n")


def envelope(first, last, payload, flags=0, chunk=0, chunks=1):
    ids = bytes.fromhex(THREAD.replace("-", "")) + bytes.fromhex(RUN.replace("-", ""))
    return struct.pack("<BB", 1, flags) + ids + struct.pack("<qiqqII", (1 << 40) + 5, 2, first, last, chunk, chunks) + payload


def envelope_event(mode, ns, micros, data):
    text = compact(data)
    return (bytes([len(mode)]) + mode.encode() + struct.pack("<H", len(ns)) + ns.encode() + struct.pack("<q", micros)
            + struct.pack("<I", len(text)) + text)


def write_envelopes():
    folder = HERE / "envelope"
    at = 1767225600000001
    two = (envelope_event("metadata", "", at, {"run_id": RUN, "attempt": 2, "thread_id": THREAD})
           + envelope_event("values", "node:" + TASK, at + 1, {"n": "ü"}))
    (folder / "two_events.bin").write_bytes(envelope(1, 2, two))
    (folder / "end.bin").write_bytes(envelope(3, 3, envelope_event("end", "", at + 2, {"status": "success"}), flags=2))
    one = envelope_event("custom", "", at + 3, "ab" * 40000)
    size = 48 * 1024
    pieces = [one[i:i + size] for i in range(0, len(one), size)]
    for number, piece in enumerate(pieces):
        (folder / f"chunk_{number}.bin").write_bytes(envelope(3, 3, piece, flags=4, chunk=number, chunks=len(pieces)))


if __name__ == "__main__":
    write_frames()
    write_envelopes()
