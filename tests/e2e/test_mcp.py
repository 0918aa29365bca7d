# SPDX-License-Identifier: Apache-2.0
"""The MCP endpoint, through the official client and through requests that it would never send."""

import asyncio
import json
import uuid

import httpx
import pytest
from heddle_server import SAMPLES
from mcp.client.client import Client
from mcp.shared.exceptions import MCPError
from mcp.shared.tool_name_validation import validate_tool_name

PROJECT = SAMPLES
BOTH = {"accept": "application/json, text/event-stream"}


def with_client(server, use, mode="auto"):
    async def connected():
        # Raised inside of the client's task group an error would come out as a group.
        async with Client(server.url + "/mcp", mode=mode) as mcp:
            try:
                return await use(mcp)
            except MCPError as error:
                return error

    return asyncio.run(connected())


def call(server, tool, arguments):
    return with_client(server, lambda mcp: mcp.call_tool(tool, arguments))


def tools_of(server):
    async def listed(mcp):
        return (await mcp.list_tools()).tools

    return with_client(server, listed)


def post(server, message, **headers):
    content = message if isinstance(message, bytes) else json.dumps(message).encode()
    return httpx.post(server.url + "/mcp", content=content, headers={**BOTH, **headers})


def request(method, **params):
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_agrees_on_a_revision(server, mode):
    """`auto` asks for a newer era first and must be told which revisions there are."""

    async def hello(mcp):
        return mcp.protocol_version, mcp.server_info.name, mcp.server_capabilities

    version, name, capabilities = with_client(server, hello, mode)
    assert (version, name) == ("2025-11-25", "heddle")
    assert capabilities.tools is not None and capabilities.prompts is None and capabilities.resources is None


@pytest.mark.parametrize(("asked", "agreed"), [("2024-11-05", "2024-11-05"), ("2025-03-26", "2025-03-26"), ("1999-01-01", "2025-11-25")])
def test_initialize_echoes_what_it_knows(server, asked, agreed):
    answer = post(server, request("initialize", protocolVersion=asked, capabilities={}, clientInfo={"name": "t", "version": "1"}))
    assert answer.json()["result"]["protocolVersion"] == agreed


def test_every_assistant_is_a_tool(server, client):
    made = [client.assistants.create("echo", name=name, description="Twice") for name in ("Wool & silk", "Wool & silk", "echo", "§")]
    tools = {tool.name: tool for tool in tools_of(server)}
    assert {"chat", "echo", "approval", "chat_js"} <= set(tools) and all(validate_tool_name(name).is_valid for name in tools)
    assert tools["echo"].description == "Returns its input. The smallest graph there is; the benchmark uses it."
    assert set(tools["echo"].input_schema["properties"]) == {"text", "echo"} and tools["echo"].input_schema["type"] == "object"
    ends = [one["assistant_id"][-12:] for one in made]
    mine = ["Wool___silk", f"Wool___silk_{ends[1]}", f"echo_{ends[2]}", ends[3]]
    assert [tools[name].description for name in mine] == ["Twice"] * 4
    for assistant, name in zip(made, mine, strict=True):
        assert call(server, name, {"text": name}).structured_content == {"text": name, "echo": name}
        client.assistants.delete(assistant["assistant_id"])
    assert not set(mine) & {tool.name for tool in tools_of(server)}


def test_a_call_is_a_run_that_leaves_no_thread(server, client):
    before = client.threads.count()
    result = call(server, "echo", {"text": 12345678901234567890})
    assert not result.is_error and result.structured_content == {"text": 12345678901234567890, "echo": 12345678901234567890}
    assert json.loads(result.content[0].text) == result.structured_content
    assert call(server, "echo", {}).structured_content == {"echo": None}
    assert client.threads.count() == before


def test_a_graph_that_fails_or_waits_is_an_error_of_the_tool(server):
    failed = call(server, "failing", {"order": "x"})
    assert failed.is_error and failed.content[0].text == "OutOfStock: 'x' is out of stock"
    waiting = call(server, "approval", {})
    assert waiting.is_error and waiting.structured_content["__interrupt__"][0]["value"]["question"] == "Is this text good to go?"


def test_a_client_hears_of_an_unknown_tool(server):
    unknown = call(server, "loom", {})
    assert isinstance(unknown, MCPError) and (unknown.code, unknown.message) == (-32602, "Unknown tool: loom")


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (request("resources/list"), -32601),
        (request("tools/call"), -32602),
        (request("tools/call", name="echo", arguments=[1]), -32602),
        (request("tools/call", name="echo", arguments="text"), -32602),
        (request("tools/call", name=7), -32602),
        (request("tools/list", cursor="2"), -32602),
        (request("initialize"), -32602),
    ],
    ids=lambda part: json.dumps(part)[33:70],
)
def test_bad_calls(server, message, code):
    answer = post(server, message)
    assert answer.status_code == 200 and answer.json()["error"]["code"] == code and answer.json()["error"]["message"]
    assert answer.json()["id"] == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", -32700),
        (b"{", -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","x":"\xff"}', -32700),
        (b"[" * 5000 + b"]" * 5000, -32700),
        (b"[]", -32600),
        (b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600),
        (b"null", -32600),
        (b'{"id":1,"method":"ping"}', -32600),
        (b'{"jsonrpc":"2.0","id":1}', -32600),
        (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600),
        (b'{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600),
        (b'{"jsonrpc":"2.0","id":1,"method":7}', -32600),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', -32600),
    ],
    ids=lambda part: str(part)[:40],
)
def test_bad_messages(server, content, code):
    answer = post(server, content)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code and answer.json()["id"] is None


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream", "text/html", ""])
def test_accept_must_name_both(server, accept):
    answer = post(server, request("ping"), accept=accept)
    assert answer.status_code == 400 and "Accept" in answer.json()["error"]["message"]


@pytest.mark.parametrize("accept", ["*/*", "application/*, text/*", "Application/JSON;q=0.5,text/event-stream;q=1"])
def test_accept_is_read_as_http_means_it(server, accept):
    assert post(server, request("ping"), accept=accept).json() == {"jsonrpc": "2.0", "id": 1, "result": {}}


def test_an_id_comes_back_as_it_was(server):
    content = b'{"jsonrpc":"2.0","id":12345678901234567890.10,"method":"ping"}'
    assert post(server, content).text == '{"jsonrpc":"2.0","id":12345678901234567890.10,"result":{}}'
    assert post(server, {**request("ping"), "id": "\u00e4"}).json()["id"] == "\u00e4"


def test_messages_without_an_answer(server):
    for message in ({"jsonrpc": "2.0", "method": "notifications/initialized"}, {"jsonrpc": "2.0", "id": 1, "result": {}}):
        answer = post(server, message)
        assert (answer.status_code, answer.content) == (202, b"")


def test_an_unknown_revision_in_the_header(server):
    answer = post(server, request("ping"), **{"mcp-protocol-version": "2031-01-01"})
    assert answer.status_code == 400 and "2025-06-18" in answer.json()["error"]["data"]["supported"]
    assert post(server, request("ping"), **{"mcp-protocol-version": "2025-06-18"}).status_code == 200


def test_there_are_no_streams_and_no_sessions(server):
    opened = httpx.get(server.url + "/mcp", headers=BOTH)
    assert (opened.status_code, opened.headers["allow"]) == (405, "POST")
    assert httpx.delete(server.url + "/mcp", headers={"mcp-session-id": str(uuid.uuid4())}).status_code == 404
    assert httpx.post(server.url + "/mcp/", json=request("ping"), headers=BOTH).status_code == 200
