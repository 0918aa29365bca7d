# SPDX-License-Identifier: Apache-2.0
from dataclasses import dataclass, field

import pytest
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from heddle_runner.context import context_for


@dataclass
class Defaults:
    x: int = 5
    y: list = field(default_factory=list)


@dataclass
class Required:
    x: int


class Model(BaseModel):
    x: int = 1
    other: int = Field(2, alias="o")


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")


class Typed(TypedDict, total=False):
    x: int


TABLE = {
    "no schema": (None, {"a": 1}, {"a": 1}),
    "no schema, nothing": (None, {}, None),
    "dataclass": (Defaults, {"x": 1, "user_agent": "me"}, {"x": 1}),
    "dataclass defaults": (Defaults, None, {}),
    "dataclass unknown only": (Defaults, {"z": 1}, {}),
    "dataclass with required field": (Required, {"z": 1}, None),
    "model": (Model, {"x": 1, "o": 3, "z": 4}, {"x": 1, "o": 3}),
    "model defaults": (Model, {}, {}),
    "open model": (Open, {"z": 4}, {"z": 4}),
    "typed dict": (Typed, {"x": 2, "z": 3}, {"x": 2}),
    "typed dict, nothing": (Typed, {"z": 3}, None),
}


@pytest.mark.parametrize("schema, given, expected", TABLE.values(), ids=TABLE.keys())
def test_context_is_cut_to_the_schema(schema, given, expected):
    assert context_for(schema, given) == expected
