"""Gemini through google-genai, the maintained SDK, where it is installed. Sole door to it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any, cast

from agent_runner.llm.deadline import pieces_within, within
from agent_runner.llm.failures import failure_of, settled
from agent_runner.llm.gemini_schema import gemini_schema
from agent_runner.llm.models import ModelFacts
from agent_runner.llm.port import ModelFailed, Prompt, Reply, Usage
from agent_runner.llm.wording import system_text, user_text

CANCEL_S = 1.0
"""How long a request that was cancelled may take to end."""

_VERSION = re.compile(r"(.*?)/(v1(?:alpha|beta)?)/?")


class GenAi:
    """A `Provider`. A `base_url` that ends with `/v1` or `/v1beta` chooses that version."""

    def __init__(self, facts: ModelFacts, *, api_key: str, base_url: str | None = None) -> None:
        self._facts = facts
        self._api_key = api_key
        self._base_url = base_url
        self._client: Any = None
        self._opening = asyncio.Lock()

    @property
    def name(self) -> str:
        return self._facts.name

    async def generate(self, prompt: Prompt, *, timeout_s: float) -> Reply:
        return await within(self._generate(prompt, timeout_s), timeout_s)

    def stream(self, prompt: Prompt, *, timeout_s: float) -> AsyncGenerator[str | Reply, None]:
        return pieces_within(self._stream(prompt, timeout_s), timeout_s)

    async def aclose(self) -> None:
        if self._client is not None:
            with suppress(Exception):
                await self._client.aio.aclose()
            await asyncio.to_thread(self._client.close)

    async def _generate(self, prompt: Prompt, timeout_s: float) -> Reply:
        models = await self._models()
        answer = _Answer(self._facts.name)
        try:
            answer.take(await models.generate_content(**self._asked(prompt, timeout_s)))
        except Exception as error:
            raise _failure(error) from None
        return answer.settled()

    async def _stream(self, prompt: Prompt, timeout_s: float) -> AsyncGenerator[str | Reply, None]:
        answer = _Answer(self._facts.name)
        pieces: asyncio.Queue[str | None] = asyncio.Queue()

        async def read() -> None:
            try:
                models = await self._models()
                stream = await models.generate_content_stream(**self._asked(prompt, timeout_s))
                async for part in stream:
                    if text := answer.take(part):
                        pieces.put_nowait(text)
            finally:
                pieces.put_nowait(None)

        # A task, since the SDK leaves the connection open when its generator is merely closed.
        reading = asyncio.create_task(read())
        try:
            while (piece := await pieces.get()) is not None:
                yield piece
            await reading
        except Exception as error:
            raise _failure(error) from None
        finally:
            reading.cancel()
            await asyncio.wait((reading,), timeout=CANCEL_S)
            if reading.done() and not reading.cancelled():
                reading.exception()  # known, or of no interest to one who left
        yield answer.settled()

    async def _models(self) -> Any:
        """After the imports, which are not for the event loop."""
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(_client, self._api_key, self._base_url)
        return self._client.aio.models

    def _asked(self, prompt: Prompt, timeout_s: float) -> dict[str, Any]:
        schema = None if prompt.schema is None else gemini_schema(prompt.schema)
        with_schema = prompt.schema is not None and schema is None
        config: dict[str, Any] = {
            "system_instruction": system_text(prompt, with_schema=with_schema) or None,
            "candidate_count": 1,
            "max_output_tokens": prompt.max_output_tokens + self._facts.thinking_tokens,
            "automatic_function_calling": {"disable": True},
            "http_options": {"timeout": int(timeout_s * 1000) + 1},
        }
        if self._facts.takes_temperature:
            config["temperature"] = prompt.temperature
        if prompt.schema is not None:
            config["response_mime_type"] = "application/json"
            if schema is not None:
                config["response_schema"] = schema
        return {"model": self._facts.name, "contents": user_text(prompt), "config": config}


class _Answer:
    """What has come so far."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._texts: list[str] = []
        self._usage = Usage()
        self._finish = ""
        self._blocked = ""

    def take(self, part: Any) -> str:
        """Add a part of the answer; returns its text, without thoughts."""
        if part.prompt_feedback and part.prompt_feedback.block_reason:
            self._blocked = _word(part.prompt_feedback.block_reason)
        if told := part.usage_metadata:
            said = (told.candidates_token_count or 0) + (told.thoughts_token_count or 0)
            self._usage = Usage(input_tokens=told.prompt_token_count or 0, output_tokens=said)
        text = ""
        candidates: list[Any] = part.candidates or list[Any]()
        for candidate in candidates[:1]:
            if candidate.finish_reason:
                self._finish = _word(candidate.finish_reason)
            parts: list[Any] = (candidate.content and candidate.content.parts) or list[Any]()
            text = "".join(one.text for one in parts if one.text and not one.thought)
        self._texts.append(text)
        return text

    def settled(self) -> Reply:
        return settled(
            "".join(self._texts),
            model=self._model,
            usage=self._usage,
            finish=self._finish,
            blocked=self._blocked,
        )


def _word(value: Any) -> str:
    return str(getattr(value, "value", value))


def _client(api_key: str, base_url: str | None) -> Any:
    from google import genai

    options: dict[str, Any] = {}
    if base_url:
        versioned = _VERSION.fullmatch(base_url)
        options["base_url"] = versioned.group(1) if versioned else base_url
        if versioned:
            options["api_version"] = versioned.group(2)
    # Said outright: the environment of the machine is not to decide about it.
    return cast("Any", genai).Client(api_key=api_key, vertexai=False, http_options=options)


def _failure(error: Exception) -> ModelFailed:
    from google.genai.errors import APIError

    if isinstance(error, ModelFailed):
        return error
    if isinstance(error, APIError):
        told = cast("Any", error)
        headers: Any = getattr(told.response, "headers", None) or {}
        known = {str(name).lower(): str(value) for name, value in headers.items()}
        body: Any = told.details
        return failure_of(int(told.code or 500), known, body)
    if "Timeout" in type(error).__name__:
        return ModelFailed("timeout", type(error).__name__)
    if isinstance(error, ValueError):  # a body that is no JSON, or has another form
        return ModelFailed("malformed", type(error).__name__)
    return ModelFailed("unavailable", type(error).__name__)
