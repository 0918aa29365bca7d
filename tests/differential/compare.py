# SPDX-License-Identifier: Apache-2.0
"""What two servers said to the same call: first ids, times and versions become marks, then the rest is compared."""

from __future__ import annotations

import dataclasses
import difflib
import json
import re
from typing import Any

UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
DIGEST = re.compile(r"\b[0-9a-f]{32}\b")
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
ADDRESS = re.compile(r"http://(127\.0\.0\.1|localhost):\d+")
VERSION = re.compile(r"(^|_)version$")
NOTHING = "<nothing>"


@dataclasses.dataclass(frozen=True)
class Difference:
    """`at` is a path without indexes: answer.tasks[].id"""

    call: str
    at: str
    ours: Any
    theirs: Any

    def __str__(self) -> str:
        return f"{self.at}: ours {_short(self.ours)}, theirs {_short(self.theirs)}"


def _short(value: Any) -> str:
    text = value if value == NOTHING else json.dumps(value, ensure_ascii=False)
    return text if len(text) < 400 else text[:400] + "…"


class Marks:
    """Gives the ids of one side marks, so that an id in the wrong place still shows: what the table kept is called by its
    name, everything else is just an id."""

    def __init__(self, known: dict[str, Any]) -> None:
        self._names = {value: f"<{name}>" for name, value in known.items() if isinstance(value, str) and UUID.fullmatch(value)}

    def text(self, value: str) -> str:
        value = UUID.sub(lambda found: self._names.get(found[0], "<id>"), value)
        return ADDRESS.sub("<url>", TIME.sub("<time>", DIGEST.sub("<id>", value)))

    def value(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {self.text(name): self.value(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [self.value(item, key) for item in value]
        if isinstance(value, str):
            return "<version>" if VERSION.search(key) and re.match(r"\d", value) else self.text(value)
        return value


def differences(call: str, ours: dict[str, Any], theirs: dict[str, Any], any_order: bool = False) -> list[Difference]:
    ours, theirs = ({**Marks(side["known"]).value(side), "known": None} for side in (ours, theirs))
    for side in (ours, theirs) if any_order else ():
        if isinstance(side.get("answer"), list):
            side["answer"] = sorted(side["answer"], key=json.dumps)
    found: list[Difference] = []
    ours_events, theirs_events = ours.pop("events", None), theirs.pop("events", None)
    _compare(call, "", ours, theirs, found)
    if ours_events is not None and theirs_events is not None:
        _compare_events(call, ours_events, theirs_events, found)
    return found


def _compare(call: str, at: str, ours: Any, theirs: Any, found: list[Difference]) -> None:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(ours.keys() | theirs.keys()):
            here = f"{at}.{key}" if at else key
            _compare(call, here, ours.get(key, NOTHING), theirs.get(key, NOTHING), found)
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for mine, yours in zip(ours, theirs, strict=True):
            _compare(call, at + "[]", mine, yours, found)
    elif ours != theirs or isinstance(ours, bool) != isinstance(theirs, bool):
        found.append(Difference(call, at, ours, theirs))


def _compare_events(call: str, ours: list[Any], theirs: list[Any], found: list[Difference]) -> None:
    """Events of the same name at the same place of the sequence are compared; what only one side sent is a difference."""
    names = [[name for name, _ in side] for side in (ours, theirs)]
    for kind, a, b, c, d in difflib.SequenceMatcher(None, *names, autojunk=False).get_opcodes():
        if kind == "equal":
            for (name, mine), (_, yours) in zip(ours[a:b], theirs[c:d], strict=True):
                _compare(call, f"events.{name}", mine, yours, found)
        else:
            found.extend(Difference(call, f"events.{name}", data, NOTHING) for name, data in ours[a:b])
            found.extend(Difference(call, f"events.{name}", NOTHING, data) for name, data in theirs[c:d])
