# SPDX-License-Identifier: Apache-2.0
"""Plays the table of calls against one server with the Python SDK. What comes back is kept as it came, see `Record`."""

from __future__ import annotations

import asyncio
import inspect
import json
import time
from typing import Any

import httpx
from langgraph_sdk import get_client

from table import Call, Scenario, fill, part_of

HEADERS = ("content-type", "location", "content-location", "x-pagination-total", "x-pagination-next")
AT_ONCE = 10  # scenarios; the official server begins a run only twice a second and may as well wait for several
PATIENCE = 15
Record = dict[str, Any]  # status, headers, and one of answer, error, events

PATHS = {"http.get": "GET", "http.post": "POST", "http.put": "PUT", "http.patch": "PATCH", "http.delete": "DELETE"}


class Player:
    """One client, and what its last response looked like."""

    def __init__(self, url: str) -> None:
        self.client = get_client(url=url, api_key=None, timeout=60)
        self.link: httpx.AsyncClient = self.client.http.client
        self.link.event_hooks["response"].append(self._note)
        self.last: httpx.Response | None = None

    async def _note(self, response: httpx.Response) -> None:
        self.last = self.last or response  # the SDK may ask more than once; what counts is the first answer

    async def play(self, call: Call, values: dict[str, Any]) -> Record:
        """Once, or again and again until the answer is as the table wants it; one that never gets there says so."""
        end = time.monotonic() + PATIENCE
        while True:
            record = await self._once(call, values)
            if all(part_of(record.get("answer"), path) == wanted for path, wanted in call.until.items()):
                return record
            if time.monotonic() > end:
                return record | {"never": call.until}
            await asyncio.sleep(0.05)

    async def _once(self, call: Call, values: dict[str, Any]) -> Record:
        self.last = None
        record: Record = {}
        arguments = fill(call.arguments, values)
        try:
            if call.does in PATHS:
                record |= await self._raw(PATHS[call.does], **arguments)
            else:
                record |= await self._through_sdk(call.does, arguments)
        except httpx.HTTPStatusError as error:
            record["error"] = _body_of(error.response)
        except (ValueError, TypeError, RuntimeError, httpx.TransportError) as error:  # refused by the SDK, or cut off
            record["error"] = f"{type(error).__name__}: {error}"
        if self.last is not None:
            record["status"] = self.last.status_code
            record["headers"] = {name: self.last.headers[name] for name in HEADERS if name in self.last.headers}
        return record

    async def _through_sdk(self, does: str, arguments: dict[str, Any]) -> Record:
        resource, method = does.split(".")
        result = getattr(getattr(self.client, resource), method)(**arguments)
        if inspect.isawaitable(result):
            return {"answer": await result}
        parts = [part async for part in result]
        return {"events": [[part.event, part.data] for part in parts], "ids": sum(part.id is not None for part in parts)}

    async def _raw(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Record:
        sent = {"json": body} if body is not None else {}
        response = await self.link.request(method, path, headers=headers, **sent)
        response.raise_for_status()
        return {"answer": _body_of(response)}


def _body_of(response: httpx.Response) -> Any:
    try:
        return response.json()
    except (json.JSONDecodeError, UnicodeDecodeError, httpx.ResponseNotRead):
        return response.text if response.is_closed else None


async def play(url: str, scenarios: list[Scenario]) -> dict[str, Record]:
    """The record of each call, by its full name."""
    places = asyncio.Semaphore(AT_ONCE)
    records: dict[str, Record] = {}

    async def one(scenario: Scenario) -> None:
        async with places:
            player, values = Player(url), {}
            for call in scenario.calls:
                records[call.name] = record = await player.play(call, values)
                values |= {name: part_of(record.get("answer"), path) for name, path in call.keep.items()}
                record["known"] = dict(values)
            await player.link.aclose()

    await asyncio.gather(*map(one, scenarios))
    return records
