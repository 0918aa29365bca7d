# SPDX-License-Identifier: Apache-2.0
"""Mistakes of clients, as raw requests: each gets its status and one JSON object with the reason."""

import json
import urllib.error
import urllib.request

import pytest

NOBODY = "1c9b3f5e-6d0a-4e57-9d0b-7a3f0c2e8d41"


def ask(server, method, path, body=None, headers=None):
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    request = urllib.request.Request(server.url + path, data=data, method=method)
    request.add_header("content-type", "application/json")
    for name, value in (headers or {}).items():
        request.add_header(name, value)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nothing", None, 404),
        ("DELETE", "/ok", None, 405),
        ("GET", "/threads/not-a-uuid", None, 422),
        ("GET", f"/threads/{NOBODY}", None, 404),
        ("GET", f"/threads/{NOBODY}/state", None, 404),
        ("GET", f"/threads/{NOBODY}/runs/{NOBODY}", None, 404),
        ("GET", f"/threads/{NOBODY}/runs/nope", None, 422),
        ("PATCH", f"/threads/{NOBODY}", {"metadata": {}}, 404),
        ("DELETE", f"/threads/{NOBODY}", None, 404),
        ("POST", "/threads", b"{", 400),
        ("POST", "/threads", b"[]", 422),
        ("POST", "/threads", {"metadata": 3}, 422),
        ("POST", "/threads", {"thread_id": "x"}, 422),
        ("POST", "/threads", {"if_exists": "perhaps"}, 422),
        ("POST", "/threads/search", {"limit": 0}, 422),
        ("POST", "/threads/search", {"limit": "many"}, 422),
        ("POST", "/threads/search", {"offset": -1}, 422),
        ("POST", "/threads/search", {"status": "asleep"}, 422),
        ("POST", "/threads/search", {"sort_by": "colour"}, 422),
        ("POST", "/threads/search", {"select": ["colour"]}, 422),
        ("POST", "/threads/search", {"extract": {"x": "colour.a"}}, 422),
        ("POST", "/threads/search", {"extract": {str(n): "values.a" for n in range(11)}}, 422),
        ("POST", "/threads", {"supersteps": [{"updates": [{"as_node": "echo"}]}]}, 422),
        ("POST", "/threads", {"metadata": {"graph_id": "echo"}, "supersteps": [{"nope": 1}]}, 422),
        ("POST", "/threads", {"metadata": {"graph_id": "echo"}, "supersteps": [1]}, 422),
        ("POST", "/threads", {"metadata": {"graph_id": "echo"}, "supersteps": [{"updates": [{"as_node": "x"}]}]}, 400),
        ("POST", "/threads", b'{"metadata": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
        ("POST", "/threads", b'{"metadata": {"a": "\xff"}}', 400),
        ("POST", "/threads", b'{"metadata": {}} and more', 400),
        ("POST", "/threads", b"\xef\xbb\xbf{}", 400),
        ("POST", "/assistants/search", {"select": ["colour"]}, 422),
        ("POST", "/assistants/search", {"offset": 10**30}, 422),
        ("PATCH", "/assistants/echo", {"graph_id": "no-such-graph"}, 404),
        ("GET", "/assistants/%ff", None, 422),
        ("POST", "/runs/wait", {"assistant_id": "echo", "config": {"recursion_limit": "many"}}, 422),
        ("POST", "/runs/wait", {"assistant_id": "echo", "config": {"recursion_limit": 0}}, 422),
        ("POST", "/runs/wait", {"assistant_id": "echo", "config": {"tags": 5}}, 422),
        ("POST", "/runs/wait", {"assistant_id": "echo", "config": {"configurable": []}}, 422),
        ("POST", "/assistants", {}, 422),
        ("POST", "/assistants", {"graph_id": "no-such-graph"}, 404),
        ("GET", f"/assistants/{NOBODY}", None, 404),
        ("POST", "/runs/wait", {}, 422),
        ("POST", "/runs/wait", {"assistant_id": "echo", "stream_mode": "loud"}, 422),
        ("POST", "/runs/wait", {"assistant_id": "echo", "command": {"resume": 1}}, 400),
        ("POST", f"/threads/{NOBODY}/runs", {"assistant_id": "echo"}, 404),
        ("POST", f"/threads/{NOBODY}/runs", {"assistant_id": "echo", "multitask_strategy": "fight"}, 422),
        ("POST", f"/threads/{NOBODY}/runs/{NOBODY}/cancel", None, 404),
        ("POST", f"/threads/{NOBODY}/runs/{NOBODY}/cancel?action=explode", None, 422),
    ],
)
def test_status_and_detail(server, method, path, body, status):
    code, headers, text = ask(server, method, path, body)
    assert (code, text.decode(errors="replace")) and code == status, text
    assert headers["content-type"].startswith("application/json")
    assert isinstance(json.loads(text)["detail"], str) and json.loads(text)["detail"]
    assert headers["x-request-id"]


def test_server_survives_broken_bytes(server):
    import socket
    from urllib.parse import urlsplit

    at = urlsplit(server.url)
    for piece in (b"\x00\xff\x00\xff\r\n\r\n", b"GET /ok HTTP/9.9\r\n\r\n", b"POST /threads HTTP/1.1\r\ncontent-length: -5\r\n\r\n",
                  b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nhost:"):
        with socket.create_connection((at.hostname, at.port), timeout=10) as link:
            link.sendall(piece)
            link.shutdown(socket.SHUT_WR)
            while link.recv(65536):
                pass
    assert ask(server, "GET", "/ok")[0] == 200


def test_nul_and_lone_surrogates_are_replaced(server, client, thread):
    body = b'{"assistant_id": "echo", "input": {"text": "a\\u0000b\\ud800c"}}'
    code, _, text = ask(server, "POST", f"/threads/{thread}/runs/wait", body)
    assert code == 200, text
    assert client.threads.get(thread)["values"]["echo"] == "a\ufffdb\ufffdc"


def test_info_ok_and_request_id(server):
    code, headers, text = ask(server, "GET", "/ok", headers={"x-request-id": "mine-1"})
    assert code == 200 and json.loads(text)["ok"] is True and headers["x-request-id"] == "mine-1"
    info = json.loads(ask(server, "GET", "/info")[2])
    assert info["version"] and "assistants" in info["flags"]


def test_cors_preflight(server):
    code, headers, _ = ask(server, "OPTIONS", "/threads", headers={
        "origin": "http://app.example", "access-control-request-method": "POST",
        "access-control-request-headers": "content-type"})
    assert code in (200, 204) and headers["access-control-allow-origin"] in ("*", "http://app.example")
    assert "POST" in headers["access-control-allow-methods"]
