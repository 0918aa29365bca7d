# SPDX-License-Identifier: Apache-2.0
"""`http.app`: the project's own routes beside the API, and that no trouble of theirs is the API's."""

import json
import os
import socket
from pathlib import Path

import httpx
import pytest
from heddle_server import ROOT, Folder, Server, wait_until
from websockets.sync.client import connect

PROJECT = Path(__file__).parent / "projects/app"


def project(folder, app=f"{PROJECT}/routes.py:app", **config):
    file = folder.path / "langgraph.json"
    http = {"app": app, **config.pop("http", {})}
    graphs = {"echo": f"{ROOT}/resources/samples/echo.py:graph"}
    file.write_text(json.dumps({"graphs": graphs, "env": {"LIFESPAN": str(folder.path / "lifespan")}, "http": http, **config}))
    return file


@pytest.fixture(scope="module")
def server():
    made = Folder()
    try:
        with Server(made, project(made)) as running:
            yield running
    finally:
        made.remove()


def test_routes_lifespan_and_middleware(server):
    answer = httpx.get(server.url + "/hello/a%20b?x=1&x=2", headers={"x-heddle-user": "{}", "origin": "https://page.example"})
    assert answer.status_code == 200
    assert answer.json() == {"loom": "warped", "path": "/hello/a b", "query": {"x": "2"}, "root_path": "", "user": None,
                             "scopes": None, "forged": None, "forwarded": "127.0.0.1"}
    assert answer.headers["x-stamp"] == "custom" and answer.headers["x-request-id"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert httpx.get(server.url + "/nothing").text == "Not Found"  # its own word, not ours
    assert httpx.post(server.url + "/hello/x").status_code == 405


def test_our_routes_are_ours(server, client):
    assert "thread_id" in httpx.post(server.url + "/threads", json={}).json()
    assert httpx.get(server.url + "/threads").json() == {"detail": "Method Not Allowed"}
    assert client.runs.wait(None, "echo", input={"text": "hi"})
    info = httpx.get(server.url + "/info").json()["heddle"]
    assert info["app"] == {"serving": True, "error": None, "traceback": None}
    assert [graph["id"] for graph in info["graphs"]] == ["echo"]


def test_bodies_stream_both_ways(server):
    """One piece goes up only when the answer to the one before has come down."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        answers = connection.makefile("rb")
        connection.sendall(b"POST /echo HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n")
        assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
        while answers.readline() != b"\r\n":
            pass
        for piece in (b"one", b"two", b"three"):
            connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            assert (answers.readline(), answers.readline()) == (b"%x\r\n" % len(piece), piece.upper() + b"\r\n")
        connection.sendall(b"0\r\n\r\n")
        assert answers.read() == b"0\r\n\r\n"
    large = httpx.put(server.url + "/size", content=b"x" * 20_000_000, timeout=30)
    assert large.json() == {"size": 20_000_000}


@pytest.mark.parametrize("upgrade", [b"", b"upgrade: foo\r\n", b"upgrade: websocket\r\n"])
def test_what_stands_behind_a_request_is_not_the_apps(server, upgrade):
    """Nobody looked at it: neither its key nor the user it claims to be."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        forged = b"GET /hello/x HTTP/1.1\r\nhost: h\r\nx-heddle-user: {\"identity\": \"root\"}\r\n\r\n"
        connection.sendall(b"GET /hello/x HTTP/1.1\r\nhost: h\r\nconnection: upgrade\r\n" + upgrade + b"\r\n" + forged * 2)
        answer = connection.makefile("rb").read()
    assert answer.count(b"HTTP/1.1 ") <= 1 and b'"user":"root"' not in answer


@pytest.mark.parametrize("path", ["/hello/../hello/x", "/./hello/x", "/hello/%2e%2E/hello/x"])
def test_paths_go_through_as_they_were_judged(server, path):
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n".encode())
        assert connection.makefile("rb").readline().startswith(b"HTTP/1.1 400 ")


def test_websockets(server):
    with connect(server.url.replace("http", "ws") + "/ws") as speaking:
        for text in ("warp", "weft" * 20_000):
            speaking.send(text)
            assert speaking.recv(timeout=20) == text[::-1]


def test_a_stuck_app_is_not_the_apis_trouble(server, client, tmp_path):
    release = tmp_path / "release"
    os.mkfifo(release)
    with socket.create_connection(tuple(server.url.removeprefix("http://").split(":")), timeout=30) as stuck:
        stuck.sendall(f"GET /hold?until={release} HTTP/1.1\r\nhost: h\r\n\r\n".encode())
        for _ in range(3):
            thread = client.threads.create()["thread_id"]
            client.runs.wait(thread, "echo", input={"text": "hi"})
            assert client.threads.get_state(thread)["values"]
        release.write_text("held")
        assert stuck.makefile("rb").read().endswith(b"held")


def test_a_crashing_app_comes_back(server, client):
    broken = httpx.get(server.url + "/crash")
    assert broken.status_code == 502 and broken.json() == {"detail": "The custom app broke off."}
    assert client.runs.wait(None, "echo", input={"text": "hi"})
    # Until it is there again it is said to be starting, and then it answers.
    wait_until(lambda: httpx.get(server.url + "/hello/x").status_code == 200, what="the app is back")


def test_uploads_have_a_limit(folder):
    with Server(folder, project(folder), HTTP_MAX_REQUEST_BODY_BYTES="2000") as server:
        def put(content):
            return httpx.put(server.url + "/size", content=content, timeout=30)

        chunks = [b"x" * 500] * 5
        assert put(b"".join(chunks)).status_code == put(iter(chunks)).status_code == 413
        assert put(b"".join(chunks[1:])).json() == put(iter(chunks[1:])).json() == {"size": 2000}


def test_keys_handlers_prefix_and_the_end_of_the_lifespan(folder):
    config = project(folder, auth={"path": f"{PROJECT}/guard.py:auth"},
                     http={"enable_custom_route_auth": True, "mount_prefix": "/loom"})
    with Server(folder, config, HEDDLE_API_KEYS="k") as server:
        def ask(**headers):
            return httpx.get(server.url + "/loom/hello/x", headers=headers)

        key = {"x-api-key": "k"}
        assert ask().status_code == 401
        assert (ask(**key).status_code, ask(**key).json()) == (401, {"detail": "Who are you?"})
        known = ask(**key, authorization="Bearer alice", **{"x-heddle-user": '{"identity": "root"}'}).json()
        assert (known["user"], known["scopes"], known["forged"]) == ("alice", ["weave"], None)
        assert (known["path"], known["root_path"]) == ("/loom/hello/x", "/loom")
        assert httpx.put(server.url + "/loom/size", content=b"x" * 1_000_000).status_code == 401
        assert httpx.get(server.url + "/hello/x").json() == {"detail": "Not Found"}
        assert (folder.path / "lifespan").read_text() == "began\n"
    assert (folder.path / "lifespan").read_text() == "began\nended\n"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import nowhere", "No module named 'nowhere'"),
        ("async def app(scope, receive, send):\n    await receive()\n    await send({'type': 'lifespan.startup.failed', 'message': 'no yarn'})",
         "its lifespan failed"),
        ("import os\nos._exit(1)", "its process ended"),
    ],
)
def test_an_app_that_cannot_load_is_told(folder, source, why):
    (folder.path / "broken.py").write_text(source)
    with Server(folder, project(folder, "./broken.py:app")) as server:
        app = httpx.get(server.url + "/info").json()["heddle"]["app"]
        assert why in app["error"] and not app["serving"]
        assert httpx.get(server.url + "/x").json() == {"detail": "The project's own app could not be loaded."}
        if why == "its lifespan failed":
            assert app["traceback"] == "no yarn"
        if "os._exit" not in source:
            assert f"http.app failed to load: {app['error']}" in server.log()
        assert httpx.get(server.url + "/ok").json() == {"ok": True}
