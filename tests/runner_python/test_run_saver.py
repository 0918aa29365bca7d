# SPDX-License-Identifier: Apache-2.0
"""What a run remembers of its head, in every order in which LangGraph may call its saver."""

import asyncio
import itertools

from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.base.id import uuid6

from heddle_runner.run_saver import RunSaver


class Silent:
    """An asker whose questions are answered at once and with nothing."""

    async def ask(self, kind, body_of):
        return None


def config(checkpoint_id=None, ns="", thread="t"):
    where = {"thread_id": thread, "checkpoint_ns": ns}
    return {"configurable": where | ({"checkpoint_id": checkpoint_id} if checkpoint_id else {})}


IDS = [str(uuid6(clock_seq=step)) for step in range(3)]


def put(saver, number, ns="", thread="t"):
    checkpoint = {**empty_checkpoint(), "id": IDS[number], "channel_values": {"n": number}}
    parent = IDS[number - 1] if number else None
    return saver.aput(config(parent, ns, thread), checkpoint, {"step": number}, {})


def writes(saver, number, value, task="task", path="", channel="n"):
    return saver.aput_writes(config(IDS[number]), [(channel, value)], task, path)


def head_after(*calls):
    async def run():
        saver = RunSaver(Silent(), "t")
        for call in calls:
            await call(saver)
        return saver.head()

    return asyncio.run(run())


def test_nothing_written_means_no_head():
    assert head_after() is None
    assert head_after(lambda s: writes(s, 0, 1)) is None


def test_writes_may_come_before_their_checkpoint():
    calls = [lambda s: put(s, 0), lambda s: put(s, 1), lambda s: writes(s, 0, "old"), lambda s: writes(s, 1, "new")]
    for order in itertools.permutations(calls):
        head = head_after(*order)
        assert head.checkpoint["id"] == IDS[1]
        assert head.pending_writes == [("task", "n", "new")]
        assert head.parent_config["configurable"]["checkpoint_id"] == IDS[0]
        assert head.metadata["step"] == 1


def test_writes_are_in_the_order_of_their_step():
    head = head_after(
        lambda s: put(s, 0),
        lambda s: writes(s, 0, "b", task="1", path="~2"),
        lambda s: writes(s, 0, "a", task="2", path="~1"),
    )
    assert [value for _, _, value in head.pending_writes] == ["a", "b"]


def test_an_ordinary_write_is_made_once_and_a_resume_replaces():
    head = head_after(
        lambda s: put(s, 0),
        lambda s: writes(s, 0, "first"),
        lambda s: writes(s, 0, "second"),
        lambda s: writes(s, 0, ["a"], channel="__resume__"),
        lambda s: writes(s, 0, ["a", "b"], channel="__resume__"),
    )
    assert dict((channel, value) for _, channel, value in head.pending_writes) == {"n": "first", "__resume__": ["a", "b"]}


def test_other_namespaces_and_threads_do_not_count():
    assert head_after(lambda s: put(s, 0, ns="inner:1"), lambda s: put(s, 1, thread="other")) is None
