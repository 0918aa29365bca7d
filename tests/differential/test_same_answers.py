# SPDX-License-Identifier: Apache-2.0
"""Every call of the table against heddle-server and against the official dev server: what differs stands, with its reason,
in differences.toml, and what stands there differs."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import dataclasses
import fnmatch
import json
import subprocess
import tomllib

import official
import play
import pytest
from compare import Difference, differences
from heddle_server import Folder, Server
from table import HERE, scenarios

SDKS = ("python", "javascript")
CALLS = [(sdk, call) for sdk in SDKS for scenario in scenarios(sdk) for call in scenario.calls]
LISTED = tomllib.loads((HERE / "differences.toml").read_text()).get("difference", [])
THERE = {"python": official.PYTHON.exists(), "javascript": official.NODE_MODULES.exists()}


def record(sdk: str, url: str) -> dict[str, play.Record]:
    if sdk == "python":
        return asyncio.run(play.play(url, scenarios(sdk)))
    table = json.dumps([dataclasses.asdict(scenario) for scenario in scenarios(sdk)])
    command = [str(official.NODE), str(HERE / "play.mjs"), url]
    played = subprocess.run(command, input=table, capture_output=True, text=True, timeout=120)
    assert played.returncode == 0, played.stderr
    return json.loads(played.stdout)


def found_with(sdk: str) -> dict[str, list[Difference]]:
    folder = Folder()
    project = HERE / sdk
    other = official.python_server if sdk == "python" else official.javascript_server
    with contextlib.ExitStack() as stack:
        stack.callback(folder.remove)
        theirs = record(sdk, stack.enter_context(other(folder, project)).url)
        node = ["--node", str(official.NODE)] if sdk == "javascript" else []
        ours = record(sdk, stack.enter_context(Server(folder, project / "langgraph.json", "--no-reload", *node)).url)
    return {call.name: differences(call.name, ours[call.name], theirs[call.name], call.any_order)
            for scenario in scenarios(sdk) for call in scenario.calls}


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, list[Difference]]]:
    """Both at once: the official servers mostly wait for their own clocks."""
    wanted = [sdk for sdk in SDKS if THERE[sdk]]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        return dict(zip(wanted, pool.map(found_with, wanted), strict=True))


@pytest.fixture
def need(request: pytest.FixtureRequest) -> None:
    sdk = request.node.callspec.params["sdk"]
    if not THERE[sdk]:
        pytest.skip(f"the official {sdk} dev server could not be had: ./dev test installs it when a registry answers")


def stands_for(entry: dict, sdk: str, difference: Difference) -> bool:
    return (
        entry.get("against", sdk) == sdk
        and any(fnmatch.fnmatchcase(difference.call, calls) for calls in entry["calls"])
        and any(fnmatch.fnmatchcase(difference.at.replace("[]", ""), at) for at in entry["at"])
        and all(getattr(difference, side) == entry[side] for side in ("ours", "theirs") if side in entry)
    )


@pytest.mark.usefixtures("need")
@pytest.mark.parametrize(("sdk", "call"), CALLS, ids=[f"{sdk}-{call.name}" for sdk, call in CALLS])
def test_same_answer(found, sdk, call):
    unlisted = [each for each in found[sdk][call.name] if not any(stands_for(entry, sdk, each) for entry in LISTED)]
    assert not unlisted, "\n".join(map(str, unlisted))


PATTERNS = [(entry, kind, pattern) for entry in LISTED if not entry.get("sometimes") for kind in ("calls", "at")
            for pattern in entry[kind]]


@pytest.mark.skipif(not all(THERE.values()), reason="an official dev server could not be had")
@pytest.mark.parametrize(("entry", "kind", "pattern"), PATTERNS, ids=[f"{kind} {pattern}" for _, kind, pattern in PATTERNS])
def test_what_is_listed_still_differs(found, entry, kind, pattern):
    alone = entry | {kind: [pattern]}
    every = [(sdk, each) for sdk in SDKS for of_call in found[sdk].values() for each in of_call]
    assert any(stands_for(alone, sdk, each) for sdk, each in every), f"nothing differs any more: {entry['reason']}"
