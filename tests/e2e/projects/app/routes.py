# SPDX-License-Identifier: Apache-2.0
"""A project's own routes. The lifespan leaves a line in the file LIFESPAN names, when it begins and when it ends."""

import contextlib
import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute


def note(line):
    with Path(os.environ["LIFESPAN"]).open("a") as file:
        file.write(line + "\n")


@contextlib.asynccontextmanager
async def lifespan(app):
    app.state.loom = "warped"
    note("began")
    yield
    note("ended")


class Stamp:
    """Plain ASGI middleware: a header for whatever the app answers."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def stamped(message):
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-stamp", b"custom")]
            await send(message)

        await self.app(scope, receive, stamped if scope["type"] == "http" else send)


async def hello(request):
    user = request.scope.get("user")
    return JSONResponse({
        "loom": request.app.state.loom, "path": request.url.path, "query": dict(request.query_params),
        "root_path": request.scope["root_path"], "user": user.identity if user else None,
        "scopes": list(request.auth.scopes) if user else None,
        "forged": request.headers.get("x-heddle-user"), "forwarded": request.headers.get("x-forwarded-for"),
    })


class Echo:
    """Answers each piece of the body before the next one has come."""

    async def __call__(self, scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        more = True
        while more:
            message = await receive()
            more = message.get("more_body", False)
            await send({"type": "http.response.body", "body": message["body"].upper(), "more_body": more})


async def hold(request):
    """Keeps the event loop of the app from turning until somebody has written into a pipe."""
    return PlainTextResponse(Path(request.query_params["until"]).read_text())


async def crash(request):
    os._exit(3)


async def size(request):
    return JSONResponse({"size": len(await request.body())})


async def socket(websocket):
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text[::-1])


app = Starlette(
    lifespan=lifespan,
    middleware=[Middleware(Stamp)],
    routes=[
        Route("/hello/{name:path}", hello, methods=["GET"]),
        Route("/echo", Echo()),
        Route("/hold", hold),
        Route("/crash", crash),
        Route("/size", size, methods=["PUT"]),
        WebSocketRoute("/ws", socket),
        Route("/threads", hello, methods=["GET", "POST"]),
    ],
)
