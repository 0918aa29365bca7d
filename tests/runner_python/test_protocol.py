# SPDX-License-Identifier: Apache-2.0
"""Mode `protocol`: what a run says in the event protocol."""

import pytest


def of_mode(events, mode):
    return [data for found, _, data in events if found == mode]


def modes(events):
    return {mode for mode, _, _ in events}


def test_a_chat_word_by_word(samples):
    question = {"messages": [{"role": "user", "content": "weather in Rome"}]}
    events, end, _ = samples.run("chat", question, stream_mode=["protocol"], subgraphs=True)
    assert modes(events) == {"values", "updates", "tasks", "tools", "protocol:messages"}
    said = of_mode(events, "protocol:messages")
    words = [each["delta"]["text"] for each in said if each.get("delta", {}).get("type") == "text-delta"]
    assert len(words) > 10 and "".join(words) == end["values"]["messages"][-1]["content"][0]["text"]
    starts = [each for each in said if each["event"] == "message-start"]
    assert [each["metadata"]["langgraph_node"] for each in starts] == ["model", "model"]
    assert [each["id"] for each in starts] == [m["id"] for m in end["values"]["messages"] if m["type"] == "ai"]
    tools = of_mode(events, "tools")
    assert [each["event"] for each in tools] == ["tool-started", "tool-finished"]
    assert tools[0]["tool_name"] == "get_weather" and tools[0]["input"] == {"city": "Rome"}


def test_subgraphs_begin_and_end(samples):
    events, end, _ = samples.run("research", {"topic": "silk"}, stream_mode=["protocol"], subgraphs=True)
    told = [(place, data["event"]) for mode, place, data in events if mode == "protocol:lifecycle"]
    places = {place for place, _ in told}
    assert len(places) == 3 and all(place.startswith("researcher:") for place in places)
    assert sorted(told) == sorted((place, word) for place in places for word in ("started", "completed"))
    assert {place for mode, place, _ in events if mode == "custom"} == places
    assert of_mode(events, "values")[-1] == end["values"]


def test_an_interrupt(samples):
    events, end, _ = samples.run("approval", {"topic": "x"}, stream_mode=["protocol"])
    (announced,) = [update for update in of_mode(events, "updates") if "__interrupt__" in update]
    assert of_mode(events, "values")[-1]["__interrupt__"] == announced["__interrupt__"]
    assert end["status"] == "success" and end["next"] == ["approve_text"]


def test_channels_of_the_graph_and_whole_messages(graphs):
    events, _, _ = graphs.run("channels", {"text": "hi"}, stream_mode=["protocol"])
    assert of_mode(events, "protocol:custom") == [{"name": "notes", "payload": {"saw": "say"}}]
    assert of_mode(events, "custom") == [{"name": "mine"}]
    said = of_mode(events, "protocol:messages")
    assert [each["event"] for each in said] == [
        "message-start", "content-block-start", "content-block-delta", "content-block-finish", "message-finish",
    ]  # fmt: skip
    assert said[0]["id"] == "m1" and {each["run_id"] for each in said} == {"m1"}


@pytest.mark.parametrize("graph, error", [("failing", "OutOfStock")])
def test_an_error_ends_it(samples, graph, error):
    events, end, _ = samples.run(graph, {}, stream_mode=["protocol"])
    assert end["status"] == "error" and end["error"]["error"] == error and of_mode(events, "values")
