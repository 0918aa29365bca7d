# SPDX-License-Identifier: Apache-2.0
"""Frames hold what langgraph-checkpoint-postgres would put into its tables."""

from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.postgres.base import BasePostgresSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.serde.types import _DeltaSnapshot

from heddle_runner import checkpoint_codec
from heddle_runner.frames import Unpacker, pack
from heddle_runner.saver import HeddleSaver

SERDE = JsonPlusSerializer()
CONFIG = {"configurable": {"thread_id": "t", "checkpoint_ns": "n:1", "checkpoint_id": "parent", "user": "u"}}
VALUES = {
    "text": "a", "none": None, "flag": True, "number": 1.5, "list": [1], "bytes": b"x", "snap": _DeltaSnapshot([1]),
    "unchanged": {"k": 1},
}
VERSIONS = {name: f"{index:032}.5" for index, name in enumerate(VALUES)}


def put(values=VALUES, new=None):
    checkpoint = {**empty_checkpoint(), "channel_values": values, "channel_versions": VERSIONS}
    new = {k: v for k, v in VERSIONS.items() if k != "unchanged"} if new is None else new
    metadata = {"source": "loop", "step": 1, "run_id": "r", "writes": {"old": 1}}
    unpacker = Unpacker(checkpoint_codec.put_body(7, CONFIG, checkpoint, metadata, new, SERDE))
    return unpacker.head, {entry["channel"]: (entry, unpacker.take(entry)) for entry in unpacker.head["blobs"]}


def test_primitives_stay_in_the_checkpoint_and_snapshots_leave_a_mark():
    head, blobs = put()
    assert head["checkpoint"]["channel_values"] == {"text": "a", "none": None, "flag": True, "number": 1.5, "snap": True}
    assert set(blobs) == {"list", "bytes", "snap"}
    assert (head["seq"], head["thread_id"], head["ns"], head["parent_id"]) == (7, "t", "n:1", "parent")
    assert head["metadata"] == {"source": "loop", "step": 1, "run_id": "r", "user": "u"}


def test_blobs_equal_those_of_the_postgres_saver():
    changed = {name: VALUES[name] for name in ("list", "bytes", "snap")}
    rows = BasePostgresSaver._dump_blobs(type("S", (), {"serde": SERDE})(), "t", "n:1", changed, VERSIONS | {})
    theirs = {row[2]: (row[3], row[4], row[5]) for row in rows if row[2] in changed}
    ours = {name: (entry["version"], entry["type"], data) for name, (entry, data) in put()[1].items()}
    assert ours == theirs


def test_writes_equal_those_of_the_postgres_saver():
    writes = [("list", [1]), ("__interrupt__", ["q"]), ("text", "a"), ("__error__", "boom")]
    rows = BasePostgresSaver._dump_writes(type("S", (), {"serde": SERDE})(), "t", "n:1", "parent", "task", "path", writes)
    unpacker = Unpacker(checkpoint_codec.writes_body(1, CONFIG, writes, "task", "path", SERDE))
    ours = [(e["idx"], e["channel"], e["type"], unpacker.take(e)) for e in unpacker.head["writes"]]
    assert ours == [row[5:] for row in rows]
    assert (unpacker.head["id"], unpacker.head["task_path"]) == ("parent", "path")


def data_body(checkpoint, sends=()):
    kinds = [SERDE.dumps_typed(send) for send in sends]
    entry = {
        "thread_id": "t", "ns": "", "id": "c", "parent_id": None, "checkpoint": checkpoint, "metadata": {},
        "blobs": [{"channel": "gone", "version": "1", "type": "empty", "len": None}], "writes": [],
        "parent_sends": [{"channel": "__pregel_tasks", "type": kind, "len": len(data)} for kind, data in kinds],
    }
    import json

    return pack(json.dumps({"seq": 1, "tuples": [entry]}).encode(), [data for _, data in kinds])


def saver():
    return HeddleSaver(asker=object())


def test_sends_of_old_checkpoints_become_a_channel():
    (found,) = checkpoint_codec.read_tuples(
        data_body({"v": 3, "channel_values": {}, "channel_versions": {"a": "2.1", "b": "10.1"}}, [{"x": 1}]), saver()
    )
    assert found.checkpoint["channel_values"] == {"__pregel_tasks": [{"x": 1}]}
    assert found.checkpoint["channel_versions"]["__pregel_tasks"] == "2.1"  # the largest as text
    (found,) = checkpoint_codec.read_tuples(data_body({"v": 4, "channel_versions": {}}, [{"x": 1}]), saver())
    assert found.checkpoint["channel_values"] == {}


def test_versions_sort_as_text():
    first = saver().get_next_version(None, None)
    assert first.startswith("0" * 31 + "1.")
    later = first
    for _ in range(12):
        before, later = later, saver().get_next_version(later, None)
        assert later > before and len(later.split(".")[0]) == 32
    assert saver().get_next_version(3, None).startswith("0" * 31 + "4.")
