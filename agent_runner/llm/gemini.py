"""Gemini through google-generativeai: REST, in threads of its own. Sole door to that SDK.

Of the SDK's ways, measured at 0.8.6, these are kept out: its own retries (600 s of them, whatever
the timeout), its global configuration, its asynchronous calls (which REST has none of), a second
try at 401, its warnings, and `GenerativeModel`, which holds back each piece of a stream until the
next one is there: its messages and its client are what is used.
"""

from __future__ import annotations

import asyncio
import threading
import warnings
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from agent_runner.llm.deadline import pieces_within, within
from agent_runner.llm.failures import failure_of, settled
from agent_runner.llm.gemini_schema import gemini_schema
from agent_runner.llm.models import ModelFacts
from agent_runner.llm.port import ModelFailed, Prompt, Reply, Usage
from agent_runner.llm.wording import system_text, user_text

if TYPE_CHECKING:
    from agent_runner.llm.rest_session import Exchange

DEFAULT_URL = "https://generativelanguage.googleapis.com"


class Gemini:
    """A `Provider`. Nothing of the SDK is imported before the first call, which a thread does."""

    def __init__(
        self, facts: ModelFacts, *, api_key: str, base_url: str | None = None, threads: int = 16
    ) -> None:
        self._facts = facts
        self._api_key = api_key
        self._base_url = (base_url or DEFAULT_URL).rstrip("/").removesuffix("/v1beta")
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="gemini")
        self._opening = threading.Lock()
        self._client: Any = None

    @property
    def name(self) -> str:
        return self._facts.name

    async def generate(self, prompt: Prompt, *, timeout_s: float) -> Reply:
        return await within(self._generate(prompt, timeout_s), timeout_s)

    def stream(self, prompt: Prompt, *, timeout_s: float) -> AsyncGenerator[str | Reply, None]:
        return pieces_within(self._stream(prompt, timeout_s), timeout_s)

    async def aclose(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._client is not None:
            self._client.transport.close()

    async def _generate(self, prompt: Prompt, timeout_s: float) -> Reply:
        exchange = await self._exchange(timeout_s)
        work = self._threads.submit(self._ask, prompt, exchange, timeout_s, None)
        try:
            return await asyncio.wrap_future(work)
        finally:
            exchange.stop()

    async def _stream(self, prompt: Prompt, timeout_s: float) -> AsyncGenerator[str | Reply, None]:
        exchange = await self._exchange(timeout_s)
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[str | None] = asyncio.Queue()

        def hand_over(piece: str | None) -> None:
            with suppress(RuntimeError):  # The loop is closed: nobody reads any more.
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

        work = self._threads.submit(self._ask, prompt, exchange, timeout_s, hand_over)
        work.add_done_callback(lambda _: hand_over(None))
        try:
            while (piece := await pieces.get()) is not None:
                yield piece
            yield await asyncio.wrap_future(work)
        finally:
            exchange.stop()

    async def _exchange(self, timeout_s: float) -> Exchange:
        """After the imports, which take a third of a second and are not for the event loop."""
        if self._client is None:
            await asyncio.wrap_future(self._threads.submit(self._open))
        from agent_runner.llm.rest_session import Exchange

        return Exchange(timeout_s)

    # Everything below runs in a thread.

    def _open(self) -> None:
        with self._opening:
            if self._client is None:
                self._client = _client(self._api_key, self._base_url)

    def _ask(
        self,
        prompt: Prompt,
        exchange: Exchange,
        timeout_s: float,
        on_piece: Callable[[str], None] | None,
    ) -> Reply:
        from google.api_core.exceptions import GoogleAPICallError
        from requests import RequestException

        client = self._client
        ask = client.generate_content if on_piece is None else client.stream_generate_content
        try:
            with exchange.on_this_thread():
                exchange.check()
                # `retry=None`, always: else 503 is tried again for ten minutes.
                answer = ask(self._request(prompt), timeout=timeout_s, retry=None)
                parts = (answer,) if on_piece is None else answer
                return _read(parts, self._facts.name, on_piece)
        except ModelFailed:
            raise
        except GoogleAPICallError as error:
            raise _failure(error) from None
        except RequestException as error:
            raise _broken(error) from None
        except Exception as error:  # Whatever else the SDK does: its texts may hold what was sent.
            raise ModelFailed("unavailable", type(error).__name__) from None

    def _request(self, prompt: Prompt) -> Any:
        import google.generativeai as sdk

        schema = None if prompt.schema is None else gemini_schema(prompt.schema)
        with_schema = prompt.schema is not None and schema is None
        config: dict[str, Any] = {
            "candidate_count": 1,
            "max_output_tokens": prompt.max_output_tokens + self._facts.thinking_tokens,
        }
        if self._facts.takes_temperature:
            config["temperature"] = prompt.temperature
        if prompt.schema is not None:
            config["response_mime_type"] = "application/json"
            if schema is not None:
                config["response_schema"] = schema
        asked: dict[str, Any] = {
            "model": f"models/{self._facts.name}",
            "contents": [{"role": "user", "parts": [{"text": user_text(prompt)}]}],
            "generation_config": config,
        }
        if system := system_text(prompt, with_schema=with_schema):
            asked["system_instruction"] = {"parts": [{"text": system}]}
        return cast("Any", sdk).protos.GenerateContentRequest(asked)


def _client(api_key: str, base_url: str) -> Any:
    """A client with a key and a session of its own; nothing of it is global."""
    # Both warnings are about versions, and are the packagers' concern.
    warnings.filterwarnings("ignore", category=FutureWarning, module=r"google\.")
    warnings.filterwarnings(
        "ignore", message=r"[\s\S]*google\.generativeai", category=FutureWarning
    )
    import google.generativeai as sdk
    from google.ai import generativelanguage as glm
    from google.ai.generativelanguage_v1beta.services.generative_service.transports.rest import (
        GenerativeServiceRestTransport,
    )
    from google.auth.api_key import Credentials

    from agent_runner.llm.rest_session import prepare

    del sdk  # imported here, so that no call has to
    credentials = cast("Any", Credentials)(api_key)
    transport = cast("Any", GenerativeServiceRestTransport)(host=base_url, credentials=credentials)
    session = transport._session  # The transport's methods know it: no other can take its place.
    session._refresh_status_codes = ()  # A key that was refused is not refreshed by asking again.
    prepare(session)
    return cast("Any", glm).GenerativeServiceClient(transport=transport)


def _read(answers: Any, model: str, on_piece: Callable[[str], None] | None) -> Reply:
    texts: list[str] = []
    finish = blocked = ""
    usage = Usage()
    for answer in answers:
        feedback = answer.prompt_feedback
        if feedback and feedback.block_reason:
            blocked = feedback.block_reason.name
        if answer.usage_metadata:
            usage = _usage(answer.usage_metadata)
        for candidate in islice(answer.candidates, 1):  # a slice would be of another type
            if candidate.finish_reason:
                finish = candidate.finish_reason.name
            text = "".join(part.text for part in candidate.content.parts if "text" in part)
            if text:
                texts.append(text)
                if on_piece is not None:
                    on_piece(text)
    return settled("".join(texts), model=model, usage=usage, finish=finish, blocked=blocked)


def _usage(told: Any) -> Usage:
    """Thoughts are paid for as what is said; the SDK knows them from the total alone."""
    said = max(told.candidates_token_count, told.total_token_count - told.prompt_token_count)
    return Usage(input_tokens=told.prompt_token_count, output_tokens=said)


def _failure(error: Any) -> ModelFailed:
    headers: dict[str, str] = {}
    body: object = None
    if error.response is not None:
        headers = {name.lower(): value for name, value in error.response.headers.items()}
        with suppress(ValueError):
            body = error.response.json()
    return failure_of(int(error.code or 500), headers, body)


def _broken(error: Exception) -> ModelFailed:
    from requests import Timeout

    if isinstance(error, Timeout):
        return ModelFailed("timeout", type(error).__name__)
    return ModelFailed("unavailable", type(error).__name__)
