# SPDX-License-Identifier: Apache-2.0
"""`python -P -m heddle_runner`: started by heddle-server with the socket on HEDDLE_RUNNER_FD (3). -P keeps the
project's own files from standing in for modules of the standard library while the runner starts."""

from __future__ import annotations

import os
import socket
import sys

from .link import Link
from .session import Session


def main() -> int:
    number = int(os.environ.pop("HEDDLE_RUNNER_FD", "3"))
    try:
        sock = socket.socket(fileno=number)
    except OSError as error:
        print(
            f"heddle-runner: file descriptor {number} is not a socket ({error.strerror}); "
            "heddle-server starts this program, it does not run on its own",
            file=sys.stderr,
        )
        return 64
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    return Session(Link(sock)).serve()


if __name__ == "__main__":
    sys.exit(main())
