# SPDX-License-Identifier: Apache-2.0
"""Vectors of store items, by the function or the model that "store.index" of langgraph.json names."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_core.embeddings import Embeddings
from langgraph.store.base.embed import ensure_embeddings, get_text_at_path

from . import source


async def embed(params: dict[str, Any], base_dir: Path) -> dict[str, Any]:
    """The answer of the CALL `embed`. Raises ValueError or EntryError if the function cannot be had."""
    embeddings = _embeddings(params["embed"], base_dir)
    places: list[tuple[int, str]] = []
    texts: list[str] = []
    items: list[list[dict[str, Any]]] = [[] for _ in params.get("items") or []]
    for number, item in enumerate(params.get("items") or []):
        for field, text in _texts(item["value"], item.get("index") or params.get("fields") or ["$"]):
            places.append((number, field))
            texts.append(text)
    vectors = await embeddings.aembed_documents(texts) if texts else []
    if len(vectors) != len(texts):
        raise ValueError(f"the embedding function gave {len(vectors)} vectors for {len(texts)} texts")
    for (number, field), vector in zip(places, vectors, strict=True):
        items[number].append({"field": field, "vector": _numbers(vector)})
    queries = [_numbers(await embeddings.aembed_query(query)) for query in params.get("queries") or []]
    return {"items": items, "queries": queries}


def _texts(value: Any, paths: Sequence[str]) -> list[tuple[str, str]]:
    """Each text with the name of its field; a path may lead to several."""
    found: list[tuple[str, str]] = []
    for path in paths:
        at_path = get_text_at_path(value, path)
        names = [path] if len(at_path) == 1 else [f"{path}.{n}" for n in range(len(at_path))]
        found += zip(names, at_path, strict=True)
    return found


def _numbers(vector: Any) -> list[float]:
    return [float(number) for number in vector]


@functools.cache
def _embeddings(spec: str, base_dir: Path) -> Embeddings:
    return ensure_embeddings(source.load(spec, base_dir) if _names_code(spec) else spec)


def _names_code(spec: str) -> bool:
    """`./file.py:name` and `package.module:name` name a function, `provider:model` does not."""
    where = spec.rpartition(":")[0] if ":" in spec else spec
    return where.endswith(".py") or "/" in where or "." in where
