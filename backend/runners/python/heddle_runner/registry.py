# SPDX-License-Identifier: Apache-2.0
"""The graphs of one generation: each loaded or failed on its own."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import load_failure, source

if TYPE_CHECKING:
    from .entry import Entry


class Registry:
    """Loads every graph of a WELCOME, once. A graph that fails keeps its error; the others work."""

    def __init__(self, graphs: dict[str, Any], base_dir: Path, refused: str | None = None) -> None:
        self.base_dir = base_dir
        self._entries: dict[str, Entry] = {}
        self._errors: dict[str, str] = {}
        self.report: list[dict[str, Any]] = []
        self.notes: list[str] = []
        for graph_id, spec in graphs.items():
            path, description = (spec, None) if isinstance(spec, str) else (spec.get("path"), spec.get("description"))
            self.report.append(self._load(graph_id, path, description, base_dir, refused))

    def _load(
        self, graph_id: str, path: str | None, description: str | None, base_dir: Path, refused: str | None
    ) -> dict[str, Any]:
        started = time.monotonic()
        error: str | None = None
        trace: str | None = None
        if refused is not None:
            error = refused
        elif not path:
            error = f"'{graph_id}' has no path; write './file.py:graph'"
        else:
            try:
                from .entry import Entry

                entry = Entry(graph_id, source.load(path, base_dir), description)
                self._entries[graph_id] = entry
                self.notes += entry.notes
            except (Exception, SystemExit) as raised:  # sys.exit in a module must not end the runner
                error, trace = load_failure.sentence(raised), load_failure.trace(raised)
        if error is not None:
            self._errors[graph_id] = error
        return {
            "id": graph_id,
            "description": description,
            "load_ms": round((time.monotonic() - started) * 1000),
            "error": error,
            "traceback": trace,
        }

    def entry(self, graph_id: str) -> Entry:
        """Raises LookupError with a sentence if there is no such graph or it failed to load."""
        if (entry := self._entries.get(graph_id)) is not None:
            return entry
        if (error := self._errors.get(graph_id)) is not None:
            raise LookupError(f"Graph '{graph_id}' could not be loaded: {error}")
        raise LookupError(f"Graph '{graph_id}' is not in langgraph.json; it has: {', '.join(sorted(self._entries))}")
