# SPDX-License-Identifier: Apache-2.0
"""/docs and /openapi.json: complete, sound, and nothing from elsewhere."""

import json
import re

import httpx
import pytest
from heddle_server import ROOT, wait_until


@pytest.fixture(scope="module")
def document(server):
    return httpx.get(server.url + "/openapi.json").json()


def operations(document):
    return [(method, path, each) for path, methods in document["paths"].items() for method, each in methods.items()]


def references(part):
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"].removeprefix("#/components/schemas/")
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from references(each)


def test_every_route_is_described_and_nothing_else(document):
    """The document's paths come from the table of routes, what it says of them from resources."""
    described = json.loads((ROOT / "resources/openapi/operations.json").read_text())["operations"]
    assert {f"{method.upper()} {path}" for method, path, _ in operations(document)} == set(described)


def test_every_operation_is_complete(document):
    assert document["openapi"] == "3.1.0"
    for method, path, operation in operations(document):
        assert operation["summary"] and operation["tags"] != [""], (method, path)
        refused = path == "/mcp" and method != "post"
        assert refused or any(status[0] in "12" for status in operation["responses"]), (method, path)
        named = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
        assert named == set(re.findall(r"\{(\w+)\}", path)), (method, path)
    identities = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(identities)) == len(identities)


def test_schemas_and_references_match(document):
    schemas = document["components"]["schemas"]
    used = set(references(document))
    assert used <= set(schemas)
    assert set(schemas) - used == set(), "described and used nowhere"


def test_the_page_needs_nothing_from_elsewhere(server):
    answer = httpx.get(server.url + "/docs")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not re.findall(r"https?://|//\w|@import|url\(|src=", answer.text.replace("// A schema", ""))
    assert 'fetch("openapi.json")' in answer.text


def test_metrics_in_both_formats(server, client):
    client.runs.wait(None, "echo", input={"text": "x"})
    text = httpx.get(server.url + "/metrics")
    assert text.headers["content-type"].startswith("text/plain")
    samples = dict(line.rsplit(" ", 1) for line in text.text.splitlines() if not line.startswith("#"))
    assert all(float(value) >= 0 or "clock" in name for name, value in samples.items())
    assert float(samples["lg_api_workers_max"]) >= 1 and samples["lg_api_redis_up"] == "1"
    assert float(samples['lg_api_http_requests_total{method="POST",status="200"}']) >= 1
    assert samples['lg_api_http_requests_latency_bucket{le="+Inf"}'] == samples["lg_api_http_requests_latency_count"]
    kinds = [line.split()[2] for line in text.text.splitlines() if line.startswith("# TYPE")]
    assert len(kinds) == len(set(kinds)), "one TYPE line for each name"
    figures = httpx.get(server.url + "/metrics?format=json").json()
    assert figures["queue"]["num_running_runs"] == 0 and figures["workers"]["workers_max"] >= 1
    assert figures["postgres"]['pg_pool_max{pool="api"}'] >= 1
    assert httpx.get(server.url + "/metrics?format=xml").status_code == 422


def run_figures(server):
    return httpx.get(server.url + "/metrics?format=json").json()["runs"]


def test_metrics_of_attempts(server, client):
    before = run_figures(server)
    thread = client.threads.create()["thread_id"]
    client.runs.wait(thread, "echo", input={"text": "x"})
    client.runs.wait(thread, "failing", input={}, raise_error=False)
    held = client.runs.create(thread, "sleeper", input={"seconds": 60})
    wait_until(lambda: client.runs.get(thread, held["run_id"])["status"] == "running", what="it runs")
    wait_until(lambda: run_figures(server)["run_attempt_started_counter"] == before["run_attempt_started_counter"] + 3)
    client.runs.cancel(thread, held["run_id"], wait=True)
    after = run_figures(server)
    grown = {name: after[name] - before[name] for name in before if "_ms" not in name and "_sum" not in name}
    counters = {name.removeprefix("run_attempt_").removesuffix("_counter"): n for name, n in grown.items() if "attempt_" in name}
    counters = {name: n for name, n in counters.items() if n and name in (
        "started", "success", "failed", "canceled_by_request", "timeout", "failed_retriable", "failed_after_retry")}
    assert counters == {"started": 3, "success": 1, "failed": 1, "canceled_by_request": 1}
    assert grown["run_queue_wait_time_1st_attempt_count"] == 3 and grown["run_queue_wait_time_retry_attempt_count"] == 0
    assert grown["run_execution_latency_count"] == grown['run_execution_latency_bucket{le="+Inf"}'] == 3
    assert after["run_execution_latency_sum"] > before["run_execution_latency_sum"]


def test_ok_names_the_services(server):
    answer = httpx.get(server.url + "/ok?check_db=1").json()
    assert answer == {"ok": True, "services": {"database": "ok", "redis": "ok"}}
