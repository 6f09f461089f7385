"""Any server that speaks OpenAI's chat completions: Ollama, vLLM, llama.cpp. Sole door to httpx."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any, Final, cast

from agent_runner.llm.deadline import pieces_within, within
from agent_runner.llm.failures import failure_of, settled
from agent_runner.llm.models import ModelFacts
from agent_runner.llm.port import ModelFailed, Prompt, Reply, Usage
from agent_runner.llm.thoughts import Spoken
from agent_runner.llm.wording import system_text, user_text

MOST_BYTES: Final = 16 * 2**20
"""The longest answer that is read."""

_NO_CODE = re.compile(r"[^A-Za-z0-9_-]+")


class OpenAiCompatible:
    """A `Provider`. `base_url` ends with the version, as in `http://127.0.0.1:11434/v1`."""

    def __init__(self, facts: ModelFacts, *, base_url: str, api_key: str | None = None) -> None:
        self._facts = facts
        self._url = base_url.rstrip("/") + "/chat/completions"
        self._headers = {} if api_key is None else {"Authorization": f"Bearer {api_key}"}
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
            await self._client.aclose()

    async def _generate(self, prompt: Prompt, timeout_s: float) -> Reply:
        answer = _Answer(self._facts.name)
        body = b""
        async with aclosing(self._lines(self._asked(prompt), timeout_s)) as lines:
            async for line in lines:
                body += line
        answer.take(_parsed(body), "message")
        return answer.settled()

    async def _stream(self, prompt: Prompt, timeout_s: float) -> AsyncGenerator[str | Reply, None]:
        asked = {**self._asked(prompt), "stream": True, "stream_options": {"include_usage": True}}
        answer = _Answer(self._facts.name)
        async with aclosing(self._lines(asked, timeout_s)) as lines:
            async for line in lines:
                field, _, data = line.partition(b":")
                if field.strip() != b"data":
                    continue
                if data.strip() == b"[DONE]":
                    answer.is_done = True
                    break
                if text := answer.take(_parsed(data), "delta"):
                    yield text
        if not answer.is_done and not answer.finish:
            raise ModelFailed("unavailable", "the stream broke off")
        if text := answer.rest():
            yield text
        yield answer.settled()

    async def _lines(self, asked: dict[str, Any], timeout_s: float) -> AsyncGenerator[bytes, None]:
        """The body's lines. Raises `ModelFailed` for all that may go wrong with a request."""
        client = await self._opened()
        import httpx

        try:
            async with client.stream(
                "POST", self._url, json=asked, headers=self._headers, timeout=timeout_s
            ) as response:
                if response.status_code >= 400:
                    raise await _refused(response)
                rest = b""
                seen = 0
                async for data in response.aiter_bytes():
                    seen += len(data)
                    if seen > MOST_BYTES:
                        raise ModelFailed("malformed", f"an answer of more than {MOST_BYTES} bytes")
                    *lines, rest = (rest + data).split(b"\n")
                    for line in lines:
                        yield line
                yield rest
        except httpx.TimeoutException as error:
            raise ModelFailed("timeout", type(error).__name__) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise ModelFailed("unavailable", type(error).__name__) from None

    async def _opened(self) -> Any:
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(_client)
        return self._client

    def _asked(self, prompt: Prompt) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "model": self._facts.name,
            "messages": [
                {"role": "system", "content": system_text(prompt, with_schema=True)},
                {"role": "user", "content": user_text(prompt)},
            ],
            "max_tokens": prompt.max_output_tokens + self._facts.thinking_tokens,
            "temperature": prompt.temperature,
        }
        if prompt.schema is not None:
            name = _NO_CODE.sub("_", prompt.purpose) or "answer"
            form = {"name": name, "schema": dict(prompt.schema)}
            asked["response_format"] = {"type": "json_schema", "json_schema": form}
        return asked


class _Answer:
    """What has come so far."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._texts: list[str] = []
        self._spoken = Spoken()
        self._usage = Usage()
        self.finish: str = ""
        self.is_done = False

    def take(self, message: dict[str, Any], where: str) -> str:
        """Add a part; returns what of it is not thought."""
        try:
            return self._take(message, where)
        except (AttributeError, TypeError, KeyError, ValueError):
            raise ModelFailed("malformed", "the provider's answer has another form") from None

    def rest(self) -> str:
        text = self._spoken.rest()
        self._texts.append(text)
        return text

    def settled(self) -> Reply:
        self.rest()
        return settled(
            "".join(self._texts), model=self._model, usage=self._usage, finish=self.finish
        )

    def _take(self, message: dict[str, Any], where: str) -> str:
        if message.get("error"):
            code: object = message["error"].get("code")
            raise failure_of(code if isinstance(code, int) else 500, {}, message)
        if told := message.get("usage"):
            self._usage = Usage(
                input_tokens=int(told.get("prompt_tokens") or 0),
                output_tokens=int(told.get("completion_tokens") or 0),
            )
        text = ""
        choices: list[Any] = message.get("choices") or list[Any]()
        for choice in choices[:1]:
            self.finish = str(choice.get("finish_reason") or self.finish)
            # `reasoning` and `reasoning_content`, beside it, are thoughts.
            text = self._spoken.take(str(choice[where].get("content") or ""))
        self._texts.append(text)
        return text


def _client() -> Any:
    import httpx

    return httpx.AsyncClient(follow_redirects=False)


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        message = json.loads(data)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        raise ModelFailed("malformed", "the provider's answer is no JSON object")
    return cast("dict[str, Any]", message)


async def _refused(response: Any) -> ModelFailed:
    body: object = None
    with suppress(ValueError):
        body = json.loads(await response.aread())
    headers = {name.lower(): value for name, value in response.headers.items()}
    return failure_of(response.status_code, headers, body)
