# SPDX-License-Identifier: Apache-2.0
"""Answers saver frames from memory: the other half of the protocol, for tests of the runner alone."""

from __future__ import annotations

import json

from heddle_runner.frames import Kind, Unpacker, pack


class MemoryCheckpoints:
    def __init__(self):
        self.checkpoints = {}  # (thread, ns, id) -> head of CKPT_PUT
        self.blobs = {}  # (thread, ns, channel, version) -> (type, bytes)
        self.writes = {}  # (thread, ns, id) -> {(task_path, task_id, idx): (channel, type, bytes)}
        self.items = {}
        self.log = []

    def put(self, body):
        unpacker = Unpacker(body)
        head = unpacker.head
        where = (head["thread_id"], head["ns"])
        for blob in head["blobs"]:
            self.blobs.setdefault((*where, blob["channel"], blob["version"]), (blob["type"], unpacker.take(blob)))
        self.checkpoints[(*where, head["id"])] = head
        self.log.append(("put", head["ns"], head["id"], head["metadata"].get("step")))
        return head["seq"]

    def put_writes(self, body):
        unpacker = Unpacker(body)
        head = unpacker.head
        stored = self.writes.setdefault((head["thread_id"], head["ns"], head["id"]), {})
        for write in head["writes"]:
            key = (head["task_path"], head["task_id"], write["idx"])
            value = (write["channel"], write["type"], unpacker.take(write))
            if write["idx"] < 0:
                stored[key] = value
            else:
                stored.setdefault(key, value)
        return head["seq"]

    def answer(self, message):
        """(kind, body) that answers a saver or store frame."""
        if message.kind is Kind.CKPT_PUT:
            return Kind.ACK, {"seq": self.put(message.body)}
        if message.kind is Kind.WRITES_PUT:
            return Kind.ACK, {"seq": self.put_writes(message.body)}
        asked = json.loads(message.body)
        if message.kind is Kind.DELTA_GET:
            return Kind.DELTA_DATA, self._delta(asked)
        if message.kind is Kind.CKPT_GET:
            return Kind.CKPT_DATA, self._data(asked["seq"], self._find(asked, 1))
        if message.kind is Kind.CKPT_LIST:
            return Kind.CKPT_DATA, self._data(asked["seq"], self._find(asked, asked["limit"]))
        if message.kind is Kind.SAVER_OP:
            return Kind.ACK, {"seq": asked["seq"]}
        if message.kind is Kind.STORE:
            return Kind.ACK, {"seq": asked["seq"], "result": [self._store(op) for op in asked["ops"]]}
        raise AssertionError(f"unexpected {message.kind}")

    def _find(self, asked, limit):
        found = [
            head
            for (thread, ns, checkpoint_id), head in self.checkpoints.items()
            if asked["thread_id"] in (None, thread)
            and asked["ns"] in (None, ns)
            and asked["id"] in (None, checkpoint_id)
            and (asked.get("before") is None or checkpoint_id < asked["before"])
            and (asked.get("filter") or {}).items() <= head["metadata"].items()
        ]
        found.sort(key=lambda head: head["id"], reverse=True)
        return found[:limit]

    def _data(self, seq, heads):
        tuples, parts = [], []
        for head in heads:
            where = (head["thread_id"], head["ns"])
            entry = {**{k: head[k] for k in ("thread_id", "ns", "id", "parent_id", "checkpoint", "metadata")}}
            entry["blobs"] = []
            for channel, version in head["checkpoint"]["channel_versions"].items():
                if (blob := self.blobs.get((*where, channel, version))) is not None:
                    entry["blobs"].append(
                        {"channel": channel, "version": version, "type": blob[0], "len": len(blob[1])}
                    )
                    parts.append(blob[1])
            entry["writes"] = []
            for (_, task, _), (channel, kind, data) in sorted(self.writes.get((*where, head["id"]), {}).items()):
                entry["writes"].append({"task_id": task, "channel": channel, "type": kind, "len": len(data)})
                parts.append(data)
            entry["parent_sends"] = []
            tuples.append(entry)
        return pack(json.dumps({"seq": seq, "tuples": tuples}).encode(), parts)

    def _delta(self, asked):
        channels, parts = [], []
        for channel in asked["channels"]:
            entry, tail = {"channel": channel, "seed": None, "writes": []}, []
            where = (asked["thread_id"], asked["ns"])
            at = self.checkpoints[(*where, asked["id"])]["parent_id"]
            while at is not None and entry["seed"] is None:
                head = self.checkpoints[(*where, at)]
                rows = sorted(self.writes.get((*where, at), {}).items())
                tail[:0] = [(key[1], kind, data) for key, (name, kind, data) in rows if name == channel]
                version = head["checkpoint"]["channel_versions"].get(channel)
                if (blob := self.blobs.get((*where, channel, version))) is not None:
                    entry["seed"] = {"type": blob[0], "len": len(blob[1])}
                    parts.append(blob[1])
                at = head["parent_id"]
            entry["writes"] = [{"task_id": task, "type": kind, "len": len(data)} for task, kind, data in tail]
            parts += [data for _, _, data in tail]
            channels.append(entry)
        return pack(json.dumps({"seq": asked["seq"], "channels": channels}).encode(), parts)

    def _store(self, op):
        if op["op"] == "put":
            key = (tuple(op["namespace"]), op["key"])
            now = "2026-01-02T03:04:05+00:00"
            self.items[key] = {k: op[k] for k in ("namespace", "key", "value")} | {"created_at": now, "updated_at": now}
            return None
        if op["op"] == "get":
            return self.items.get((tuple(op["namespace"]), op["key"]))
        if op["op"] == "search":
            prefix = tuple(op["namespace_prefix"])
            return [item for (ns, _), item in self.items.items() if ns[: len(prefix)] == prefix]
        return sorted({ns for ns, _ in self.items})
