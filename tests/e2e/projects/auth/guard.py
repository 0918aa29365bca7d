# SPDX-License-Identifier: Apache-2.0
"""Bearer NAME is the user NAME. Threads and assistants belong to whoever made them; a thread can be shared."""

import uuid
from typing import Any

from langgraph_sdk import Auth

auth = Auth()
WHOAMI = str(uuid.uuid5(uuid.UUID("6ba7b821-9dad-11d1-80b4-00c04fd430c8"), "whoami"))
asked: dict[str, int] = {}


@auth.authenticate
async def authenticate(authorization: str | None, headers: dict, path: str, method: str, query_params: dict) -> Any:
    if authorization is None:
        raise Auth.exceptions.HTTPException(401, "Who are you?", headers={"WWW-Authenticate": "Bearer"})
    name = authorization.removeprefix("Bearer ")
    assert name != "nobody", "nobody is not a user"
    if name == "broken":
        raise ValueError("a secret of the handler")
    asked[name] = asked.get(name, 0) + 1
    if name == "plain":
        return name
    return {"identity": name, "permissions": ["weave"], "asked": asked[name], "host": headers[b"host"].decode(),
            "path": path, "method": method}


@auth.on
async def refuse(ctx: Auth.types.AuthContext, value: Any) -> bool:
    return isinstance(ctx.user, Auth.types.StudioUser)


@auth.on.threads
async def own_threads(ctx: Auth.types.AuthContext, value: Any) -> Any:
    if (ctx.user.identity, ctx.action) in (("reader", "create"), ("writer", "read")):
        return False
    if ctx.user.identity in ("auditor", "reader"):
        return {"shared_with": {"$contains": ctx.user.identity}}
    value.setdefault("metadata", {})["owner"] = ctx.user.identity
    return {"owner": ctx.user.identity}


@auth.on.threads.create_run
async def run_on_own_threads(ctx: Auth.types.AuthContext, value: Any) -> Any:
    if ctx.user.identity == "picky" and str(value.get("assistant_id")) != WHOAMI:
        return False
    return await own_threads(ctx, value)


@auth.on.threads.search
async def search_threads(ctx: Auth.types.AuthContext, value: Any) -> Any:
    return await own_threads(ctx, value) if ctx.user.identity != "strange" else {"owner": {"$like": "%"}}


@auth.on.threads.delete
async def delete_threads(ctx: Auth.types.AuthContext, value: Any) -> Any:
    return False if ctx.user.identity == "intern" else {"owner": {"$eq": ctx.user.identity}}


@auth.on.assistants
async def own_assistants(ctx: Auth.types.AuthContext, value: Any) -> Any:
    value.setdefault("metadata", {})["owner"] = ctx.user.identity
    return {"owner": ctx.user.identity}


@auth.on.assistants.search
async def search_assistants(ctx: Auth.types.AuthContext, value: Any) -> Any:
    return {"owner": ctx.user.identity}


@auth.on.crons
async def own_crons(ctx: Auth.types.AuthContext, value: Any) -> Any:
    value.setdefault("metadata", {})["owner"] = ctx.user.identity
    return {"owner": ctx.user.identity}


@auth.on.store
async def own_namespace(ctx: Auth.types.AuthContext, value: Any) -> None:
    value["namespace"] = (ctx.user.identity, *(value.get("namespace") or ()))
