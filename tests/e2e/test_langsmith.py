# SPDX-License-Identifier: Apache-2.0
"""A LangSmith on loopback: asked once at the start, and given the traces of runs."""

import json
import socket
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from heddle_server import ROOT, Folder, Server, wait_until
from langgraph_sdk import get_sync_client

KEY = "lsv2_accepted"


class LangSmith:
    """Writes down (method, path, key) and knows one key."""

    def __enter__(self):
        asked = self.asked = []
        traced = self.traced = []

        gate = self.gate = threading.Event()  # shut, LangSmith keeps whoever brings traces waiting
        gate.set()

        class Handler(BaseHTTPRequestHandler):
            def body(self):
                if self.headers["transfer-encoding"] != "chunked":
                    return self.rfile.read(int(self.headers["content-length"] or 0))
                parts = []
                while size := int(self.rfile.readline(), 16):
                    parts.append(self.rfile.read(size))
                    self.rfile.readline()
                return b"".join(parts)

            def answer(self):
                key = self.headers["x-api-key"]
                body = self.body()
                asked.append((self.command, self.path, key))
                answer = {}
                if self.path == "/feedback/tokens":
                    wanted = json.loads(body)
                    at = f"https://langsmith.example/{wanted['run_id']}/{wanted['feedback_key']}"
                    answer = {"id": str(uuid.uuid4()), "url": at, "expires_at": "2100-01-01T00:00:00+00:00"}
                elif self.command == "POST":
                    gate.wait(60)
                    traced.append(body)
                text = json.dumps(answer).encode()
                self.send_response(200 if key == KEY or self.path == "/info" else 401)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = do_PATCH = answer  # noqa: N815

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def checks(self):
        return [key for method, path, key in self.asked if (method, path) == ("GET", "/sessions?limit=1")]


@pytest.fixture
def langsmith():
    with LangSmith() as running:
        yield running


@pytest.fixture(scope="module")
def langsmith_of_both():
    with LangSmith() as running:
        yield running


@pytest.fixture(scope="module")
def both(langsmith_of_both):
    """A server with runners of both languages."""
    folder = Folder()
    try:
        config = project(folder, chat_js=f"{ROOT}/resources/samples/chat_js.js:graph")
        with Server(folder, config, LANGSMITH_API_KEY=KEY, LANGSMITH_ENDPOINT=langsmith_of_both.url,
                    LANGSMITH_DISABLE_RUN_COMPRESSION="true") as server:
            yield server
    finally:
        folder.remove()


def project(folder, **more):
    file = folder.path / "langgraph.json"
    file.write_text(json.dumps({"graphs": {"echo": f"{ROOT}/resources/samples/echo.py:graph", **more}}))
    return file


def test_the_key_is_checked_once_and_traces_go_there(folder, langsmith):
    named = {"LANGSMITH_API_KEY": KEY, "LANGCHAIN_ENDPOINT": langsmith.url + "/", "LANGGRAPH_CLOUD_LICENSE_KEY": "lic-7"}
    with Server(folder, project(folder), "--require-license", **named) as server:
        assert langsmith.checks() == [KEY]
        assert "LangSmith accepts the key" in server.log() and "this server needs no licence" in server.log()
        get_sync_client(url=server.url).runs.wait(None, "echo", input={"text": "hi"})
        traced = wait_until(lambda: [one for one in langsmith.asked if one[0] == "POST"], what="a trace")
        assert traced[0][1].startswith("/runs") and traced[0][2] == KEY
        assert langsmith.checks() == [KEY]
        assert KEY not in server.log() and "lic-7" not in server.log()


GRAPHS = pytest.mark.parametrize(
    ("graph", "given"), [("echo", {"text": "hi"}), ("chat_js", {"messages": [{"role": "user", "content": "hi"}]})])


@GRAPHS
def test_a_langsmith_that_is_slow_holds_up_no_run(both, langsmith_of_both, graph, given):
    langsmith_of_both.gate.clear()
    try:
        assert get_sync_client(url=both.url).runs.wait(None, graph, input=given)
    finally:
        langsmith_of_both.gate.set()


@GRAPHS
def test_a_run_says_where_its_trace_and_its_feedback_go(both, langsmith_of_both, graph, given):
    client = get_sync_client(url=both.url)
    example = str(uuid.uuid4())
    tracer = {"project_name": f"the-looms-of-{graph}", "example_id": example}
    parts = list(client.runs.stream(None, graph, input=given, feedback_keys=["warm", "soft"], langsmith_tracing=tracer))
    run = parts[0].data["run_id"]
    urls = {key: f"https://langsmith.example/{run}/{key}" for key in ("warm", "soft")}
    assert parts[-1].event == "feedback" and parts[-1].data == urls
    told = wait_until(lambda: [body for body in langsmith_of_both.traced if example.encode() in body], what="the trace of the run")
    assert all(tracer["project_name"].encode() in body for body in told)
    thread = client.threads.create()["thread_id"]
    for more, project_name in ({"langsmith_tracing": tracer}, tracer["project_name"]), ({}, "default"):
        created = client.runs.create(thread, graph, input=given, **more)
        assert created["langsmith_session_name"] == project_name
        assert client.runs.get(thread, created["run_id"])["langsmith_session_name"] == project_name
    waited = client.http.post("/runs/wait", json={"assistant_id": graph, "input": given, "feedback_keys": ["warm"]})
    assert list(waited["__feedback__"]) == ["warm"] and len(waited) > 1
    assert httpx.get(both.url + "/info").json()["flags"]["langsmith"] is True


def test_a_key_that_is_refused_is_told_and_stops_nothing(folder, langsmith):
    named = {"LANGSMITH_API_KEY": "lsv2_stolen", "LANGSMITH_ENDPOINT": langsmith.url, "LANGSMITH_TRACING": "false"}
    with Server(folder, project(folder), **named) as server:
        wait_until(lambda: "does not accept LANGSMITH_API_KEY; traces may be lost, runs are not" in server.log())
        get_sync_client(url=server.url).runs.wait(None, "echo", input={"text": "hi"})
        assert langsmith.asked == [("GET", "/sessions?limit=1", "lsv2_stolen")]
        assert "lsv2_stolen" not in server.log()


@pytest.mark.parametrize("wrong", ["key", "place", "nothing"])
def test_a_required_license_stops_the_start(folder, langsmith, wrong):
    named = {"LANGSMITH_API_KEY": "lsv2_stolen", "LANGSMITH_ENDPOINT": langsmith.url}
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # and does not listen
        if wrong == "place":
            named["LANGSMITH_ENDPOINT"] = f"http://127.0.0.1:{silent.getsockname()[1]}"
        if wrong == "nothing":
            named["LANGSMITH_API_KEY"] = ""
        told = Server(folder, project(folder), "--require-license", **named).complaint()
    expected = {"key": "does not accept LANGSMITH_API_KEY", "place": "does not answer as it should (Connection refused",
                "nothing": "--require-license: set LANGSMITH_API_KEY and LANGSMITH_ENDPOINT"}
    assert expected[wrong] in told and "lsv2_stolen" not in told
