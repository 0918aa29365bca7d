# SPDX-License-Identifier: Apache-2.0
from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.base.id import uuid6

from heddle_runner.run_saver import RunSaver

THREAD = "01a209da-e4b3-7001-b6a2-b4573a4f2f2d"


class Answering:
    """Says yes to every put, as the server does."""

    async def ask(self, kind, body):
        return None


def config(checkpoint_id=None):
    where = {"thread_id": THREAD, "checkpoint_ns": ""}
    if checkpoint_id:
        where["checkpoint_id"] = checkpoint_id
    return {"configurable": where}


def checkpoint():
    return {**empty_checkpoint(), "id": str(uuid6())}


async def test_writes_may_come_before_their_checkpoint():
    saver = RunSaver(Answering(), THREAD)
    first, second = checkpoint(), checkpoint()
    await saver.aput(config(), first, {"source": "loop", "step": 0}, {})
    await saver.aput_writes(config(second["id"]), [("__interrupt__", ["why?"])], "task")
    await saver.aput(config(first["id"]), second, {"source": "loop", "step": 1}, {})
    head = saver.head()
    assert head.checkpoint["id"] == second["id"]
    assert head.pending_writes == [("task", "__interrupt__", ["why?"])]


async def test_writes_of_older_checkpoints_are_dropped():
    saver = RunSaver(Answering(), THREAD)
    first, second = checkpoint(), checkpoint()
    await saver.aput(config(), first, {"source": "loop", "step": 0}, {})
    await saver.aput_writes(config(first["id"]), [("a", 1)], "task")
    await saver.aput(config(first["id"]), second, {"source": "loop", "step": 1}, {})
    await saver.aput_writes(config(first["id"]), [("late", 1)], "task")
    assert saver.head().pending_writes == []
