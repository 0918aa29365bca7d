# SPDX-License-Identifier: Apache-2.0
"""What decoding and comparing states takes of one processor; beside it copying the bytes, and the MessagePack library
that LangGraph itself reads them with."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ormsgpack
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from figure import Figure
from heddle_server import server_program

WORDS = "the quick brown fox jumps over the lazy dog while seven wizards boil a pot of soup".split()
TIMES = 7


def words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


def messages(chance: random.Random, count: int, length: int) -> list[AnyMessage]:
    made: list[AnyMessage] = []
    for n in range(count):
        if n % 2 == 0:
            made.append(HumanMessage(words(chance, length), id=f"message-{n}"))
        else:
            usage = {"input_tokens": n, "output_tokens": length, "total_tokens": n + length}
            call = {"name": "search", "args": {"query": words(chance, 4)}, "id": f"call-{n}", "type": "tool_call"}
            made.append(AIMessage(words(chance, length), id=f"message-{n}", usage_metadata=usage, tool_calls=[call]))
    return made


def edited(chance: random.Random, before: list[AnyMessage], changes: int, more: int) -> list[AnyMessage]:
    after = list(before)
    for place in chance.sample(range(len(after)), changes):
        after[place] = after[place].model_copy(update={"content": words(chance, 30)})
    return after + [HumanMessage(words(chance, 30), id=f"new-{n}") for n in range(more)]


def state(chance: random.Random) -> dict[str, Any]:
    documents = [
        {"title": words(chance, 5), "text": words(chance, 300), "metadata": {"page": n, "source": words(chance, 3)}}
        for n in range(1500)
    ]
    scores = {f"score {n}": chance.random() for n in range(20_000)}
    return {"documents": documents, "scores": scores, "messages": messages(chance, 3000, 60)}


def edited_state(chance: random.Random, before: dict[str, Any]) -> dict[str, Any]:
    after = copy.deepcopy(before)
    for document in chance.sample(after["documents"], 150):
        document["text"] += " more"
    for name in chance.sample(sorted(after["scores"]), 1000):
        after["scores"][name] += 1
    after["messages"] = edited(chance, after["messages"], 100, 100)
    return after


def lists(chance: random.Random) -> tuple[list[str], list[str]]:
    """Nothing in them has a name, and eight thousand places differ."""
    before = [f"{n} {words(chance, 10)}" for n in range(50_000)]
    after = list(before)
    for place in chance.sample(range(len(after)), 8000):
        after[place] = f"other {words(chance, 10)}"
    return before, after


def write(folder: Path) -> None:
    chance = random.Random(7)
    serializer = JsonPlusSerializer()
    before, thread = state(chance), messages(chance, 10_000, 30)
    plain = lists(chance)
    values = {
        "flat": {"texts": [words(chance, 80) for _ in range(12_000)]},
        "numbers": {"vector": [chance.random() for _ in range(300_000)], "counts": list(range(300_000))},
        "nested": {"messages": messages(chance, 10_000, 60)},
        "states_a": before,
        "states_b": edited_state(chance, before),
        "threads_a": thread,
        "threads_b": edited(chance, thread, 200, 500),
        "lists_a": plain[0],
        "lists_b": plain[1],
    }
    for name, value in values.items():
        folder.joinpath(f"{name}.msgpack").write_bytes(serializer.dumps_typed(value)[1])


def library_speed(blob: bytes) -> float:
    """Megabytes a second of the library, extensions read to the bottom and made nothing of."""

    def extension(_: int, data: bytes) -> Any:
        return ormsgpack.unpackb(data, ext_hook=extension, option=ormsgpack.OPT_NON_STR_KEYS)

    least = float("inf")
    for _ in range(TIMES):
        start = time.process_time()
        value = ormsgpack.unpackb(blob, ext_hook=extension, option=ormsgpack.OPT_NON_STR_KEYS)
        least = min(least, time.process_time() - start)
        del value
    return len(blob) / 1e6 / least


def work() -> Iterator[Figure]:
    program = server_program().parents[1] / "tests/decode_bench"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write(folder)
        said = subprocess.run([str(program), made], capture_output=True, text=True, check=True).stdout
        for line in said.splitlines():
            figure = Figure(**json.loads(line))
            yield figure
            if figure.name.startswith("decode_"):
                blob = folder.joinpath(figure.name.removeprefix("decode_") + ".msgpack").read_bytes()
                yield Figure(f"{figure.name}_beside_the_library", figure.value, figure.unit, library_speed(blob))
