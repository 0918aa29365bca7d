# SPDX-License-Identifier: Apache-2.0
"""The authenticated user as graphs expect it: attributes, items and the SDK's BaseUser names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class AuthUser(Mapping[str, Any]):
    """Read-only view of what the auth handler returned."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    @property
    def identity(self) -> str:
        return str(self._fields.get("identity", ""))

    @property
    def is_authenticated(self) -> bool:
        return bool(self._fields.get("is_authenticated", True))

    @property
    def display_name(self) -> str:
        return str(self._fields.get("display_name", self.identity))

    @property
    def permissions(self) -> list[str]:
        return list(self._fields.get("permissions", ()))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._fields[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, key: str) -> Any:
        return self._fields[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def model_dump(self) -> dict[str, Any]:
        return dict(self._fields)


def adopt(config: dict[str, Any]) -> None:
    """Replaces the plain object in `configurable`, in place."""
    configurable = config.get("configurable") or {}
    if isinstance(user := configurable.get("langgraph_auth_user"), dict):
        configurable["langgraph_auth_user"] = AuthUser(user)
