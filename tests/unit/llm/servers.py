"""Servers on this machine that speak the models' wire formats, and break in the ways they break.

`python -m tests.unit.llm.servers [TEXT] [SECONDS]` serves all of them on one port until it is
ended, which it prints, with so much time between the words: for a look by hand, and for tests of
other processes.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Wire = Literal["gemini", "openai"]


@dataclass(kw_only=True)
class Answer:
    """What the server says to one request.

    `chunks`: the texts; `thoughts`: said before them, and marked. `body`: these bytes instead, at
    `status`. `gap_s` lies between the chunks (between the bytes, where `drips`), `until` before
    the last part of the body, or the one numbered `held_at`. `breaks`: the connection is reset in
    place of the last part.
    """

    chunks: tuple[str, ...] = ("Hello", ", ", "world")
    thoughts: str = ""
    finish: str = "STOP"
    blocked: str = ""
    has_candidate: bool = True
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    gap_s: float = 0.0
    drips: bool = False
    breaks: bool = False
    until: asyncio.Event | None = None
    held_at: int | None = None
    error_at_end: int | None = None
    inline_thoughts: bool = False


@dataclass(kw_only=True)
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class Servers:
    """Answers the next of `answers` to each request, and the last of them for ever."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers) or [Answer()]
        self.asked: list[Asked] = []
        self.gone = asyncio.Event()
        """Set when a client left before it had all."""
        self.came = asyncio.Event()
        self.port = 0
        self.scheme = "http"
        self.at_once = 0
        self.most_at_once = 0
        self._changed = asyncio.Condition()

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    async def reached(self, count: int) -> None:
        """Wait until so many requests are waiting for their answers."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.at_once >= count)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while (asked := await _request(reader)) is not None:
                self.asked.append(asked)
                self.came.set()
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
                async with self._changed:
                    self._changed.notify_all()
                try:
                    if not await self._answer(asked, answer, reader, writer):
                        break
                finally:
                    self.at_once -= 1
        with suppress(ConnectionError):
            writer.close()

    async def _answer(
        self,
        asked: Asked,
        answer: Answer,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        pieces, kind = _pieces(asked, answer)
        head = f"HTTP/1.1 {answer.status} X\r\nContent-Type: {kind}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
        writer.write((head + "Transfer-Encoding: chunked\r\n\r\n").encode())
        leaving = asyncio.create_task(reader.read(1))
        work = asyncio.create_task(self._write(pieces, answer, writer))
        await asyncio.wait((leaving, work), return_when=asyncio.FIRST_COMPLETED)
        is_gone = leaving.done() or isinstance(work.exception(), ConnectionError)
        for task in (leaving, work):
            task.cancel()
        await asyncio.gather(leaving, work, return_exceptions=True)
        if is_gone:
            self.gone.set()
        return not is_gone and work.result()

    async def _write(
        self, pieces: list[bytes], answer: Answer, writer: asyncio.StreamWriter
    ) -> bool:
        if answer.drips:
            pieces = [bytes([byte]) for byte in b"".join(pieces)]
        for place, piece in enumerate(pieces, start=1):
            if place > 1:
                await asyncio.sleep(answer.gap_s)
            if answer.until is not None and place == (answer.held_at or len(pieces)):
                await writer.drain()
                await answer.until.wait()
            if answer.breaks and place == len(pieces):
                await writer.drain()
                writer.transport.abort()
                return False
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True


@asynccontextmanager
async def serving(*answers: Answer, tls: ssl.SSLContext | None = None) -> AsyncGenerator[Servers]:
    """Servers that are there as long as the block."""
    servers = Servers(*answers)
    servers.scheme = "https" if tls else "http"
    handling: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        handling.add(task)
        try:
            await servers.handle(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            handling.discard(task)

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    servers.port = server.sockets[0].getsockname()[1]
    try:
        yield servers
    finally:
        server.close()
        for task in list(handling):
            task.cancel()
        await asyncio.gather(*handling, return_exceptions=True)


def refusal(status: int, code: str, *, reason: str = "", retry_s: str = "") -> bytes:
    """A Google error; OpenAI's readers find in it what they need too."""
    details: list[Any] = []
    if reason:
        details.append({"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason})
    if retry_s:
        kind = "type.googleapis.com/google.rpc.RetryInfo"
        details.append({"@type": kind, "retryDelay": retry_s})
    error = {"code": status, "message": "as it is", "status": code, "details": details}
    return json.dumps({"error": error}).encode()


async def _request(reader: asyncio.StreamReader) -> Asked | None:
    line = await reader.readline()
    if not line:
        return None
    headers: dict[str, str] = {}
    while (header := (await reader.readline()).strip()) != b"":
        name, _, value = header.decode().partition(":")
        headers[name.strip().lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(path=line.decode().split()[1], headers=headers, body=json.loads(body or b"{}"))


def _pieces(asked: Asked, answer: Answer) -> tuple[list[bytes], str]:
    """The body in the parts in which it is sent, and its content type."""
    as_json = "application/json; charset=UTF-8"
    if answer.body is not None:
        return [answer.body], as_json
    if "/chat/completions" in asked.path:
        if asked.body.get("stream"):
            return _events(_openai_stream(answer), done=True), "text/event-stream"
        return [json.dumps(_openai_whole(answer)).encode()], as_json
    messages = _gemini(answer)
    if "streamGenerateContent" not in asked.path:
        whole = _gemini(replace(answer, chunks=("".join(answer.chunks),)))
        return _halves(
            json.dumps(whole[-1] if len(whole) == 1 else _joined(whole)).encode()
        ), as_json
    if "alt=sse" in asked.path:
        return _events(messages, done=False), "text/event-stream"
    written = [json.dumps(message, indent=1) for message in messages]
    return [*((b"[" if not place else b",\r\n") + text.encode()
              for place, text in enumerate(written)), b"]"], as_json  # fmt: skip


def _halves(body: bytes) -> list[bytes]:
    return [body[: len(body) // 2], body[len(body) // 2 :]]


def _events(messages: list[Any], *, done: bool) -> list[bytes]:
    end = [b"data: [DONE]\n\n"] if done else []
    newline = "\n\n" if done else "\r\n\r\n"
    return [*(f"data: {json.dumps(message)}{newline}".encode() for message in messages), *end]


def _joined(messages: list[Any]) -> Any:
    parts = [
        part
        for message in messages
        for candidate in message.get("candidates", [])
        for part in candidate.get("content", {}).get("parts", [])
    ]
    last = messages[-1]
    if last.get("candidates"):
        last["candidates"][0]["content"] = {"role": "model", "parts": parts}
    return last


def _gemini(answer: Answer) -> list[Any]:
    usage = {"promptTokenCount": 7, "candidatesTokenCount": 5, "totalTokenCount": 12}
    if answer.thoughts:
        usage = {**usage, "thoughtsTokenCount": 20, "totalTokenCount": 32}
    if answer.blocked:
        feedback = {"blockReason": answer.blocked}
        return [{"promptFeedback": feedback, "usageMetadata": {"promptTokenCount": 7}}]
    if not answer.has_candidate:
        return [{"usageMetadata": {"promptTokenCount": 7, "totalTokenCount": 7}}]
    parts = [{"text": answer.thoughts, "thought": True}] if answer.thoughts else []
    parts += [{"text": chunk} for chunk in answer.chunks]
    messages: list[Any] = [
        {"candidates": [{"index": 0, "content": {"role": "model", "parts": [part]}}],
         "modelVersion": "gemini-fake"}
        for part in parts
    ] or [{"candidates": [{"index": 0}]}]  # fmt: skip
    messages[-1]["candidates"][0]["finishReason"] = answer.finish
    messages[-1]["usageMetadata"] = usage
    if answer.error_at_end is not None:
        messages.append(json.loads(refusal(answer.error_at_end, "UNAVAILABLE")))
    return messages


_OPENAI_FINISH = {"STOP": "stop", "MAX_TOKENS": "length", "SAFETY": "content_filter"}
_OPENAI_USAGE = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}


def _openai_choices(answer: Answer) -> tuple[list[dict[str, str]], str]:
    deltas: list[dict[str, str]] = []
    if answer.thoughts and answer.inline_thoughts:
        deltas += [{"content": "<thi"}, {"content": f"nk>{answer.thoughts}</think>\n"}]
    elif answer.thoughts:
        deltas.append({"reasoning_content": answer.thoughts})
    deltas += [{"content": chunk} for chunk in answer.chunks]
    finish = "content_filter" if answer.blocked else _OPENAI_FINISH[answer.finish]
    return ([] if answer.blocked else deltas), finish


def _openai_stream(answer: Answer) -> list[Any]:
    deltas, finish = _openai_choices(answer)
    messages: list[Any] = [{"choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    if not answer.has_candidate:
        messages = []
    elif answer.error_at_end is None:
        messages.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    else:
        messages.append(json.loads(refusal(answer.error_at_end, "unavailable")))
    return [*messages, {"choices": [], "usage": _OPENAI_USAGE}]


def _openai_whole(answer: Answer) -> Any:
    deltas, finish = _openai_choices(answer)
    message = {"role": "assistant"}
    for name in ("content", "reasoning_content"):
        message[name] = "".join(delta.get(name, "") for delta in deltas)
    choices = [{"index": 0, "message": message, "finish_reason": finish}]
    return {"choices": choices if answer.has_candidate else [], "usage": _OPENAI_USAGE}


async def _serve_until_ended(answer: Answer, wait: Callable[[], Awaitable[object]]) -> None:
    async with serving(answer) as servers:
        print(servers.port, flush=True)
        await wait()


if __name__ == "__main__":
    text = sys.argv[1] if len(sys.argv) > 1 else "This comes from a model that was made up."
    told = Answer(
        chunks=tuple(text.replace(" ", " \0").split("\0")),
        gap_s=float((sys.argv[2:] or ["0.02"])[0]),
    )
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve_until_ended(told, lambda: asyncio.Event().wait()))
