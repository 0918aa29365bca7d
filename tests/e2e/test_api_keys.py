# SPDX-License-Identifier: Apache-2.0
"""HEDDLE_API_KEYS: nothing answers without a key but health, /info and the documentation."""

import httpx
import pytest
from heddle_server import PYTHON_SAMPLES, Folder, Server
from langgraph_sdk import get_sync_client
from langgraph_sdk.errors import APIStatusError

KEYS = ("key-of-the-first", "key-of-the-second")
OPEN = {"/", "/ok", "/info", "/docs", "/openapi.json"}


@pytest.fixture(scope="module")
def server():
    made = Folder()
    keys = made.path / "keys"
    keys.write_text("\n".join(KEYS) + "\n")
    try:
        with Server(made, PYTHON_SAMPLES, HEDDLE_API_KEYS=str(keys)) as running:
            yield running
    finally:
        made.remove()


def operations(server):
    document = httpx.get(server.url + "/openapi.json").json()
    for path, methods in document["paths"].items():
        for method in methods:
            if method in ("get", "post", "put", "patch", "delete"):
                yield method.upper(), path


def test_every_operation_wants_a_key(server):
    checked = 0
    for method, path in operations(server):
        url = server.url + path.replace("{", "").replace("}", "")
        answers = [httpx.request(method, url, headers=headers, timeout=30) for headers in ({}, {"x-api-key": "wrong"})]
        statuses = [answer.status_code for answer in answers]
        if path in OPEN:
            assert statuses[0] == 200, (method, path, statuses)
        elif statuses != [404, 404]:  # an operation that this version does not serve
            assert statuses == [401, 403], (method, path, statuses)
            assert all(answer.json()["detail"] for answer in answers)
            checked += 1
    assert checked > 40


def test_the_documentation_names_the_key(server):
    document = httpx.get(server.url + "/openapi.json").json()
    (name, scheme), = document["components"]["securitySchemes"].items()
    assert scheme == {"type": "apiKey", "in": "header", "name": "x-api-key"} and document["security"] == [{name: []}]
    unlocked = {path for path, methods in document["paths"].items() for one in methods.values() if one.get("security") == []}
    assert unlocked == OPEN


@pytest.mark.parametrize("key", KEYS)
def test_the_sdk_gets_in(server, key):
    client = get_sync_client(url=server.url, api_key=key)
    assert client.runs.wait(None, "echo", input={"messages": [{"role": "user", "content": "hi"}]})
    kwargs = client.runs.create(None, "echo", input={"messages": []})["kwargs"]
    assert key not in str(kwargs)


def test_a_part_of_a_key_is_no_key(server):
    for key in (KEYS[0][:-1], KEYS[0] + "x", "", ",".join(KEYS)):
        with pytest.raises(APIStatusError) as refused:
            get_sync_client(url=server.url, headers={}, api_key=key or "x").threads.search()
        assert refused.value.status_code == 403


def test_preflight_needs_none_and_the_console_is_given_one(server):
    asked = {"origin": "https://a.example", "access-control-request-method": "POST",
             "access-control-request-private-network": "true"}
    answer = httpx.options(server.url + "/threads", headers=asked)
    assert answer.status_code == 204 and answer.headers["access-control-allow-private-network"] == "true"
    assert server.deployment()["api_key"] == KEYS[0]


def test_a_list_without_keys_stops_the_start(folder):
    assert "HEDDLE_API_KEYS is set but holds no key" in Server(folder, PYTHON_SAMPLES, HEDDLE_API_KEYS=" , ").complaint()
    assert "cannot read /no/such" in Server(folder, PYTHON_SAMPLES, HEDDLE_API_KEYS="/no/such").complaint()
