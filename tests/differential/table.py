# SPDX-License-Identifier: Apache-2.0
"""The table of calls: calls/*.toml. A scenario is a list of calls made one after the other, on objects of its own:

    [[scenario]]
    name = "a thread's life"
    calls = [
      {name = "create", call = "threads.create", with = {metadata = {kind = "a"}}, keep = {thread = "thread_id"}},
      {name = "read", call = "threads.get", with = {thread_id = "$thread"}},
    ]

`keep` names parts of the answer for later calls, `until` repeats the call until these parts of the answer have these
values, `only` is the SDK that has the call (or whose dev server does), `any_order` says that a list's order is not
specified. TOML has no null: "$null" stands for it.
"""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclasses.dataclass(frozen=True)
class Call:
    name: str
    does: str
    arguments: dict[str, Any]
    keep: dict[str, str]
    until: dict[str, Any]
    any_order: bool


@dataclasses.dataclass(frozen=True)
class Scenario:
    name: str
    calls: list[Call]


def scenarios(sdk: str) -> list[Scenario]:
    """Those of one SDK, "python" or "javascript"."""
    found = []
    for file in sorted((HERE / "calls").glob("*.toml")):
        for entry in tomllib.loads(file.read_text())["scenario"]:
            calls = [_call(entry["name"], line) for line in entry["calls"] if line.get("only", sdk) == sdk]
            if entry.get("only", sdk) == sdk and calls:
                found.append(Scenario(entry["name"], calls))
    names = [call.name for scenario in found for call in scenario.calls]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
    return found


def _call(scenario: str, line: dict[str, Any]) -> Call:
    unknown = line.keys() - {"name", "call", "with", "keep", "until", "only", "any_order"}
    assert not unknown, f"{scenario}: {line['name']}: {unknown}"
    return Call(f"{scenario}: {line['name']}", line["call"], line.get("with", {}), line.get("keep", {}),
                line.get("until", {}), line.get("any_order", False))


def fill(value: Any, known: dict[str, Any]) -> Any:
    """The value with what was kept in the place of its "$name"."""
    if isinstance(value, dict):
        return {key: fill(item, known) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, known) for item in value]
    if not isinstance(value, str) or "$" not in value:
        return value
    if value == "$null":
        return None
    if value.startswith("$") and value[1:] in known:
        return known[value[1:]]
    for name, kept in known.items():
        value = value.replace("${" + name + "}", str(kept))
    assert "$" not in value, f"{value} was not kept"
    return value


def part_of(value: Any, path: str) -> Any:
    """`a.0.b` of a JSON value; None where there is nothing."""
    for key in path.split(".") if path else []:
        if isinstance(value, list) and key.lstrip("-").isdigit() and -len(value) <= int(key) < len(value):
            value = value[int(key)]
        elif isinstance(value, dict):
            value = value.get(key)
        else:
            return None
    return value
