# SPDX-License-Identifier: Apache-2.0
import dataclasses
import datetime as dt
import enum
import json
import uuid
from collections import OrderedDict, deque, namedtuple
from decimal import Decimal
from pathlib import Path

import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage
from langgraph.types import Interrupt, Send
from pydantic import BaseModel

from heddle_runner.wire_json import dumps

Pair = namedtuple("Pair", "a b")


class Colour(enum.Enum):
    RED = "red"


class Model(BaseModel):
    when: dt.datetime
    inner: list[int] = [1]


@dataclasses.dataclass
class Data:
    a: int
    b: object = None


class Odd:
    def __str__(self):
        return "odd"


class Broken:
    def __str__(self):
        raise ValueError("no text")


UTC = dt.timezone.utc
TABLE = {
    "plain": ({"b": 1, "a": [None, True, 1.5, "ü"]}, {"b": 1, "a": [None, True, 1.5, "ü"]}),
    "nan": ([float("nan"), float("inf"), -float("inf")], [None, None, None]),
    "datetime": (dt.datetime(2026, 1, 2, 3, 4, 5, 6, UTC), "2026-01-02T03:04:05.000006+00:00"),
    "date": (dt.date(2026, 1, 2), "2026-01-02"),
    "timedelta": (dt.timedelta(seconds=1.5), 1.5),
    "uuid": (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    "bytes": (b"ab\xff", "YWL/"),
    "set": ({3}, [3]),
    "frozenset": (frozenset({3}), [3]),
    "deque": (deque([1, 2]), [1, 2]),
    "tuple": ((1, (2,)), [1, [2]]),
    "namedtuple": (Pair(1, {2}), {"a": 1, "b": [2]}),
    "enum": (Colour.RED, "red"),
    "decimal": (Decimal("1.10"), 1.1),
    "path": (Path("/a/b"), "/a/b"),
    "pydantic": (Model(when=dt.datetime(2026, 1, 1, tzinfo=UTC)), {"when": "2026-01-01T00:00:00+00:00", "inner": [1]}),
    "dataclass": (Data(1, Data(2)), {"a": 1, "b": {"a": 2, "b": None}}),
    "mapping": (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
    "int keys": ({2: "a", None: "b", True: "c"}, {"2": "a", "null": "b", "true": "c"}),
    "uuid key": ({uuid.UUID(int=1): 1}, {"00000000-0000-0000-0000-000000000001": 1}),
    "big int": ({"n": 12345678901234567890123, "s": {1}}, {"n": 12345678901234567890123, "s": [1]}),
    "lone surrogate": ({"a\ud800": ["\udfff", "😀", {b"x"}]}, {"a\ufffd": ["\ufffd", "😀", ["eA=="]]}),
    "surrogate beside the rest": (
        ["\ud800", Colour.RED, float("nan"), dt.date(2026, 1, 2), Data(1), {1: 2}, Pair(1, 2), uuid.UUID(int=1)],
        ["\ufffd", "red", None, "2026-01-02", {"a": 1, "b": None}, {"1": 2}, {"a": 1, "b": 2}, str(uuid.UUID(int=1))],
    ),
    "exception": (ValueError("no"), {"error": "ValueError", "message": "no"}),
    "object": (Odd(), "odd"),
    "object without text": (Broken(), "<Broken>"),
    "class": (Odd, f"{Odd.__module__}.Odd"),
}


@pytest.mark.parametrize("value, expected", TABLE.values(), ids=TABLE.keys())
def test_values(value, expected):
    assert json.loads(dumps(value)) == expected


def test_key_order_is_kept():
    assert list(json.loads(dumps({"z": 1, "a": 2, "m": 3}))) == ["z", "a", "m"]


def test_messages_are_flat():
    human = json.loads(dumps(HumanMessage("hi", id="1")))
    assert human["type"] == "human" and human["content"] == "hi" and human["id"] == "1"
    chunk = json.loads(dumps([AIMessageChunk("tok", id="2"), {"langgraph_node": "chat"}]))
    assert chunk[0]["type"] == "AIMessageChunk" and chunk[0]["tool_call_chunks"] == []


def test_sends():
    assert json.loads(dumps(Send("node", {"x": {1}}))) == {"node": "node", "args": {"x": [1]}}


def test_interrupts():
    found = json.loads(dumps([Interrupt(value={"q": "ok?"}, id="abc")]))
    assert found[0]["id"] == "abc" and found[0]["value"] == {"q": "ok?"}


def test_deep_values_end_somewhere():
    deep = value = []
    for _ in range(3000):
        value.append([])
        value = value[0]
    assert dumps(deep).startswith(b"[[")


def test_numpy():
    numpy = pytest.importorskip("numpy")
    assert json.loads(dumps({"a": numpy.arange(3), "b": numpy.float64(1.5)})) == {"a": [0, 1, 2], "b": 1.5}
