# SPDX-License-Identifier: Apache-2.0
"""Every mistake at every route: the routes, their parameters and their bodies come from the server's own description.
Each answer is a 4xx with a detail, and the connection that carried it goes on."""

import http.client
import json
import uuid
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

DESCRIBED = json.loads((Path(__file__).resolve().parents[2] / "resources/openapi/operations.json").read_text())
ROUTES = DESCRIBED["operations"]
#: They answer mistakes in the envelopes of their own protocols; test_protocol, test_mcp and test_a2a try those.
OWN_ENVELOPE = ("POST /threads/{thread_id}/commands", "POST /mcp", "POST /a2a/{assistant_id}")
WITH_BODY = [route for route in ROUTES if "body" in ROUTES[route] and route not in OWN_ENVELOPE]
WITH_ID = [route for route in ROUTES if "_id}" in route and route not in OWN_ENVELOPE]
NOBODY = str(uuid.uuid4())
#: What a body needs so that the one wrong thing in it is the reason.
SOUND = {"assistant_id": "echo", "graph_id": "echo", "schedule": "0 0 1 1 *", "namespace": ["n"], "key": "k", "value": {},
         "thread_ids": [], "checkpoint": {}, "version": 1, "channels": ["values"]}
BROKEN = {
    "half an object": b'{"a": ',
    "two values": b"{} {}",
    "no value": b"nothing",
    "invalid UTF-8": b'{"metadata": {"a": "\xff\xfe"}}',
    "an overlong NUL": b'{"metadata": {"a": "\xc0\x80"}}',
    "a raw NUL": b'{"metadata": {"a": "\x00"}}',
    "deep nesting": b'{"metadata": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}",
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "a number": b"3",
    "a text": b'"text"',
}
WRONG = ["te\0xt", 1.5, -1, True, [[1]], {"k": 1}]


class Link:
    """One connection for all requests; it fails when the server drops it."""

    def __init__(self, url):
        at = urlsplit(url)
        self.http = http.client.HTTPConnection(at.hostname, at.port, timeout=30)

    def ask(self, method, path, body=None):
        self.http.request(method, path, body, {"content-type": "application/json"})
        answer = self.http.getresponse()
        return answer.status, answer.headers, answer.read()

    def expect_refusal(self, method, path, body=None, among=range(400, 500)):
        status, headers, text = self.ask(method, path, body)
        assert status in among, (status, path, body and body[:200], text[:300])
        assert headers["content-type"].startswith("application/json"), (path, text[:300])
        detail = json.loads(text)["detail"]
        assert isinstance(detail, str) and detail
        return detail


@pytest.fixture(scope="module")
def link(server):
    made = Link(server.url)
    yield made
    assert made.ask("GET", "/ok")[0] == 200
    made.http.close()


@pytest.fixture(scope="module")
def ids(server):
    """Of things that are there, so that nothing else is wrong."""
    from langgraph_sdk import get_sync_client

    client = get_sync_client(url=server.url)
    thread = client.threads.create(graph_id="echo")["thread_id"]
    run = client.runs.create(thread, "echo", input={"text": "x"})["run_id"]
    client.runs.join(thread, run)
    cron = client.crons.create("echo", schedule="0 0 1 1 *")["cron_id"]
    return {"thread_id": thread, "run_id": run, "assistant_id": "echo", "cron_id": cron, "namespace": "inner",
            "checkpoint_id": client.threads.get_history(thread)[0]["checkpoint"]["checkpoint_id"]}


def place(route, ids):
    method, path = route.split(" ")
    for name, value in ids.items():
        path = path.replace("{" + name + "}", quote(value))
    return method, path


def types_of(schema):
    """The JSON types that it allows; all when it says nothing."""
    if "$ref" in schema:
        return types_of(DESCRIBED["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    if "anyOf" in schema:
        return {kind for each in schema["anyOf"] for kind in types_of(each)}
    kinds = schema.get("type")
    return set(kinds if isinstance(kinds, list) else [kinds]) if kinds else {"string", "number", "integer", "boolean", "array", "object"}


def kind_of(value):
    return {str: "string", bool: "boolean", list: "array", dict: "object", int: "integer", float: "number"}[type(value)]


def fits(value, schema):
    kinds = types_of(schema)
    kind = kind_of(value)
    return kind in kinds or (kind == "integer" and "number" in kinds)


def schema_of(route):
    name = ROUTES[route]["body"].strip("[]")
    return DESCRIBED["schemas"].get(name, {})


@pytest.mark.parametrize("route", WITH_ID)
def test_wrong_ids(link, route):
    for wrong in ("nope", "00000000-0000-0000-0000-00000000000g", "%00", "%ff", "..%2f..", "a" * 5000, "%22%27%3B--", NOBODY):
        if wrong == NOBODY and route.endswith("/stream/events"):
            continue  # a thread that one may listen to before it is made
        method, path = place(route, dict.fromkeys(("thread_id", "run_id", "assistant_id", "cron_id", "namespace", "checkpoint_id"), "\1"))
        body = json.dumps(SOUND).encode() if route in WITH_BODY else None
        link.expect_refusal(method, path.replace("%01", wrong), body)


@pytest.mark.parametrize("route", WITH_BODY)
def test_broken_bodies(link, ids, route):
    method, path = place(route, ids)
    for what, body in BROKEN.items():
        assert link.expect_refusal(method, path, body), what


@pytest.mark.parametrize("route", WITH_BODY)
def test_wrong_types(link, ids, route):
    method, path = place(route, ids)
    schema = schema_of(route)
    sound = {name: SOUND[name] for name in schema.get("required", []) if name in SOUND}
    for name, described in schema.get("properties", {}).items():
        for value in WRONG:
            if not fits(value, described):
                body = sound | {name: value}
                detail = link.expect_refusal(method, path, json.dumps([body] if ROUTES[route]["body"].startswith("[") else body).encode())
                assert name in detail, (name, value, detail)


@pytest.mark.parametrize("route", WITH_BODY)
def test_too_large(server, ids, route):
    """Refused by its head, before anything of it is sent."""
    method, path = place(route, ids)
    at = urlsplit(server.url)
    one = http.client.HTTPConnection(at.hostname, at.port, timeout=30)
    one.putrequest(method, path)
    one.putheader("content-length", str(10**12))
    one.endheaders()
    answer = one.getresponse()
    assert answer.status == 413 and json.loads(answer.read())["detail"]
    one.close()


@pytest.mark.parametrize("route", [route for route in WITH_BODY if "properties" in DESCRIBED["schemas"].get(ROUTES[route]["body"].strip("[]"), {})])
def test_unknown_fields_are_ignored(link, ids, route):
    """They change nothing: what was refused stays refused in the same words."""
    method, path = place(route, ids)
    name, wrong = next((name, value) for name, schema in schema_of(route)["properties"].items()
                       for value in WRONG if not fits(value, schema))
    bodies = [{name: wrong}, {name: wrong, "unheard": {"of\0": [None, 1e308]}, "": 0}]
    if ROUTES[route]["body"].startswith("["):
        bodies = [[body] for body in bodies]
    said = [link.expect_refusal(method, path, json.dumps(body).encode()) for body in bodies]
    assert said[0] == said[1]
