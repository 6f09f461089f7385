"""The HTTP session beneath google-generativeai: it can be stopped, and lets no thought through.

The SDK reads a body to its end whatever happens meanwhile, byte by byte in a stream, and drops the
mark by which a thought is known (its messages have no such field). So the body is read here, as it
comes, until the call is stopped, and handed on without thoughts. Sole door to requests.
"""

from __future__ import annotations

import codecs
import json
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any, Final, cast

from requests import Response, Session
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from agent_runner.llm.failures import failure_of
from agent_runner.llm.port import ModelFailed

READ_BYTES: Final = 65_536
MOST_BYTES: Final = 16 * 2**20
"""The longest body that is read; an answer has a few thousand."""

_thread = threading.local()


class Exchange:
    """One request of one thread, which any other thread may stop."""

    def __init__(self, timeout_s: float) -> None:
        self._until_s = time.monotonic() + timeout_s
        self._socket: socket.socket | None = None
        self._stopped = threading.Event()

    @contextmanager
    def on_this_thread(self) -> Generator[None]:
        """All requests of this thread are part of the exchange meanwhile."""
        _thread.exchange = self
        try:
            yield
        finally:
            _thread.exchange = None
            self._socket = None

    def stop(self) -> None:
        """End the request, wherever it is; the thread that waits for it goes on with an error."""
        self._stopped.set()
        connected = self._socket
        if connected is not None:
            with suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)

    def check(self) -> None:
        """Raise `ModelFailed` if it was stopped or has taken too long."""
        if self._stopped.is_set() or time.monotonic() > self._until_s:
            raise ModelFailed("timeout", "stopped")

    def uses(self, connected: socket.socket | None) -> None:
        """What the request was written to; it is kept, since a connection forgets it early."""
        self._socket = connected
        self.check()


def prepare(session: Session) -> None:
    """Make a session's requests part of the exchange of the thread that makes them."""
    session.mount("https://", _Adapter())
    session.mount("http://", _Adapter())
    session.hooks["response"].append(_read_here)


def _current() -> Exchange | None:
    return getattr(_thread, "exchange", None)


class _Connection(HTTPConnection):
    def getresponse(self) -> Any:
        exchange = _current()
        if exchange is not None:
            exchange.uses(self.sock)
        return super().getresponse()


class _SecureConnection(HTTPSConnection):
    def getresponse(self) -> Any:
        exchange = _current()
        if exchange is not None:
            exchange.uses(self.sock)
        return super().getresponse()


class _Pool(HTTPConnectionPool):
    ConnectionCls = cast("Any", _Connection)


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = cast("Any", _SecureConnection)


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        pools: dict[str, Any] = {"http": _Pool, "https": _SecurePool}
        self.poolmanager.pool_classes_by_scheme = pools


def _read_here(response: Response, **_options: Any) -> Response:
    exchange = _current()
    if exchange is not None:

        def content(_size: int = 1, *, decode_unicode: bool = False) -> Iterator[bytes | str]:
            read = _body(response, exchange)
            if response.status_code >= 400:
                return read
            return _stream(read) if decode_unicode else _whole(read)

        cast("Any", response).iter_content = content
    return response


def _body(response: Response, exchange: Exchange) -> Generator[bytes]:
    """What arrives, as it arrives."""
    seen = 0
    try:
        while True:
            exchange.check()
            data = response.raw.read1(READ_BYTES, decode_content=True)
            exchange.check()
            if not data:
                return
            seen += len(data)
            if seen > MOST_BYTES:
                raise ModelFailed("malformed", f"an answer of more than {MOST_BYTES} bytes")
            yield data
    except BaseException:
        response.close()  # What is left of the body must not be taken for another answer's.
        raise


def _whole(read: Iterator[bytes]) -> Generator[bytes]:
    try:
        answer: object = json.loads(b"".join(read))
    except ValueError:
        raise ModelFailed("malformed", "the provider's answer is no JSON") from None
    yield _written(answer).encode()


def _stream(read: Generator[bytes]) -> Generator[str]:
    """The array that Gemini streams, an element at a time."""
    opening = "["
    with closing(read):
        for element in _elements(read):
            yield opening + _written(element)
            opening = ","
        for _ in read:  # The connection is of use again once the body was read to its end.
            pass
    yield "]" if opening == "," else "[]"


def _elements(read: Iterator[bytes]) -> Generator[object]:
    text = ""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    scan: Callable[[str, int], tuple[object, int]] = json.JSONDecoder().raw_decode
    is_open = False
    for data in read:
        text += decoder.decode(data)
        while True:
            text = text.lstrip(" \t\r\n,")
            if not is_open and text[:1] == "[":
                is_open = True
                text = text[1:]
                continue
            if text[:1] == "]":
                return
            if text and (not is_open or text[0] != "{"):
                raise ModelFailed("malformed", "the provider's stream is no array of objects")
            if b"}" not in data:
                break
            try:
                element, end = scan(text, 0)
            except ValueError:
                break  # not all of it is there
            text = text[end:]
            yield element
    raise ModelFailed("unavailable", "the stream broke off")


def _written(answer: object) -> str:
    try:
        return json.dumps(_without_thoughts(answer))
    except (AttributeError, TypeError):
        raise ModelFailed("malformed", "the provider's answer has another form") from None


def _without_thoughts(answer: Any) -> object:
    """The same answer; an error that came in the middle of a stream is raised."""
    if not isinstance(answer, dict):
        return answer
    message = cast("dict[str, Any]", answer)
    if isinstance(message.get("error"), dict):
        code: object = message["error"].get("code")
        raise failure_of(code if isinstance(code, int) else 500, {}, message)
    candidates: list[Any] = message.get("candidates") or list[Any]()
    for candidate in candidates:
        content: dict[str, Any] = candidate.get("content") or dict[str, Any]()
        parts: list[Any] = content.get("parts") or list[Any]()
        content["parts"] = [part for part in parts if not part.get("thought")]
    return message
