# SPDX-License-Identifier: Apache-2.0
"""`./dev bench [NAME…]`: prints one JSON line per figure, progress on stderr. NAME picks groups: server, start, console, tail."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import console_figures  # noqa: E402
import server_figures  # noqa: E402
import tail_figures  # noqa: E402

GROUPS = {
    "server": server_figures.with_server,
    "start": server_figures.start_up,
    "console": console_figures.console,
    "tail": tail_figures.tail_window,
}


def main() -> int:
    wanted = sys.argv[1:] or list(GROUPS)
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
