# SPDX-License-Identifier: Apache-2.0
"""The project's own authentication and authorization (frames.md: CALL auth_describe and authorize)."""

from __future__ import annotations

import asyncio
import copy
import functools
import inspect
import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from langgraph_sdk import Auth

from . import source
from .auth_user import AuthUser

_STUDIO = "langgraph-studio-user"
_IDS = ("thread_id", "run_id", "assistant_id", "cron_id")
_TUPLES = ("namespace", "suffix")


async def describe(params: dict[str, Any], base_dir: Path) -> dict[str, Any]:
    """What the server should know before the first request. Raises ValueError or EntryError."""
    auth = _load(params["path"], base_dir)
    return {"wants_body": not {"body", "request"}.isdisjoint(_parameters(auth._authenticate_handler))}


async def authorize(params: dict[str, Any], base_dir: Path) -> dict[str, Any]:
    """Who asks, and what each question's handler says: `{"user", "answers"}`, or `{"denied"}`."""
    auth = _load(params["path"], base_dir)
    try:
        user = await _user(auth, params)
        answers = [await _ask(auth, user, question) for question in params["questions"]]
    except Auth.exceptions.HTTPException as refusal:
        return _denied(refusal.status_code, refusal.detail, dict(refusal.headers or {}))
    except AssertionError as failed:
        return _denied(401, str(failed) or "Unauthorized", {})
    except Exception as error:
        raise RuntimeError("the project's auth handler failed") from error  # a client is not to blame for it
    return {"user": _fields_of(user), "answers": answers}


def _denied(status: int, detail: str, headers: dict[str, str]) -> dict[str, Any]:
    return {"denied": {"status": status, "detail": detail, "headers": headers}}


@functools.cache
def _load(path: str, base_dir: Path) -> Auth:
    auth = source.load(path, base_dir)
    if not isinstance(auth, Auth):
        raise ValueError(f"auth.path: '{path}' is a {type(auth).__name__}, not a langgraph_sdk.Auth")
    if auth._authenticate_handler is None:
        raise ValueError(f"auth.path: '{path}' has no @auth.authenticate handler")
    known = {"request", "body", "path", "method", "scopes", "path_params", "query_params", "headers", "authorization"}
    for name, parameter in _parameters(auth._authenticate_handler).items():
        if name not in known and parameter.default is parameter.empty and parameter.kind != parameter.VAR_KEYWORD:
            raise ValueError(f"the authenticate handler asks for '{name}'; it can have: {', '.join(sorted(known))}")
    return auth


def _parameters(handler: Any) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(handler).parameters


async def _user(auth: Auth, params: dict[str, Any]) -> Any:
    """`user` given: the server remembers these credentials."""
    if (known := params.get("user")) is not None:
        return AuthUser(known)
    if params.get("studio"):
        return Auth.types.StudioUser(_STUDIO, is_authenticated=True)
    handler = auth._authenticate_handler
    offered = _offered(params["request"])
    wanted = _parameters(handler)
    takes_all = any(parameter.kind == parameter.VAR_KEYWORD for parameter in wanted.values())
    chosen = {name: value for name, value in offered.items() if takes_all or name in wanted}
    user = AuthUser(_fields_of(await _called(handler, chosen)))
    if not user.is_authenticated:
        raise Auth.exceptions.HTTPException(status_code=401)
    return user


async def _called(handler: Any, arguments: dict[str, Any]) -> Any:
    """A plain function may block: it gets a thread."""
    if inspect.iscoroutinefunction(handler):
        return await handler(**arguments)
    result = await asyncio.to_thread(handler, **arguments)
    return await result if inspect.isawaitable(result) else result


class _Headers(dict[bytes, bytes]):
    """Names in lower case, as ASGI has them; text names are understood as well."""

    def __getitem__(self, name: bytes | str) -> bytes:
        return super().__getitem__(_name(name))

    def get(self, name: bytes | str, default: Any = None) -> Any:
        return super().get(_name(name), default)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(_name(name) if isinstance(name, str) else name)


def _name(name: bytes | str) -> bytes:
    return name.lower().encode("latin-1") if isinstance(name, str) else name


def _offered(request: dict[str, Any]) -> dict[str, Any]:
    headers = _Headers((_name(name), value.encode("latin-1", "replace")) for name, value in request["headers"])
    authorization = headers.get(b"authorization")
    offered: dict[str, Any] = {
        "path": request["path"],
        "method": request["method"],
        "path_params": request["path_params"] or None,
        "query_params": dict(request["query"]),
        "headers": headers,
        "authorization": None if authorization is None else authorization.decode("latin-1"),
        "body": _json_or_none(request["body"]),
        "scopes": [],
    }
    offered["request"] = _asgi_request(request, headers)
    return offered


def _json_or_none(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _asgi_request(request: dict[str, Any], headers: dict[bytes, bytes]) -> Any:
    """starlette's, if the project has it: nothing else here needs that package."""
    try:
        from starlette.requests import Request
    except ImportError:
        return None
    from urllib.parse import urlencode

    body = request["body"].encode()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "method": request["method"],
        "path": request["path"],
        "raw_path": request["path"].encode(),
        "query_string": urlencode(request["query"]).encode(),
        "headers": list(headers.items()),
        "path_params": request["path_params"],
        "client": None,
        "server": None,
    }
    return Request(scope, receive)


def _fields_of(user: Any) -> dict[str, Any]:
    """The forms a handler may answer in, as one object."""
    if isinstance(user, str):
        fields: dict[str, Any] = {"identity": user}
    elif isinstance(user, Mapping):
        fields = dict(user)
    elif callable(dump := getattr(user, "model_dump", None)):
        fields = dict(dump())
    else:
        names = ("identity", "display_name", "is_authenticated", "permissions")
        fields = {name: getattr(user, name) for name in names if hasattr(user, name)}
    if not isinstance(fields.get("identity"), str) or not fields["identity"]:
        raise TypeError("the authenticate handler must answer a user with an 'identity'")
    fields.setdefault("is_authenticated", True)
    fields.setdefault("display_name", fields["identity"])
    fields["permissions"] = list(fields.get("permissions") or ())
    return fields


def _handler(auth: Auth, resource: str, action: str) -> Any:
    """The most specific one."""
    for key in ((resource, action), (resource, "*"), ("*", action), ("*", "*")):
        if handlers := auth._handlers.get(key):
            return handlers[-1]
    return auth._global_handlers[-1] if auth._global_handlers else None


async def _ask(auth: Auth, user: Any, question: dict[str, Any]) -> dict[str, Any]:
    resource, action = question["resource"], question["action"]
    handler = _handler(auth, resource, action)
    if handler is None:
        return {"filter": None, "changes": {}}
    value = _native(question["value"])
    before = copy.deepcopy(value)
    context = Auth.types.AuthContext(
        permissions=user.permissions, user=user, resource=resource, action=action
    )
    said = await _called(handler, {"ctx": context, "value": value})
    if said is False:
        raise Auth.exceptions.HTTPException(status_code=403)
    if said is not None and said is not True and not isinstance(said, Mapping):
        raise TypeError(f"the handler of {resource}.{action} answered {type(said).__name__}, not None, a bool or a filter")
    wanted = dict(said) if isinstance(said, Mapping) else None
    return {"filter": _plain(wanted), "changes": _plain(_changes(before, value))}


def _native(value: dict[str, Any]) -> dict[str, Any]:
    """Ids as UUID and namespaces as tuples, as the SDK's types have them."""
    made = dict(value)
    for name in _IDS:
        if isinstance(text := made.get(name), str):
            try:
                made[name] = uuid.UUID(text)
            except ValueError:
                continue
    for name in _TUPLES:
        if isinstance(made.get(name), list):
            made[name] = tuple(made[name])
    return made


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Only what differs, so that the rest of a request stays as its client wrote it."""
    changed = {name: value for name, value in after.items() if name not in before or before[name] != value}
    if isinstance(inner := changed.get("kwargs"), dict) and isinstance(old := before.get("kwargs"), dict):
        changed["kwargs"] = {name: value for name, value in inner.items() if name not in old or old[name] != value}
    return changed


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))
