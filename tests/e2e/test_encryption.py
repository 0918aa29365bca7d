# SPDX-License-Identifier: Apache-2.0
"""LANGGRAPH_AES_KEY: checkpoints in the form of LangGraph's own EncryptedSerializer; graphs notice nothing."""

import asyncio
import json
import sys

import psycopg
import pytest
from heddle_server import ROOT, Folder, Server
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.encrypted import EncryptedSerializer
from langgraph_sdk import get_sync_client

KEY = "thirty-two bytes, and not a word"
SECRET = "nightingale"


def project(folder, **config):
    file = folder.path / "langgraph.json"
    samples = f"{ROOT}/resources/samples"
    graphs = {"approval": f"{samples}/approval.py:graph", "approval_ts": f"{samples}/approval_ts.ts:graph"}
    file.write_text(json.dumps({"graphs": graphs, "dependencies": ["."], **config}))
    return file


@pytest.fixture(scope="module")
def server():
    made = Folder()
    try:
        with Server(made, project(made), LANGGRAPH_AES_KEY=KEY) as running:
            yield running
    finally:
        made.remove()


@pytest.fixture(scope="module", params=["approval", "approval_ts"])
def thread(request, server):
    """A thread that stopped twice, was answered twice, and has come to its end; in both languages."""
    client = get_sync_client(url=server.url)
    thread = client.threads.create()["thread_id"]
    client.runs.wait(thread, request.param, input={"topic": SECRET})
    assert SECRET in client.threads.get_state(thread)["interrupts"][0]["value"]["draft"]
    client.runs.wait(thread, request.param, command={"resume": f"text about {SECRET}"})
    done = client.runs.wait(thread, request.param, command={"resume": True})
    assert [decision.split(": ")[1].lower() for decision in done["decisions"]] == [f"text about {SECRET}", "true"]
    return thread


def test_state_and_history_are_read_again(client, thread):
    # The reader has nothing of the run in memory: it decrypts what is stored.
    history = client.threads.get_history(thread, limit=100)
    decisions = [state["values"].get("decisions") for state in history if len(state["interrupts"]) == 1]
    assert decisions[1] == [] and decisions[0][0].endswith(f"text about {SECRET}")
    before = history[-2]["checkpoint"]["checkpoint_id"]
    assert client.threads.get_state(thread, checkpoint_id=before)["next"] == ["write_draft"]
    client.threads.update_state(thread, {"decisions": [f"{SECRET} again"]}, as_node="send")
    assert client.threads.get_state(thread)["values"]["decisions"] == [f"{SECRET} again"]
    assert client.threads.get(thread)["values"]["decisions"] == [f"{SECRET} again"]


def test_what_is_stored_is_encrypted(server, thread):
    with psycopg.connect(server.deployment()["database_uri"]) as database:
        blobs = database.execute("select type, blob from checkpoint_blobs where thread_id = %s and type <> 'empty' "
                                 "union all select type, blob from checkpoint_writes where thread_id = %s",
                                 (thread, thread)).fetchall()
    assert len(blobs) > 8
    assert {kind for kind, _ in blobs} <= {"msgpack+aes", "null+aes", "json+aes", "bytes+aes"}
    assert not any(SECRET.encode() in bytes(blob) for _, blob in blobs)
    assert KEY not in server.log()


def test_the_published_saver_reads_it_with_the_key(server, thread):
    async def read(serde):
        async with AsyncPostgresSaver.from_conn_string(server.deployment()["database_uri"], serde=serde) as saver:
            config = {"configurable": {"thread_id": thread, "checkpoint_ns": ""}}
            found = [one async for one in saver.alist(config)]
            return next(one.checkpoint["channel_values"]["decisions"] for one in found
                        if len(one.checkpoint["channel_values"].get("decisions") or ()) == 2)

    assert asyncio.run(read(EncryptedSerializer.from_pycryptodome_aes(key=KEY.encode())))[1].lower() == "recipient: true"
    with pytest.raises(ValueError, match="MAC"):
        asyncio.run(read(EncryptedSerializer.from_pycryptodome_aes(key=KEY[::-1].encode())))


def test_a_key_of_a_wrong_length_stops_the_start(folder):
    # langgraph.json's own env counts before the server's.
    told = Server(folder, project(folder, env={"LANGGRAPH_AES_KEY": "fifteen bytes.."}), LANGGRAPH_AES_KEY=KEY).complaint()
    assert told == "heddle-server: LANGGRAPH_AES_KEY must be 16, 24 or 32 bytes long, it has 15"


def test_a_python_that_cannot_encrypt_stops_the_start(folder):
    without = folder.path / "python"
    without.write_text("#!/bin/sh\necho 1\nexit 3\n")  # what the check says where the second package is missing
    without.chmod(0o755)
    told = Server(folder, project(folder), LANGGRAPH_AES_KEY=KEY)
    told.command[told.command.index(sys.executable)] = str(without)
    assert "has no pycryptodome" in told.complaint()
