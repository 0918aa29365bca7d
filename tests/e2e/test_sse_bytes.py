# SPDX-License-Identifier: Apache-2.0
"""What stands on the wire of an event stream, byte by byte."""

import json
import re
import socket
from urllib.parse import urlsplit

from heddle_server import wait_until


def exchange(server, method, path, body=None, headers=()):
    """One request on its own connection; answers head and body bytes, with chunk framing taken off."""
    at = urlsplit(server.url)
    data = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", f"host: {at.netloc}", "connection: close", "accept: text/event-stream", *headers]
    if data:
        lines += ["content-type: application/json", f"content-length: {len(data)}"]
    raw = b""
    with socket.create_connection((at.hostname, at.port), timeout=60) as link:
        link.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + data)
        while piece := link.recv(65536):
            raw += piece
    head, _, rest = raw.partition(b"\r\n\r\n")
    return head.decode(), unchunked(rest) if b"transfer-encoding: chunked" in head.lower() else rest


def unchunked(rest):
    body = b""
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size, 16)
        body += rest[:length]
        assert rest[length : length + 2] == b"\r\n"
        rest = rest[length + 2 :]
        if length == 0:
            return body
    raise AssertionError("the body has no last chunk")


def header(head, name):
    found = re.search(rf"^{name}: (.*)$", head, re.IGNORECASE | re.MULTILINE)
    return found.group(1).strip() if found else None


FRAME = re.compile(rb"(?:event: [^\r\n]+\r\ndata: [^\r\n]+\r\n(?:id: [^\r\n]+\r\n)?\r\n|: heartbeat\r\n\r\n)")


def test_frames_and_headers(server, thread):
    head, body = exchange(server, "POST", f"/threads/{thread}/runs/stream", {"assistant_id": "echo", "input": {"text": "é\n"}})
    assert head.startswith("HTTP/1.1 200")
    assert header(head, "content-type").startswith("text/event-stream")
    run = re.fullmatch(rf"/threads/{thread}/runs/([0-9a-f-]{{36}})", header(head, "content-location")).group(1)
    assert header(head, "location") == f"/threads/{thread}/runs/{run}/stream"
    assert "no-" in header(head, "cache-control")
    assert "".join(frame.decode() for frame in FRAME.findall(body)).encode() == body
    assert body.startswith(b'event: metadata\r\ndata: {"run_id":"' + run.encode())
    assert '"echo":"é\\n"'.encode() in body or b'"echo":"\\u00e9\\n"' in body
    assert b"event: end" not in body


def test_ids_rise_without_gaps_and_replay_exactly(server, client, thread):
    run = client.runs.create(thread, "research", input={"topic": "x"}, stream_mode=["values", "custom"], stream_resumable=True)
    client.runs.join(thread, run["run_id"])
    path = f"/threads/{thread}/runs/{run['run_id']}/stream"
    _, whole = exchange(server, "GET", path, headers=["last-event-id: -1"])
    ids = re.findall(rb"^id: (\d+)-(\d+)\r$", whole, re.MULTILINE)
    assert len({fence for fence, _ in ids}) == 1
    assert [int(n) for _, n in ids] == list(range(1, len(ids) + 1))
    for at in (1, len(ids) // 2, len(ids) - 1):
        last = b"-".join(ids[at - 1]).decode()
        _, rest = exchange(server, "GET", path, headers=[f"last-event-id: {last}"])
        marker = f"id: {last}\r\n\r\n".encode()
        assert rest == whole[whole.index(marker) + len(marker) :]


def test_heartbeat_within_six_seconds(server, client, thread):
    at = urlsplit(server.url)
    body = json.dumps({"assistant_id": "sleeper", "input": {"seconds": 600}, "stream_mode": "updates"}).encode()
    request = (
        f"POST /threads/{thread}/runs/stream HTTP/1.1\r\nhost: {at.netloc}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    ).encode() + body
    with socket.create_connection((at.hostname, at.port), timeout=8) as link:
        link.sendall(request)
        raw = b""
        while b": heartbeat\r\n\r\n" not in raw:
            piece = link.recv(65536)
            assert piece, raw
            raw += piece
    run = client.runs.list(thread)[0]
    client.runs.cancel(thread, run["run_id"], wait=True)
    wait_until(lambda: client.threads.get(thread)["status"] != "busy", what="the thread is free")


def test_wait_answers_json_with_its_headers(server, thread):
    head, body = exchange(server, "POST", f"/threads/{thread}/runs/wait", {"assistant_id": "echo", "input": {"text": 1}})
    assert json.loads(body) == {"text": 1, "echo": 1}
    assert header(head, "content-location").startswith(f"/threads/{thread}/runs/")
    assert header(head, "location").endswith("/join")
