# SPDX-License-Identifier: Apache-2.0
import uuid

import pytest
from langgraph_sdk.errors import APIStatusError, NotFoundError

SAMPLES = {"chat", "approval", "research", "failing", "sleeper", "echo"}


def test_every_graph_has_its_system_assistant(client):
    found = {each["graph_id"]: each for each in client.assistants.search(limit=100)}
    assert SAMPLES <= found.keys()
    for name in SAMPLES:
        expected = uuid.uuid5(uuid.UUID("6ba7b821-9dad-11d1-80b4-00c04fd430c8"), name)
        assert found[name]["assistant_id"] == str(expected)
        assert found[name]["metadata"]["created_by"] == "system"
        assert found[name]["version"] == 1


def test_search_by_graph_name_and_metadata(client):
    assert {each["graph_id"] for each in client.assistants.search(graph_id="echo")} == {"echo"}
    mark = uuid.uuid4().hex
    made = client.assistants.create("echo", name=f"Mine {mark}", metadata={"mark": mark, "deep": {"er": 1}})
    assert [a["assistant_id"] for a in client.assistants.search(metadata={"mark": mark})] == [made["assistant_id"]]
    assert [a["assistant_id"] for a in client.assistants.search(metadata={"deep": {"er": 1}, "mark": mark})] == [
        made["assistant_id"]
    ]
    assert client.assistants.search(metadata={"mark": "other"}) == []
    assert [a["assistant_id"] for a in client.assistants.search(name=mark.upper())] == [made["assistant_id"]]
    assert client.assistants.count(metadata={"mark": mark}) == 1
    client.assistants.delete(made["assistant_id"])


def test_pages_do_not_overlap(client):
    mark = uuid.uuid4().hex
    made = {client.assistants.create("echo", metadata={"mark": mark})["assistant_id"] for _ in range(5)}
    seen = []
    for offset in (0, 2, 4):
        seen += [a["assistant_id"] for a in client.assistants.search(metadata={"mark": mark}, limit=2, offset=offset)]
    assert len(seen) == 5 and set(seen) == made


def test_get_by_id_and_by_graph(client):
    system = client.assistants.search(graph_id="echo", metadata={"created_by": "system"})[0]
    assert client.assistants.get(system["assistant_id"])["graph_id"] == "echo"
    assert client.assistants.get("echo")["assistant_id"] == system["assistant_id"]


def test_life_of_an_assistant(client):
    made = client.assistants.create(
        "chat", config={"configurable": {"tone": "dry"}}, metadata={"owner": "me"}, name="Dry", description="says little"
    )
    assert (made["name"], made["description"], made["version"]) == ("Dry", "says little", 1)
    changed = client.assistants.update(made["assistant_id"], metadata={"tier": 2}, name="Drier")
    assert changed["version"] == 2 and changed["name"] == "Drier"
    assert changed["metadata"]["owner"] == "me" and changed["metadata"]["tier"] == 2
    assert changed["config"]["configurable"]["tone"] == "dry"
    versions = client.assistants.get_versions(made["assistant_id"])
    assert [each["version"] for each in versions] == [2, 1]
    assert client.assistants.set_latest(made["assistant_id"], 1)["name"] == "Dry"
    client.assistants.delete(made["assistant_id"])
    with pytest.raises(NotFoundError):
        client.assistants.get(made["assistant_id"])


def test_same_id_twice(client):
    identity = str(uuid.uuid4())
    client.assistants.create("echo", assistant_id=identity, name="first")
    with pytest.raises(APIStatusError) as failure:
        client.assistants.create("echo", assistant_id=identity)
    assert failure.value.status_code == 409
    assert client.assistants.create("echo", assistant_id=identity, if_exists="do_nothing")["name"] == "first"


def test_graph_and_schemas(client):
    graph = client.assistants.get_graph("approval")
    names = {node["id"] for node in graph["nodes"]}
    assert {"__start__", "write_draft", "approve_text", "approve_recipient", "send", "discard", "__end__"} <= names
    assert any(edge["source"] == "write_draft" and edge["target"] == "approve_text" for edge in graph["edges"])
    schemas = client.assistants.get_schemas("approval")
    assert schemas["graph_id"] == "approval"
    assert "topic" in schemas["input_schema"]["properties"]
    assert any("researcher" in name for name in client.assistants.get_subgraphs("research"))
