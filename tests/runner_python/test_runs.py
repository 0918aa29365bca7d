# SPDX-License-Identifier: Apache-2.0
import json
import time
import uuid

import pytest
from conftest import GRAPHS, SAMPLES
from heddle_runner.clock import uuid_time
from heddle_runner.frames import Kind, read_event


def of_mode(events, mode):
    return [data for found, _, data in events if found == mode]


def test_values_and_end(samples):
    events, end, thread = samples.run("echo", {"text": "hi"})
    assert of_mode(events, "values") == [{"text": "hi"}, {"text": "hi", "echo": "hi"}]
    assert end["status"] == "success" and end["error"] is None
    assert end["values"] == {"text": "hi", "echo": "hi"} and end["next"] == [] and end["interrupts"] == {}
    state = end["state"]
    assert state["values"] == end["values"] and state["checkpoint"]["thread_id"] == thread
    assert state["metadata"]["graph_id"] == "echo" and state["metadata"]["source"] == "loop"


def test_every_checkpoint_carries_the_run_id(samples):
    run_id = str(uuid.uuid4())
    _, _, thread = samples.run("echo", {"text": 1}, run_id=run_id)
    stored = samples.storage.checkpoints.items()
    found = [head["metadata"]["run_id"] for where, head in stored if where[0] == thread]
    assert found == [run_id] * 3


def test_several_modes_at_once(samples):
    question = {"messages": [{"role": "user", "content": "weather in Rome"}]}
    events, end, _ = samples.run(
        "chat", question, stream_mode=["values", "updates", "messages-tuple", "custom", "tasks", "checkpoints", "debug"]
    )
    assert end["status"] == "success"
    assert {mode for mode, _, _ in events} == {"values", "updates", "messages", "tasks", "checkpoints", "debug"}
    assert [list(update) for update in of_mode(events, "updates")] == [["model"], ["tools"], ["model"]]
    tokens = [chunk["content"] for chunk, meta in of_mode(events, "messages") if chunk["type"] == "AIMessageChunk"]
    assert "".join(tokens) == end["values"]["messages"][-1]["content"]
    assert len(tokens) > 10
    assert {"start", "end"} == {"end" if "result" in task else "start" for task in of_mode(events, "tasks")}


def test_messages_mode_adds_chunks_up(samples):
    events, end, _ = samples.run("chat", {"messages": [{"role": "user", "content": "hello"}]}, stream_mode=["messages"])
    partial = [data[0]["content"] for data in of_mode(events, "messages/partial")]
    assert partial == sorted(partial, key=len) and partial[-1] == end["values"]["messages"][-1]["content"]
    (metadata,) = of_mode(events, "messages/metadata")
    ((message_id, fields),) = metadata.items()
    assert message_id == end["values"]["messages"][-1]["id"] and fields["metadata"]["langgraph_node"] == "model"
    assert "messages" not in {mode for mode, _, _ in events}


def test_subgraph_events_carry_their_namespace(samples):
    events, _, _ = samples.run("research", {"topic": "silk"}, stream_mode=["updates", "custom"], subgraphs=True)
    inside = {namespace for mode, namespace, _ in events if mode == "custom"}
    assert len(inside) == 3 and all(namespace.startswith("researcher:") for namespace in inside)
    events, _, _ = samples.run("research", {"topic": "silk"}, stream_mode=["updates"])
    assert {namespace for _, namespace, _ in events} == {""}


def test_events_mode(samples):
    events, end, _ = samples.run("echo", {"text": 1}, stream_mode=["events", "values"])
    assert of_mode(events, "values")[-1] == end["values"]
    traced = of_mode(events, "events")
    assert traced[0]["event"] == "on_chain_start" and traced[-1]["event"] == "on_chain_end"


def test_interrupt_and_resume(samples):
    events, end, thread = samples.run("approval", {"topic": "looms"}, stream_mode=["values"])
    (announced,) = of_mode(events, "updates")
    question = announced["__interrupt__"][0]
    assert question["value"]["question"].startswith("Is this text") and len(question["id"]) == 32
    assert of_mode(events, "values")[-1]["__interrupt__"] == [question]
    assert end["status"] == "success" and end["next"] == ["approve_text"]
    (pending,) = end["interrupts"].values()
    assert pending == [{"id": question["id"], "value": question["value"]}]
    _, end, _ = samples.run("approval", thread_id=thread, command={"resume": "a better text"})
    assert end["next"] == ["approve_recipient"] and end["values"]["draft"] == "a better text"
    _, end, _ = samples.run("approval", thread_id=thread, command={"resume": True})
    assert end["values"]["sent"] == "sent to team@example.com" and end["next"] == []


def test_a_retried_resume_does_not_answer_the_next_gate(samples):
    """DESIGN §4a.1: the run goes on from the head it wrote, whatever it was first asked."""
    _, _, thread = samples.run("approval", {"topic": "looms"})
    _, end, _ = samples.run("approval", thread_id=thread, command={"resume": True})
    assert end["next"] == ["approve_recipient"]
    _, end, _ = samples.run("approval", thread_id=thread, attempt=2, resumed=True, command={"resume": True})
    assert end["next"] == ["approve_recipient"] and "sent" not in end["values"]
    assert end["values"]["decisions"] == ["text: True"]


def test_parallel_interrupts_are_answered_by_id(graphs):
    _, end, thread = graphs.run("parallel_gates", {})
    asked = {i["value"]["gate"]: i["id"] for found in end["interrupts"].values() for i in found}
    _, end, _ = graphs.run("parallel_gates", thread_id=thread, command={"resume": {asked["left"]: 1, asked["right"]: 2}})
    assert sorted(end["values"]["seen"]) == ["left 1", "right 2"] and end["interrupts"] == {}


def test_breakpoints_and_continue(graphs):
    _, end, thread = graphs.run("goto", {"text": "a"}, interrupt_before=["second"])
    assert end["next"] == ["second"] and end["interrupts"] == {}
    _, end, _ = graphs.run("goto", None, thread_id=thread, interrupt_after=["second"])
    assert end["next"] == ["third"]
    _, end, _ = graphs.run("goto", None, thread_id=thread)
    assert end["values"]["seen"] == ["first", "second a", "third"]


def test_command_update_and_goto(graphs):
    _, _, thread = graphs.run("goto", {"text": "a"}, interrupt_before=["second"])
    _, end, _ = graphs.run("goto", thread_id=thread, command={"update": [["text", "b"]], "goto": "third"})
    assert "third" in end["values"]["seen"] and end["values"]["text"] == "b"
    command = {"goto": [{"node": "second", "input": {"text": "sent"}}]}
    _, end, _ = graphs.run("goto", thread_id=thread, command=command)
    assert "second sent" in end["values"]["seen"]


def test_fork_from_an_earlier_checkpoint(graphs):
    _, _, thread = graphs.run("goto", {"text": "a"})
    history = graphs.call("history", graph_id="goto", config={"configurable": {"thread_id": thread}}, limit=10)["ok"]
    before_second = next(state for state in history if state["next"] == ["second"])
    fork = before_second["checkpoint"]["checkpoint_id"]
    _, end, _ = graphs.run("goto", {"text": "fork"}, thread_id=thread, checkpoint_id=fork)
    assert end["values"]["text"] == "fork"
    parents = {head["parent_id"] for head in graphs.storage.checkpoints.values()}
    assert fork in parents


def test_an_exception_ends_the_run_as_error(samples):
    events, end, _ = samples.run("failing", {})
    assert end["status"] == "error"
    assert end["error"]["error"] == "OutOfStock" and end["error"]["message"] == "'heddle hooks' is out of stock"
    assert "in ship" in end["error"]["traceback"]
    logged = samples.logs[-1]
    assert logged["level"] == "error" and logged["run_id"] == end["state"]["metadata"]["run_id"]
    assert end["values"]["checked"] is True and end["next"] == ["ship"]


def test_recursion_limit(graphs):
    _, end, _ = graphs.run("loop", {}, config={"recursion_limit": 5})
    assert end["error"]["error"] == "GraphRecursionError" and "5" in end["error"]["message"]


def test_context_is_coerced_to_its_schema(graphs):
    _, end, _ = graphs.run("context", {}, context={"language": "de"})
    assert end["values"]["text"] == "Context de"


def test_odd_values_are_json(graphs):
    events, end, _ = graphs.run("values", {})
    assert end["values"]["text"] == {
        "point": {"x": 1, "at": "2026-01-02T00:00:00+00:00"},
        "raw": "YWI=",
        "set": [3],
    }


def test_store_from_async_and_sync_nodes(graphs):
    assert graphs.run("store_async", {"text": 5})[1]["values"]["text"] == [5, 1, ["a", "b"]]
    assert graphs.run("store_sync", {"text": 6})[1]["values"]["text"] == [6, None]


def test_a_sync_node_may_run_a_graph_with_a_memory_of_its_own(graphs):
    _, end, thread = graphs.run("nested", {"text": "a"})
    assert end["status"] == "success", end["error"]
    _, end, _ = graphs.run("nested", {"text": "b"}, thread_id=thread)
    assert end["values"]["count"] == 2  # the inner graph's count outlived the first run
    assert ("remember" in {where[1] for where in graphs.storage.checkpoints if where[0] == thread})


def test_a_blocking_store_call_on_the_loop_is_refused(graphs):
    _, end, _ = graphs.run("blocking", {})
    assert end["error"]["error"] == "InvalidStateError" and "aget" in end["error"]["message"]


def test_durability_decides_when_checkpoints_are_written(samples):
    for durability, count in (("sync", 3), ("async", 3), ("exit", 1)):
        _, _, thread = samples.run("echo", {"text": 1}, durability=durability)
        assert sum(where[0] == thread for where in samples.storage.checkpoints) == count, durability


def test_cancel(samples):
    channel, thread = samples.start_run("sleeper", {"seconds": 600}, stream_mode=["custom"])
    while samples.receive().kind is not Kind.EVENT:
        pass
    samples.send(Kind.CANCEL, channel, {"action": "interrupt", "reason": "test"})
    _, end = samples.finish(channel)
    assert end["status"] == "interrupted" and end["next"] == ["sleep"] and end["values"] == {"seconds": 600}


def test_cancel_right_after_the_start(samples):
    channel, _ = samples.start_run("sleeper", {"seconds": 600})
    samples.send(Kind.CANCEL, channel, {"action": "rollback", "reason": "test"})
    _, end = samples.finish(channel)
    assert end["status"] == "interrupted" and end["state"] is None


def test_cancel_of_code_that_takes_its_time(start_runner):
    peer = start_runner()
    channel, _ = peer.start_run("stubborn", {}, stream_mode=["custom"])
    while peer.receive().kind is not Kind.EVENT:
        pass
    peer.send(Kind.CANCEL, channel, {"action": "interrupt", "reason": "test"})
    assert peer.finish(channel)[1]["status"] == "interrupted"


def test_end_comes_only_after_all_puts_were_answered(start_runner):
    peer = start_runner(SAMPLES)
    peer.held = []
    channel, _ = peer.start_run("sleeper", {"seconds": 600}, stream_mode=["custom"])
    while peer.receive().kind is not Kind.EVENT:
        pass
    assert peer.held
    peer.send(Kind.CANCEL, channel, {"action": "rollback", "reason": "test"})
    for seq in range(20):
        peer.send(Kind.PING, 0, {"seq": seq})
        while (message := peer.receive()).kind is not Kind.PONG:
            assert message.kind is not Kind.END
    peer.release()
    assert peer.finish(channel)[1]["status"] == "interrupted"


def test_cancel_of_a_blocked_thread_and_exit_all_the_same(start_runner):
    peer = start_runner()
    channel, _ = peer.start_run("hanging", {}, stream_mode=["custom"])
    while peer.receive().kind is not Kind.EVENT:
        pass
    peer.send(Kind.CANCEL, channel, {"action": "interrupt", "reason": "test"})
    assert peer.finish(channel)[1]["status"] == "interrupted"
    peer.send(Kind.DRAIN, 0, {})
    assert peer.expect(Kind.BYE) == {}
    assert peer.process.wait(10) == 0


def test_a_fenced_run_stops_without_a_word(start_runner):
    samples = start_runner(SAMPLES)
    samples.fence_puts = True
    fenced, _ = samples.start_run("echo", {"text": 1})
    samples.expect(Kind.STARTED, fenced)
    samples.send(Kind.PING, 0, {"seq": 1})
    while samples.expect(Kind.PONG)["active"]:
        samples.send(Kind.PING, 0, {"seq": 2})
    samples.fence_puts = False
    channel, _ = samples.start_run("echo", {"text": 2})
    heard = []
    while not heard or heard[-1].kind is not Kind.END:
        heard.append(samples.receive())
    assert heard[-1].channel == channel
    assert not [m for m in heard if m.channel == fenced and m.kind is Kind.END]


def test_sync_nodes_run_at_the_same_time(start_runner):
    peer = start_runner(concurrency=4)
    started = [peer.start_run("slow_sync", {}) for _ in range(4)]
    ended = []
    while len(ended) < 4:
        message = peer.receive()
        if message.kind is Kind.END:
            ended.append(json.loads(message.body)["status"])
    assert ended == ["success"] * len(started)


def test_without_credit_the_graph_waits(start_runner):
    peer = start_runner(run_window=4000)
    peer.give_credit = False
    channel, _ = peer.start_run("big", {"text": 1000, "count": 20}, stream_mode=["custom"])
    arrived = [peer.receive() for _ in range(4)]  # STARTED and what fits into the window
    assert [m.kind for m in arrived] == [Kind.STARTED, Kind.EVENT, Kind.EVENT, Kind.EVENT]
    peer.send(Kind.PING, 0, {"seq": 7})
    assert peer.receive().kind is Kind.PONG  # and nothing more came before it
    peer.give_credit = True
    peer.send(Kind.CREDIT, channel, {"bytes": 3500})
    events, end = peer.finish(channel)
    assert end["status"] == "success" and len(events) == 17


def test_an_event_larger_than_the_window_goes_out_alone(start_runner):
    peer = start_runner(run_window=4000)
    events, end, _ = peer.run("big", {"text": 1_000_000, "count": 3}, stream_mode=["custom"])
    assert [len(data) for data in of_mode(events, "custom")] == [1_000_000] * 3


def test_a_clock_behind_the_head_waits_or_gives_the_run_back(samples):
    started = time.monotonic()
    _, end, _ = samples.run("echo", {"text": 1}, head_time=uuid_time() + 3_000_000)
    assert end["status"] == "success" and time.monotonic() - started >= 0.3
    _, end, _ = samples.run("echo", {"text": 1}, head_time=uuid_time() + 60_000_000)
    assert end["error"]["error"] == "ClockBehind"


def test_prints_stay_on_stdout(start_runner):
    peer = start_runner()
    assert peer.run("printer", {})[1]["status"] == "success"
    assert peer.process.stdout.readline() == b"a line on stdout\n"


def test_drain_lets_runs_finish(start_runner):
    samples = start_runner(SAMPLES)
    channel, _ = samples.start_run("sleeper", {"seconds": 0.5})
    samples.expect(Kind.STARTED, channel)
    samples.send(Kind.DRAIN, 0, {})
    assert samples.finish(channel)[1]["status"] == "success"
    assert samples.expect(Kind.BYE) == {}
    assert samples.receive() is None and samples.process.wait(10) == 0


HELD = """
import asyncio, operator
from pathlib import Path
from typing import Annotated
from langgraph.config import get_stream_writer
from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict

class State(TypedDict, total=False):
    seen: Annotated[list, operator.add]

async def inner(state):
    get_stream_writer()("inside")
    while not Path("gate").exists():
        await asyncio.sleep(0.01)
    return {"seen": ["inner"]}

async def after(state):
    return {"seen": ["after"]}

own = StateGraph(State).add_node(inner).add_node(after).add_edge(START, "inner").add_edge("inner", "after").compile()

async def first(state):
    with open("log", "a") as log:
        log.write("first\\n")
    return {"seen": ["first", *(await own.ainvoke({"seen": []}))["seen"]]}

async def second(state):
    return {"seen": ["second"]}

graph = StateGraph(State).add_node(first).add_node(second).add_edge(START, "first").add_edge("first", "second").compile()
"""


@pytest.mark.parametrize(("durability", "modes"), [("sync", ["custom"]), ("async", ["custom", "events"])])
def test_a_hand_off_waits_for_the_next_step_of_the_outermost_graph(start_runner, tmp_path, durability, modes):
    (tmp_path / "held.py").write_text(HELD)
    peer = start_runner(tmp_path, {"held": "./held.py:graph"})
    run_id = str(uuid.uuid4())
    channel, thread = peer.start_run("held", {"seen": []}, run_id=run_id, stream_mode=modes, durability=durability, subgraphs=True)
    while (message := peer.receive()).kind is not Kind.EVENT or read_event(message.body)[0] != "custom":
        pass
    peer.send(Kind.CANCEL, channel, {"action": "hand_off", "reason": "shutdown"})
    peer.call("schemas", graph_id="held", config={})  # answered behind the order
    (tmp_path / "gate").touch()
    events, end = peer.finish(channel)
    assert end["status"] == "handed_off" and end["error"] is None and end["state"] is None
    events, end, _ = peer.run("held", None, run_id=run_id, thread_id=thread, resumed=True, stream_mode=["values"])
    assert end["status"] == "success" and end["values"] == {"seen": ["first", "inner", "after", "second"]}
    assert (tmp_path / "log").read_text() == "first\n"


def test_pong_is_answered_while_the_loop_is_blocked(start_runner, tmp_path):
    (tmp_path / "busy.py").write_text(
        "import time\nfrom langgraph.config import get_stream_writer\nfrom langgraph.graph import START, StateGraph\n"
        "async def spin(state):\n    get_stream_writer()('in')\n    import asyncio\n    await asyncio.sleep(0.05)\n"
        "    end = time.monotonic() + 1.5\n    while time.monotonic() < end: pass\n    return {}\n"
        "graph = StateGraph(dict).add_node(spin).add_edge(START, 'spin').compile()\n"
    )
    peer = start_runner(tmp_path, {"busy": "./busy.py:graph"})
    channel, _ = peer.start_run("busy", {}, stream_mode=["custom"])
    lags = []
    while True:
        peer.send(Kind.PING, 0, {"seq": len(lags)})
        message = peer.receive()
        if message.kind is Kind.PONG:
            lags.append(json.loads(message.body)["loop_lag_ms"])
        if message.kind is Kind.END and message.channel == channel:
            break
    assert max(lags) > 500 and json.loads(message.body)["status"] == "success"


def test_a_blocked_loop_says_where_it_stands_once(start_runner, tmp_path):
    (tmp_path / "busy.py").write_text(
        "import threading\nfrom pathlib import Path\nfrom langgraph.graph import START, StateGraph\n"
        "def the_culprit():\n    while not Path('gate').exists(): threading.Event().wait(0.01)\n"
        "async def spin(state):\n    the_culprit()\n    return {}\n"
        "graph = StateGraph(dict).add_node(spin).add_edge(START, 'spin').compile()\n"
    )
    peer = start_runner(tmp_path, {"busy": "./busy.py:graph"})
    channel, _ = peer.start_run("busy", {})
    lag = 0
    while lag < 6000:
        peer.send(Kind.PING, 0, {"seq": 1})
        lag = peer.expect(Kind.PONG)["loop_lag_ms"]
    (tmp_path / "gate").touch()
    assert peer.finish(channel)[1]["status"] == "success"
    told = [line for line in peer.logs if line["logger"] == "heddle.loop"]
    assert len(told) == 1 and "the_culprit" in told[0]["message"] and "blocked for 5." in told[0]["message"]


def test_a_closed_connection_ends_the_process(start_runner):
    samples = start_runner(SAMPLES)
    samples.start_run("sleeper", {"seconds": 600})
    samples.sock.close()
    assert samples.process.wait(10) == 0


def test_event_reader_is_the_inverse(samples):
    channel, _ = samples.start_run("echo", {"text": "ü"})
    while (message := samples.receive()).kind is not Kind.EVENT:
        pass
    assert read_event(message.body) == ("values", "", '{"text":"ü"}'.encode())


def test_async_durability_does_not_wait_for_each_commit(start_runner):
    """Puts of several steps are on their way at once, so the server can commit them together."""
    peer = start_runner(GRAPHS)
    peer.held = []
    channel, _ = peer.start_run("goto", {"text": "a"}, stream_mode=["updates"], durability="async")
    seen = []
    while len(seen) < 3:
        if (message := peer.receive()).kind is Kind.EVENT:
            seen.append(message)
    peer.send(Kind.PING, 0, {"seq": 1})
    while peer.receive().kind is not Kind.PONG:
        pass
    assert sum(message.kind is Kind.CKPT_PUT for message in peer.held) >= 4
    peer.release()
    assert peer.finish(channel)[1]["status"] == "success"


def test_sync_durability_waits_for_each_commit(start_runner):
    peer = start_runner(GRAPHS)
    peer.held = []
    channel, _ = peer.start_run("goto", {"text": "a"}, stream_mode=["updates"], durability="sync")
    updates, quiet = 0, 0
    while quiet < 50:  # so many pings long nothing moved
        peer.send(Kind.PING, 0, {"seq": quiet})
        while (message := peer.receive()).kind is not Kind.PONG:
            updates += message.kind is Kind.EVENT
        quiet = quiet + 1 if peer.held else 0
    assert updates <= 1
    peer.release()
    assert peer.finish(channel)[1]["status"] == "success"


def test_a_refused_put_ends_the_run_as_error(start_runner):
    peer = start_runner(GRAPHS)
    peer.fence_puts, peer.fence_reason = True, "out_of_order"
    _, end, _ = peer.run("goto", {"text": "a"})
    assert end["status"] == "error" and end["error"]["error"] == "Refused"


def test_many_steps_stay_in_bounds(start_runner):
    _, end, thread = start_runner(GRAPHS).run("loop", {}, config={"recursion_limit": 300})
    assert end["error"]["error"] == "GraphRecursionError" and end["values"]["count"] >= 298
