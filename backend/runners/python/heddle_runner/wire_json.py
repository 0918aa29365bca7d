# SPDX-License-Identifier: Apache-2.0
"""Python values as the JSON a LangGraph server sends."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import decimal
import enum
import ipaddress
import json
import math
import pathlib
import re
import uuid
from collections import deque
from collections.abc import Mapping
from typing import Any

import orjson
from langgraph.types import Send

_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
_TEXT_TYPES = (
    uuid.UUID,
    pathlib.PurePath,
    ipaddress.IPv4Address,
    ipaddress.IPv4Interface,
    ipaddress.IPv4Network,
    ipaddress.IPv6Address,
    ipaddress.IPv6Interface,
    ipaddress.IPv6Network,
    datetime.tzinfo,
)


def dumps(value: Any) -> bytes:
    """Compact UTF-8 JSON of anything a graph may put into its state. NaN and infinities become null, lone
    surrogates U+FFFD; of objects JSON has no form for, their text."""
    try:
        return orjson.dumps(value, default=_plain, option=_OPTIONS)
    except (TypeError, ValueError, RecursionError):
        # Above 64 bits, lone surrogates, too deep for orjson: the slow path takes them all.
        tree = _tree(value, 0)
        return json.dumps(tree, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    """One step from a Python object towards JSON (orjson calls it again on the outcome)."""
    dump = getattr(value, "model_dump", None)
    if callable(dump) and not isinstance(value, type):
        return _model(value, dump)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return value._asdict()
    if isinstance(value, (set, frozenset, deque, tuple)):
        return list(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(value).decode()
    if isinstance(value, BaseException):
        return {"error": type(value).__name__, "message": str(value)}
    return _other(value)


def _model(value: Any, dump: Any) -> Any:
    try:
        return dump()
    except Exception:  # a model with fields its own dump cannot handle still has a text
        return _text(value)


def _other(value: Any) -> Any:
    if isinstance(value, Send):
        return {"node": value.node, "args": value.arg}
    if isinstance(value, _TEXT_TYPES):
        return str(value)
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, re.Pattern):
        return value.pattern
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, type):
        return f"{value.__module__}.{value.__qualname__}"
    for name in ("tolist", "_asdict", "to_dict", "dict"):
        method = getattr(value, name, None)
        if callable(method):
            try:
                return method()
            except Exception:
                continue
    return _text(value)


def _text(value: Any) -> str:
    try:
        return str(value)
    except Exception:
        return f"<{type(value).__name__}>"


_MAX_DEPTH = 400


def _tree(value: Any, depth: int) -> Any:
    """The whole value as dicts, lists, strings, finite numbers, booleans and None."""
    if depth > _MAX_DEPTH:
        return _clean(_text(type(value)))
    if value is None or isinstance(value, (bool, int)) and not isinstance(value, enum.Enum):
        return value
    if isinstance(value, enum.Enum):
        return _tree(value.value, depth + 1)
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, dict):
        return {_key(k): _tree(v, depth + 1) for k, v in value.items()}
    if isinstance(value, list) or type(value) is tuple:
        return [_tree(item, depth + 1) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {f.name: _tree(getattr(value, f.name), depth + 1) for f in fields if not f.name.startswith("_")}
    return _tree(_plain(value), depth + 1)


def _key(key: Any) -> str:
    if isinstance(key, enum.Enum):
        return _key(key.value)
    if key is None or isinstance(key, (bool, int, float)):
        return json.dumps(key)
    return _clean(key if isinstance(key, str) else _text(key))


def _clean(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
