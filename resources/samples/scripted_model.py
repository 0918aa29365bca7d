# SPDX-License-Identifier: Apache-2.0
"""A chat model that needs no key: it follows a few rules and streams like a real one."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

SUM = re.compile(r"(-?\d+(?:\.\d+)?)\s*([-+*/])\s*(-?\d+(?:\.\d+)?)")
CITY = re.compile(r"\b(?:in|for|at)\s+([A-Z][\w'-]*(?:\s[A-Z][\w'-]*)*)")


class ScriptedModel(BaseChatModel):
    """Asks for the tool `get_weather` or `calculate` when the last question calls for one, otherwise answers."""

    seconds_per_word: float = 0.03

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        """The rules know the sample's tools by name, so there is nothing to bind."""
        return self

    def _chunks(self, messages: list[BaseMessage]) -> Iterator[AIMessageChunk]:
        call = wanted_tool(messages)
        if call is not None:
            name, arguments = call
            yield AIMessageChunk(
                content="",
                tool_call_chunks=[tool_call_chunk(name=name, args=arguments, id=f"call_{len(messages)}", index=0)],
            )
        else:
            for word in re.findall(r"\S+\s*", answer(messages)):
                yield AIMessageChunk(content=word)
        prompt = sum(len(str(message.content).split()) for message in messages)
        usage = {"input_tokens": prompt, "output_tokens": 0, "total_tokens": prompt}
        yield AIMessageChunk(content="", usage_metadata=usage, response_metadata={"model_name": "scripted"})

    def _generate(self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        parts = list(self._chunks(messages))
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        message = AIMessage(
            content=total.content, tool_calls=total.tool_calls, usage_metadata=total.usage_metadata,
            response_metadata=total.response_metadata,
        )
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        for part in self._chunks(messages):
            time.sleep(self.seconds_per_word)
            yield ChatGenerationChunk(message=part)

    async def _astream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        for part in self._chunks(messages):
            await asyncio.sleep(self.seconds_per_word)
            yield ChatGenerationChunk(message=part)


def last_question(messages: list[BaseMessage]) -> str:
    return next((str(m.content) for m in reversed(messages) if isinstance(m, HumanMessage)), "")


def wanted_tool(messages: list[BaseMessage]) -> tuple[str, str] | None:
    """The tool call the last question needs, unless the tool has already answered."""
    if not messages or isinstance(messages[-1], ToolMessage):
        return None
    question = last_question(messages)
    if match := SUM.search(question):
        left, operator, right = match.groups()
        return "calculate", f'{{"left": {left}, "operator": "{operator}", "right": {right}}}'
    if "weather" in question.lower():
        city = CITY.search(question)
        return "get_weather", f'{{"city": "{city.group(1) if city else "Berlin"}"}}'
    return None


def answer(messages: list[BaseMessage]) -> str:
    if messages and isinstance(messages[-1], ToolMessage):
        return f"I looked that up for you. {messages[-1].content} Is there anything else you would like to know?"
    question = last_question(messages).strip() or "nothing yet"
    return (
        f'You said: "{question}". I am a small scripted model, so I cannot say much about that, but I can tell you '
        "the weather in a city or work out a sum such as 6 * 7."
    )
