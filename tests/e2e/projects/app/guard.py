# SPDX-License-Identifier: Apache-2.0
"""Bearer NAME is the user NAME; nobody else gets in."""

from langgraph_sdk import Auth

auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None):
    if authorization is None:
        raise Auth.exceptions.HTTPException(401, "Who are you?")
    return {"identity": authorization.removeprefix("Bearer "), "permissions": ["weave"], "name": "Zoë"}
