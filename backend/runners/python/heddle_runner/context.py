# SPDX-License-Identifier: Apache-2.0
"""The static context of a run, cut to what the graph's context schema knows."""

from __future__ import annotations

import dataclasses
from typing import Any

from pydantic import BaseModel


def context_for(schema: Any, given: dict[str, Any] | None) -> dict[str, Any] | None:
    """The server mirrors `configurable` into the context, so keys the schema does not have are left out. Nothing
    given means the schema's defaults where it has a default for every field, else no context."""
    values = given or {}
    if schema is None:
        return values or None
    names, required = _fields(schema)
    if names is not None:
        values = {name: value for name, value in values.items() if name in names}
    if values:
        return values
    makes_defaults = isinstance(schema, type) and (dataclasses.is_dataclass(schema) or issubclass(schema, BaseModel))
    return {} if makes_defaults and not required else None


def _fields(schema: Any) -> tuple[set[str] | None, bool]:
    """The names a value of the schema may have (None: any), and whether some have no default."""
    if dataclasses.is_dataclass(schema):
        made = [field for field in dataclasses.fields(schema) if field.init]
        missing = dataclasses.MISSING
        required = any(field.default is missing and field.default_factory is missing for field in made)
        return {field.name for field in made}, required
    if isinstance(schema, type) and issubclass(schema, BaseModel):
        fields = schema.model_fields
        required = any(field.is_required() for field in fields.values())
        if schema.model_config.get("extra") == "allow":
            return None, required
        aliases = {field.alias for field in fields.values() if field.alias}
        return set(fields) | aliases, required
    annotations = getattr(schema, "__annotations__", None)
    return (set(annotations) if annotations else None), False
