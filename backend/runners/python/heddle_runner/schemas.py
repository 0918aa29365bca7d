# SPDX-License-Identifier: Apache-2.0
"""JSON schemas of a graph's input, output, state, configuration and context."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from langchain_core.utils.pydantic import create_model_v2
from langgraph.channels.base import BaseChannel

if TYPE_CHECKING:
    from langgraph.pregel import Pregel


def schemas_of(graph: Pregel) -> dict[str, Any]:
    """Each schema, or None where the graph's types have no JSON form."""
    return {
        "input_schema": _schema(graph.get_input_jsonschema),
        "output_schema": _schema(graph.get_output_jsonschema),
        "state_schema": _schema(lambda: _state_schema(graph)),
        "config_schema": _schema(lambda: _config_schema(graph)) or {},
        "context_schema": _schema(graph.get_context_jsonschema),
    }


def _schema(make: Callable[[], Any]) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return make()
    except Exception:  # pydantic raises many kinds for types that are not JSON
        return None


def _state_schema(graph: Pregel) -> dict[str, Any]:
    name = graph.get_name("state")
    fields: dict[str, Any] = {}
    for key in graph.stream_channels_list:
        channel = graph.channels[key]
        if isinstance(channel, BaseChannel):
            fields[key] = (channel.UpdateType, None)
    return create_model_v2(name, field_definitions=fields).model_json_schema()


def _config_schema(graph: Pregel) -> dict[str, Any] | None:
    """What a client may put into `configurable`."""
    schema = graph.get_config_jsonschema()
    given = schema.get("properties", {}).get("configurable") or {}
    name = given.get("$ref", "").removeprefix("#/$defs/")  # Configurable, or the name of the context's type
    configurable = (schema.get("$defs") or {}).get(name)
    if configurable is None:
        return given or None
    rest = {other: value for other, value in schema["$defs"].items() if other != name}
    return {**configurable, "$defs": rest} if rest else configurable
