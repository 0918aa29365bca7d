# SPDX-License-Identifier: Apache-2.0
"""Drives the sample graphs through the official SDK until a deployment looks lived in."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

from langgraph_sdk import get_sync_client
from langgraph_sdk.client import SyncLangGraphClient

QUESTIONS = (
    "What is the weather in Paris?", "What is 17 * 23?", "Will it rain in Oslo tomorrow?", "What is 1024 / 16?",
    "Compare the weather in Rome and in Cairo.", "Say hello in one sentence.",
)
TOPICS = ("weaving looms", "tidal power", "the history of tea", "solid state batteries", "bird migration")


def inputs(number: int) -> tuple[str, dict]:
    """The graph and the input of the n-th run; every tenth fails, every fifth asks a person."""
    if number % 10 == 3:
        return "failing", {"item": "heddle hooks"}
    if number % 5 == 1:
        return "approval", {"to": f"customer{number}@example.org", "topic": TOPICS[number % len(TOPICS)]}
    if number % 5 == 2:
        return "research", {"topic": TOPICS[number % len(TOPICS)]}
    if number % 7 == 4:
        return "echo", {"text": f"message {number}"}
    return "chat", {"messages": [{"role": "user", "content": QUESTIONS[number % len(QUESTIONS)]}]}


def finished(client: SyncLangGraphClient, count: int, at_once: int = 4) -> None:
    """`count` runs that end: most succeed, some fail, some leave a question. Some threads have several."""
    conversation = client.threads.create(metadata={"user_id": "u-42", "channel": "web"})["thread_id"]

    def one(number: int) -> None:
        graph, given = inputs(number)
        thread = conversation if graph == "chat" and number % 3 == 0 else client.threads.create(
            metadata={"user_id": f"u-{number % 9}", "channel": "api"}
        )["thread_id"]
        run = client.runs.create(thread, graph, input=given)
        client.runs.join(thread, run["run_id"])

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, range(count)))


def unfinished(client: SyncLangGraphClient, seconds: float = 600) -> list[tuple[str, str]]:
    """One run that sleeps, two that wait behind it, one that was cancelled. Answers thread and run of the first three."""
    thread = client.threads.create(metadata={"user_id": "u-7"})["thread_id"]
    live = [client.runs.create(thread, "sleeper", input={"seconds": seconds}) for _ in range(3)]
    other = client.threads.create()["thread_id"]
    gone = client.runs.create(other, "sleeper", input={"seconds": seconds})
    client.runs.cancel(other, gone["run_id"], wait=True)
    return [(thread, run["run_id"]) for run in live]


def assistants(client: SyncLangGraphClient) -> None:
    for number, (name, graph) in enumerate(itertools.product(("support", "triage", "digest"), ("chat", "research"))):
        client.assistants.create(graph, name=f"{name}-{graph}", metadata={"team": name, "n": number}, if_exists="do_nothing")


def lived_in(url: str, count: int = 120) -> list[tuple[str, str]]:
    client = get_sync_client(url=url)
    assistants(client)
    finished(client, count)
    return unfinished(client)
