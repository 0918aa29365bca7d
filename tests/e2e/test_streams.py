# SPDX-License-Identifier: Apache-2.0
import threading
import uuid

from heddle_server import wait_until


def events(stream):
    return [(part.event, part.data) for part in stream]


def test_values(client, thread):
    got = events(client.runs.stream(thread, "echo", input={"text": 1}))
    assert [name for name, _ in got] == ["metadata", "values", "values"]
    assert got[0][1]["attempt"] == 1 and uuid.UUID(got[0][1]["run_id"])
    assert got[1][1] == {"text": 1} and got[2][1] == {"text": 1, "echo": 1}


def test_updates(client, thread):
    got = events(client.runs.stream(thread, "research", input={"topic": "wool"}, stream_mode="updates"))
    nodes = [node for name, data in got if name == "updates" for node in data]
    assert nodes == ["plan", "researcher", "researcher", "researcher", "write_report"]


def test_custom(client, thread):
    got = events(client.runs.stream(thread, "sleeper", input={"seconds": 0.5}, stream_mode="custom"))
    assert [data["slept"] for name, data in got if name == "custom"] == [0.25, 0.5]


def test_message_tokens(client, thread):
    question = {"messages": [{"role": "user", "content": "What is 6 * 7?"}]}
    got = events(client.runs.stream(thread, "chat", input=question, stream_mode="messages-tuple"))
    chunks = [data[0] for name, data in got if name == "messages"]
    assert {data[1]["langgraph_node"] for name, data in got if name == "messages"} == {"model", "tools"}
    answer = client.threads.get_state(thread)["values"]["messages"][-1]
    tokens = [chunk["content"] for chunk in chunks if chunk["id"] == answer["id"]]
    assert len([token for token in tokens if token]) > 2 and "".join(tokens) == answer["content"]
    assert any(chunk.get("tool_call_chunks") for chunk in chunks)
    assert any(chunk["type"] == "tool" for chunk in chunks)


def test_several_modes_at_once(client, thread):
    question = {"messages": [{"role": "user", "content": "Hello!"}]}
    modes = ["values", "updates", "messages-tuple", "custom"]
    names = [name for name, _ in events(client.runs.stream(thread, "chat", input=question, stream_mode=modes))]
    assert names[0] == "metadata"
    assert {"values", "updates", "messages"} <= set(names)
    assert set(names) <= {"metadata", "values", "updates", "messages", "custom"}


def test_subgraph_events_carry_their_namespace(client, thread):
    stream = client.runs.stream(
        thread, "research", input={"topic": "x"}, stream_mode=["updates", "custom"], stream_subgraphs=True
    )
    names = [name for name, _ in events(stream)]
    assert sum(name.startswith("custom|researcher:") for name in names) == 6
    assert sum(name.startswith("updates|researcher:") for name in names) == 6
    assert "updates" in names


def test_failure_ends_with_an_error_event(client, thread):
    got = events(client.runs.stream(thread, "failing", input={"order": "x"}, stream_mode="updates"))
    assert got[-1][0] == "error"
    assert got[-1][1]["error"] == "OutOfStock" and "x" in got[-1][1]["message"]


def test_stateless_stream(client):
    assert events(client.runs.stream(None, "echo", input={"text": 5}))[-1][1] == {"text": 5, "echo": 5}


def test_run_is_told_before_its_events(client, thread):
    told = []
    for part in client.runs.stream(thread, "echo", input={"text": 1}, on_run_created=told.append):
        assert told, part
    assert told[0]["thread_id"] == thread
    assert client.runs.get(thread, told[0]["run_id"])["status"] == "success"


def test_join_stream_follows_a_running_run(client, thread):
    run = client.runs.create(thread, "sleeper", input={"seconds": 1.5}, stream_mode=["custom", "values"])
    wait_until(lambda: client.runs.get(thread, run["run_id"])["status"] == "running", what="the run runs")
    got = events(client.runs.join_stream(thread, run["run_id"]))
    assert got[-1] == ("values", {"seconds": 1.5, "slept": 1.5})
    assert any(name == "custom" for name, _ in got)


def test_join_stream_filters_by_mode(client, thread):
    run = client.runs.create(thread, "sleeper", input={"seconds": 1}, stream_mode=["custom", "values"])
    got = events(client.runs.join_stream(thread, run["run_id"], stream_mode="values"))
    assert {name for name, _ in got} <= {"metadata", "values"}


def test_resumable_run_is_replayed_from_any_event(client, thread):
    run = client.runs.create(
        thread, "sleeper", input={"seconds": 1}, stream_mode=["custom", "values"], stream_resumable=True
    )
    everything = list(client.runs.join_stream(thread, run["run_id"], last_event_id="-1"))
    slept = [part.data["slept"] for part in everything if part.event == "custom"]
    assert slept == [0.25, 0.5, 0.75, 1.0]
    identities = [part.id for part in everything if part.id]
    assert len(set(identities)) == len(identities)
    middle = everything[len(everything) // 2]
    rest = list(client.runs.join_stream(thread, run["run_id"], last_event_id=middle.id))
    assert [part.id for part in rest if part.id] == identities[identities.index(middle.id) + 1 :]


def test_two_listeners_get_the_same(client, thread):
    run = client.runs.create(thread, "sleeper", input={"seconds": 1.5}, stream_mode=["custom"], stream_resumable=True)
    results = [[], []]

    def listen(into):
        into += [(p.id, p.event, p.data) for p in client.runs.join_stream(thread, run["run_id"], last_event_id="-1")]

    listeners = [threading.Thread(target=listen, args=(into,)) for into in results]
    for each in listeners:
        each.start()
    for each in listeners:
        each.join(30)
    assert results[0] == results[1] and len(results[0]) >= 6


def test_client_that_leaves_does_not_end_the_run(client, thread):
    stream = client.runs.stream(thread, "sleeper", input={"seconds": 1}, stream_mode="custom")
    for part in stream:
        if part.event == "custom":
            break
    stream.close()
    run = client.runs.list(thread)[0]
    assert client.runs.join(thread, run["run_id"])["slept"] == 1.0


def test_client_that_leaves_cancels_when_asked(client, thread):
    stream = client.runs.stream(
        thread, "sleeper", input={"seconds": 600}, stream_mode="custom", on_disconnect="cancel"
    )
    for part in stream:
        if part.event == "custom":
            break
    stream.close()
    wait_until(lambda: client.runs.list(thread)[0]["status"] == "interrupted", what="the run was cancelled")
