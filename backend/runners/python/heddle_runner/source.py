# SPDX-License-Identifier: Apache-2.0
"""Finds the object that an entry of langgraph.json names: "./file.py:var" or "package.module:var"."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any


class EntryError(Exception):
    """The entry cannot be loaded; the text tells the author of langgraph.json why."""


def add_paths(base_dir: Path, dependencies: Iterable[str]) -> None:
    """Puts the project folder and its local dependencies in front of sys.path, as if they were installed."""
    roots = [base_dir]
    for dependency in dependencies:
        if not dependency.startswith((".", "/")):
            continue  # a package name: installed by the user
        folder = (base_dir / dependency).resolve()
        roots.append(folder.parent if (folder / "__init__.py").exists() else folder)
        if (folder / "src").is_dir() and (folder / "pyproject.toml").exists():
            roots.append(folder / "src")
    for root in reversed(roots):
        text = str(root)
        if text in sys.path:
            sys.path.remove(text)
        sys.path.insert(0, text)


def load(path: str, base_dir: Path) -> Any:
    """The object behind `path`. Raises EntryError, or whatever the module raises while it is imported."""
    where, separator, name = path.rpartition(":")
    if not separator or not where or not name:
        raise EntryError(f"'{path}' does not name an object; write './file.py:graph' or 'package.module:graph'")
    module = _load_file(where, base_dir) if _is_file(where) else _load_module(where)
    value: Any = module
    for part in name.split("."):
        if not hasattr(value, part):
            raise EntryError(f"'{where}' has no '{name}'; it defines: {_public_names(module)}")
        value = getattr(value, part)
    return value


def _is_file(where: str) -> bool:
    return where.endswith(".py") or "/" in where


def _public_names(module: ModuleType) -> str:
    names = [n for n, v in vars(module).items() if not n.startswith("_") and not isinstance(v, (type, ModuleType))]
    return ", ".join(names[:12]) or "nothing public"


def _load_module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(error.name + ".")):
            raise EntryError(f"there is no module '{name}' on the path; is its package in 'dependencies'?") from error
        raise


def _load_file(where: str, base_dir: Path) -> ModuleType:
    file = (base_dir / where).resolve()
    if not file.is_file():
        raise EntryError(f"there is no file {file}")
    if (name := _importable_name(file)) is not None:
        return importlib.import_module(name)
    # State classes are stored under their module's name, so the name must be the same in every runner.
    name = "heddle_graph_" + "_".join(file.with_suffix("").parts[-2:]).replace("-", "_")
    if name in sys.modules:
        return sys.modules[name]
    if str(file.parent) not in sys.path:
        sys.path.append(str(file.parent))
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise EntryError(f"{file} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _importable_name(file: Path) -> str | None:
    """The dotted name under which an ordinary import finds exactly this file: relative imports work then, and a
    module imported twice is one module."""
    for root in sys.path:
        if not root or not file.is_relative_to(root):
            continue
        parts = file.relative_to(root).with_suffix("").parts
        if not all(part.isidentifier() for part in parts):
            continue
        name = ".".join(parts)
        with contextlib.suppress(ImportError, ValueError, AttributeError):
            spec = importlib.util.find_spec(name)
            if spec is not None and spec.origin is not None and Path(spec.origin).resolve() == file:
                return name
    return None
