# SPDX-License-Identifier: Apache-2.0
"""Writes blobs.json: values as LangGraph's own serializer stores them, beside what the console must show.

Run with langgraph installed: python make.py > blobs.json. Expected values are written by hand, so that a change
of the serializer is seen as a difference and not copied.
"""

import dataclasses
import datetime
import decimal
import ipaddress
import json
import pathlib
import re
import sys
import uuid

from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.types import Interrupt, Send

try:
    import numpy
except ImportError:
    numpy = None


@dataclasses.dataclass
class Order:
    number: int
    paid: bool


ANY = "__any__"  # this member's value does not matter
CASES = [
    ("none", None, None, ""),
    ("big", 12345678901234567890, 12345678901234567890, ""),
    ("negative", -129, -129, ""),
    ("float", 0.1, 0.1, ""),
    ("text", "ä😀", "ä😀", ""),
    ("bytes", {"b": b"\x00\xff"}, {"b": {"__bytes__": "AP8="}}, ""),
    ("order", {"b": 1, "a": [1, {"c": None}]}, {"b": 1, "a": [1, {"c": None}]}, ""),
    ("keys", {1: "a", None: "b"}, {"1": "a", "null": "b"}, "map, keys not all text"),
    ("uuid", uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001", "uuid.UUID"),
    ("decimal", decimal.Decimal("1.10"), "1.10", "decimal.Decimal"),
    ("set", {7}, [7], "builtins.set"),
    ("address", ipaddress.ip_address("10.0.0.1"), "10.0.0.1", "ipaddress.IPv4Address"),
    ("path", pathlib.Path("/var/log/x"), "/var/log/x", "pathlib.PosixPath"),
    ("pattern", re.compile("a+"), "a+", "re.compile"),
    ("date", datetime.date(2026, 11, 3), "2026-11-03", "datetime.date"),
    ("datetime", datetime.datetime(2026, 11, 3, 1, 2, 3, tzinfo=datetime.timezone.utc),
     "2026-11-03T01:02:03+00:00", "datetime.datetime"),
    ("timedelta", datetime.timedelta(days=1, seconds=2), "1 day, 0:00:02", "datetime.timedelta"),
    ("send", Send("node", {"x": 1}), {"node": "node", "arg": {"x": 1}}, "langgraph.types.Send"),
    ("interrupt", Interrupt(value={"q": "ok?"}, id="abc"), {"value": {"q": "ok?"}, "id": "abc", "response_schema": None},
     "langgraph.types.Interrupt"),
    ("dataclass", Order(3, True), {"number": 3, "paid": True}, "__main__.Order"),
    ("human", HumanMessage("hi", id="m1"),
     {"content": "hi", "additional_kwargs": ANY, "response_metadata": ANY, "type": "human", "name": None, "id": "m1"},
     "langchain_core.messages.human.HumanMessage"),
]


def messages():
    return [
        HumanMessage("weather?", id="h"),
        AIMessage("", id="a", tool_calls=[{"id": "t", "name": "weather", "args": {"city": "Bonn"}}],
                  usage_metadata={"input_tokens": 5, "output_tokens": 7, "total_tokens": 12}),
        ToolMessage("sunny", id="r", tool_call_id="t"),
    ]


def arrays(serializer):
    """Of every byte order and layout; the expected values are what numpy reads, row by row."""
    made = {
        "numpy": numpy.arange(10, dtype="<f4").reshape(2, 5),
        "numpy, big endian": numpy.array([1.5, -2.25, 1e300], dtype=">f8"),
        "numpy, big endian integers": numpy.array([[1, -2], [300, -70000]], dtype=">i4"),
        "numpy, big endian words": numpy.array([65535, 258], dtype=">u2"),
        "numpy, columns first": numpy.asfortranarray(numpy.arange(6, dtype=">i8").reshape(2, 3)),
        "numpy, unsigned": numpy.array([2**64 - 1, 1], dtype="<u8"),
        "numpy, half": numpy.array([1.5, -0.0009765625, 65504.0, 2.0**-24], dtype=">f2"),
        "numpy, signed bytes": numpy.array([-1, 127, -128], dtype="i1"),
    }
    for name, array in made.items():
        kind, blob = serializer.dumps_typed(array)
        yield {"name": name, "type": kind, "hex": blob.hex(), "hint": "numpy.ndarray",
               "expected": {"dtype": array.dtype.str, "shape": list(array.shape), "order": "F" if array.ndim > 1 and array.flags.f_contiguous else "C",
                            "bytes": array.nbytes, "first": array.ravel(order="C").tolist()[:8]}}


def main():
    serializer = JsonPlusSerializer()
    rows = []
    for name, value, expected, hint in CASES:
        kind, blob = serializer.dumps_typed(value)
        rows.append({"name": name, "type": kind, "hex": blob.hex(), "expected": expected, "hint": hint})
    rows += list(arrays(serializer)) if numpy is not None else []
    kind, blob = serializer.dumps_typed({"messages": messages()})
    json.dump({"values": rows, "messages": {"type": kind, "hex": blob.hex()}}, sys.stdout, indent=1, ensure_ascii=False)
    print()


main()
