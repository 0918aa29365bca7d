# SPDX-License-Identifier: Apache-2.0
"""Questions to the server that belong to one channel."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Callable
from typing import Any

from .frames import Kind, Message, load_json
from .link import Answer, Link


class Refused(Exception):
    """The server wrote nothing. `reason` is "fenced", "out_of_order" or "busy"."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message or reason)
        self.reason = reason


class Fenced(Refused):
    """The run belongs to somebody else by now; it must stop without a word."""


_MOST_AHEAD = 64
_ANSWERED: Answer = Answer()
_ANSWERED.set_result(None)


class Asker:
    """Asks on one channel, from the loop or, blocking, from any other thread. Remembers what is unanswered, because a
    run may end only after all its puts were answered, even if it was cancelled in the middle of one.

    `tell` does not wait for the answer, so that puts of several steps share one commit on the server, which keeps
    their order; a refusal shows in `failure`."""

    _default: Asker | None = None

    def __init__(self, link: Link, loop: asyncio.AbstractEventLoop, channel: int = 0) -> None:
        self._link = link
        self._loop = loop
        self._channel = channel
        self._open: dict[Answer, None] = {}  # oldest first
        self.on_fenced: Callable[[], None] | None = None
        self.failure: Refused | None = None

    @classmethod
    def set_default(cls, asker: Asker | None) -> None:
        cls._default = asker

    @classmethod
    def default(cls) -> Asker:
        """Channel 0, for savers and stores that user code makes itself."""
        if cls._default is None:
            raise RuntimeError("there is no heddle-server here; this class works inside its runner only")
        return cls._default

    def _send(self, kind: Kind, body_of: Callable[[int], bytes]) -> Answer:
        answer = self._link.ask(kind, self._channel, body_of)
        self._open[answer] = None
        answer.add_done_callback(lambda done: self._open.pop(done, None))
        return answer

    async def ask(self, kind: Kind, body_of: Callable[[int], bytes]) -> Message:
        answer = self._send(kind, body_of)
        return self._checked(await asyncio.shield(asyncio.wrap_future(answer)))

    def ask_blocking(self, kind: Kind, body_of: Callable[[int], bytes]) -> Message:
        self._refuse_on_loop()
        return self._checked(self._send(kind, body_of).result())

    async def tell(self, kind: Kind, body_of: Callable[[int], bytes]) -> None:
        self._send(kind, body_of).add_done_callback(self._look)
        while len(self._open) > _MOST_AHEAD:
            await asyncio.wait([asyncio.wrap_future(self._oldest())])

    def tell_blocking(self, kind: Kind, body_of: Callable[[int], bytes]) -> None:
        self._refuse_on_loop()
        self._send(kind, body_of).add_done_callback(self._look)
        while len(self._open) > _MOST_AHEAD:
            concurrent.futures.wait([self._oldest()])

    def _oldest(self) -> Answer:
        return next(iter(tuple(self._open)), _ANSWERED)

    def _look(self, answer: Answer) -> None:
        """On the I/O thread, when something told has been answered."""
        if answer.exception() is not None:
            return
        try:
            self._checked(answer.result())
        except Refused as refused:
            self.failure = self.failure or refused

    async def settled(self) -> None:
        """Returns when everything asked so far has been answered."""
        while self._open:
            waiting = [asyncio.wrap_future(answer) for answer in tuple(self._open)]
            await asyncio.gather(*waiting, return_exceptions=True)

    def _checked(self, message: Message) -> Message:
        if message.kind is not Kind.FENCED:
            return message
        body: dict[str, Any] = load_json(message.body)
        reason, text = body.get("reason", "fenced"), body.get("message", "")
        if reason != "fenced":
            raise Refused(reason, text)
        if self.on_fenced is not None:
            self.on_fenced()
        raise Fenced(reason, text)

    def _refuse_on_loop(self) -> None:
        try:
            running = asyncio.get_running_loop()
        except RuntimeError:
            return
        if running is self._loop:
            raise asyncio.InvalidStateError(
                "a blocking call on the runner's event loop would stop every run; "
                "use the async method (for example `await store.aget(...)`) or a sync node"
            )
