# SPDX-License-Identifier: Apache-2.0
"""Starts a process that wants to outlive everybody: a session of its own, deaf to signals, and it keeps the runner's
output open. If `cleared` is asked for, two more that have thrown their environment away: one in the runner's session but
in a group of its own, one below the first in a session of its own. Then waits until the file `go` exists. What it reads
from stdin goes into the state."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict

MARKS = Path(os.environ["MARKS"])
DEAF = f"trap '' HUP TERM INT; echo $$ >> '{MARKS}/strays'; while :; do sleep 1000; done"
CLEARED = ["/usr/bin/env", "-i", "/bin/sh", "-c", DEAF]


class State(TypedDict, total=False):
    cleared: bool
    read: str


async def start(state: State) -> State:
    (MARKS / "runner").write_text(str(os.getpid()))
    if state.get("cleared"):
        subprocess.Popen(CLEARED, process_group=0)
        below = f"/usr/bin/env -i /usr/bin/setsid /bin/sh -c '{DEAF.replace(chr(39), chr(34))}' & {DEAF}"
        subprocess.Popen(["/bin/sh", "-c", below], start_new_session=True)
    else:
        subprocess.Popen(["/bin/sh", "-c", DEAF], start_new_session=True)
    while not (MARKS / "go").exists():
        await asyncio.sleep(0.01)
    return {"read": sys.stdin.read()}


graph = StateGraph(State).add_node(start).add_edge(START, "start").compile()
