# SPDX-License-Identifier: Apache-2.0
"""`./dev bench [NAME…]`: prints one JSON line per figure, progress on stderr. NAME picks groups: server, start, console,
tail, tail-minute, work, window, lists, lists-10M (which nobody gets unasked: it takes ten minutes to fill). `--console` is
console to lists."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import console_figures  # noqa: E402
import list_figures  # noqa: E402
import server_figures  # noqa: E402
import tail_figures  # noqa: E402
import window_figures  # noqa: E402
import work_figures  # noqa: E402

GROUPS = {
    "server": server_figures.with_server,
    "start": server_figures.start_up,
    "console": console_figures.console,
    "tail": tail_figures.tail_window,
    "tail-minute": tail_figures.tail_minute,
    "work": work_figures.work,
    "window": window_figures.window,
    "lists": list_figures.lists,
    "lists-10M": list_figures.ten_million,
}
UNASKED = {"lists-10M"}
CONSOLE = ["console", "tail", "tail-minute", "work", "window", "lists"]


def main() -> int:
    wanted = [each for name in sys.argv[1:] for each in (CONSOLE if name == "--console" else [name])]
    wanted = wanted or [name for name in GROUPS if name not in UNASKED]
    unknown = [name for name in wanted if name not in GROUPS]
    if unknown:
        print(f"no such figures: {', '.join(unknown)}; there are {', '.join(GROUPS)}", file=sys.stderr)
        return 2
    for name in wanted:
        print(f"measuring {name}", file=sys.stderr)
        for figure in GROUPS[name]():
            print(figure.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
