# SPDX-License-Identifier: Apache-2.0
"""The server against its own description: requests made from openapi.json, sound ones and broken ones. Whatever comes
in, no answer is a 500, has a status or a shape that is not described, or is missing.

SCHEMA_SEED=n repeats a failure or tries another path; SCHEMA_EXAMPLES=n looks longer."""

import json
import os
import zlib
from pathlib import Path

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

SEED = int(os.environ.get("SCHEMA_SEED", "20261126"))
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "12"))
WANTED = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
DESCRIBED = Path(__file__).resolve().parents[2] / "resources/openapi/operations.json"
OPERATIONS = json.loads(DESCRIBED.read_text())["operations"]
print(f"schema tests: SCHEMA_SEED={SEED} SCHEMA_EXAMPLES={EXAMPLES}")


@pytest.fixture(scope="module")
def api(server):
    return schemathesis.openapi.from_url(server.url + "/openapi.json", wait_for_schema=10)


@pytest.fixture(scope="module")
def real(server):
    """Ids of things that are there, so that requests get further than "not found"."""
    from langgraph_sdk import get_sync_client

    client = get_sync_client(url=server.url)
    thread = client.threads.create()["thread_id"]
    run = client.runs.create(thread, "echo", input={"text": "schema"})
    client.runs.join(thread, run["run_id"])
    client.store.put_item(["schema"], "k", {"n": 1})
    return {"thread_id": thread, "run_id": run["run_id"], "assistant_id": "echo"}


def place(case, real):
    """Half of the cases get ids that exist, where that neither deletes them nor streams for ever."""
    parameters = case.path_parameters or {}
    mine = case.method != "DELETE" and not case.path.endswith(("/stream", "/stream/events"))
    if mine and zlib.crc32(repr((case.path, case.body, case.query)).encode(errors="replace")) % 2:
        for name in parameters:
            parameters[name] = real.get(name, parameters[name])
    body = case.body
    background = case.path in ("/runs", "/threads/{thread_id}/runs")
    if background and isinstance(body, dict) and isinstance(body.get("assistant_id"), str):
        body["assistant_id"] = "echo"


def can_be_wrong(route):
    """Without a body, parameters or ids there is nothing that a client could get wrong."""
    operation = OPERATIONS[route]
    return "body" in operation or "parameters" in operation or "thread_id" in route or "run_id" in route


def is_endless(route, mode):
    """A sound subscription of the event protocol is answered for as long as its client stays."""
    return route.endswith("/stream/events") and mode.is_positive


CASES = [
    (route, mode)
    for route in OPERATIONS
    for mode in GenerationMode
    if (mode.is_positive or can_be_wrong(route)) and not is_endless(route, mode)
]


@pytest.mark.parametrize(("route", "mode"), CASES, ids=lambda part: getattr(part, "value", part))
def test_answers_as_described(api, real, route, mode):
    method, path = route.split(" ")

    @hypothesis.settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck)
    )
    @hypothesis.seed(SEED)
    @hypothesis.given(case=api[path][method].as_strategy(generation_mode=mode))
    def run(case):
        place(case, real)
        # A broken subscription may be a sound one by chance: then what came until here is looked at.
        answer = case.call(timeout=10 if path.endswith("/stream/events") else 30)
        case.validate_response(answer, checks=WANTED)
        if answer.status_code >= 400 and path not in ("/ok", "/"):
            said = answer.json()
            assert said["error"]["message"] if "jsonrpc" in said else said.get("message") or said["detail"]

    run()
