# SPDX-License-Identifier: Apache-2.0
"""What this interpreter has installed, and whether the runner can work with it. Imports none of it."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from typing import Any

from . import PROTOCOL

_REPORTED = ("langgraph", "langgraph-checkpoint", "langgraph-sdk", "langchain-core", "langchain")
_OLDEST = (1, 0)
_BEYOND = (2, 0)


def package_versions() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _REPORTED:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def refusal(packages: dict[str, str]) -> str | None:
    """One sentence on why no graph can run here, or None."""
    if sys.version_info < (3, 11):
        return f"Python {sys.version.split()[0]} at {sys.executable} is too old; use Python 3.11 or newer."
    version = packages.get("langgraph")
    if version is None:
        return f"langgraph is not installed for {sys.executable}; run: {sys.executable} -m pip install 'langgraph>=1,<2'"
    if not _OLDEST <= _numbers(version) < _BEYOND:
        return (
            f"langgraph {version} is not supported; "
            f"run: {sys.executable} -m pip install 'langgraph>={_OLDEST[0]}.{_OLDEST[1]},<{_BEYOND[0]}'"
        )
    return None


def _numbers(version: str) -> tuple[int, int]:
    numbers = [int(part) if part.isdigit() else 0 for part in version.split(".")[:2]]
    return (numbers[0], numbers[1] if len(numbers) > 1 else 0)


def hello() -> dict[str, Any]:
    return {
        "protocol": PROTOCOL,
        "language": "python",
        "version": sys.version.split()[0],
        "executable": sys.executable,
        "pid": os.getpid(),
        "packages": package_versions(),
    }
