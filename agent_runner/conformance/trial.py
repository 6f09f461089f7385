"""What a check may do with the server, and how it says what it expected and what came."""

from __future__ import annotations

import itertools
import json
from typing import Any, cast

from agent_runner.conformance.answer import Ledger, NotJson, read, shown
from agent_runner.conformance.server import Ended, Server, Silent

UNKNOWN = "conformance.no_such_method"
"""A method that no server has. Each must answer that it has not."""

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602


class Mismatch(Exception):
    """The server did not do what it should."""

    def __init__(self, *, expected: str, came: str) -> None:
        super().__init__(f"expected {expected}, came {came}")
        self.expected = expected
        self.came = came


class Trial:
    """A conversation with one process. Nothing in it waits longer than the server's timeout."""

    _numbers = itertools.count(1)

    def __init__(self, server: Server, ledger: Ledger) -> None:
        self._server = server
        self._ledger = ledger

    async def send(self, message: object) -> None:
        """Write one message: bytes as they are, anything else as JSON."""
        await self.write(self.framed(message))

    def framed(self, message: object) -> bytes:
        """The message as it is written."""
        return self._server.framing.wrap(encoded(message))

    async def write(self, data: bytes, *, expected: str = "that input is read") -> None:
        """Write bytes, without a frame of their own."""
        try:
            await self._server.write(data)
        except (Silent, Ended) as error:
            raise self._mismatch(expected, error) from None

    async def receive(self, expected: str) -> Any:
        """The next message."""
        try:
            return read(await self._server.receive(), self._ledger)
        except (Silent, Ended) as error:
            raise self._mismatch(expected, error) from None

    async def answer_to(self, request_id: object) -> dict[str, Any]:
        """The next message, which answers this id, be it by a result or an error."""
        expected = f"an answer with the id {json.dumps(request_id)}"
        message = await self.receive(expected)
        if not _answers(message, request_id):
            raise Mismatch(expected=expected, came=shown(message))
        return cast("dict[str, Any]", message)

    async def error(self, *codes: int, ids: tuple[object, ...] = (None,)) -> None:
        """The next message is an error of one of these codes, with one of these ids."""
        wanted = " or ".join(map(str, codes)) if codes else "any code"
        named = " or ".join(json.dumps(one) for one in ids)
        expected = f"an error of code {wanted} with the id {named}"
        message = await self.receive(expected)
        if not is_error(message, codes, ids):
            raise Mismatch(expected=expected, came=shown(message))

    async def result(self, request_id: object, value: object) -> None:
        """The next message is this result."""
        answer = await self.answer_to(request_id)
        if answer.get("result") != value or "error" in answer:
            expected = f"the result {json.dumps(value)}"
            raise Mismatch(expected=expected, came=shown(answer))

    async def in_step(self) -> None:
        """Nothing more comes, and the server answers still."""
        number = f"step-{next(self._numbers)}"
        await self.send(request(number))
        expected = "nothing more, and an answer to the next request"
        message = await self.receive(expected)
        if not _answers(message, number):
            raise Mismatch(expected=expected, came=shown(message))

    def end_input(self) -> None:
        """Close the server's stdin."""
        self._server.close_input()

    async def until_the_end(self) -> list[Any]:
        """Everything that comes until the output ends."""
        messages: list[Any] = []
        while True:
            try:
                messages.append(read(await self._server.receive(), self._ledger))
            except Ended:
                break
            except Silent as error:
                raise self._mismatch("the end of its output", error) from None
        if self._server.rest.strip():
            messages.append(read(self._server.rest, self._ledger))
        return messages

    async def exit_status(self) -> int:
        """Raises `Mismatch` if the process does not end."""
        try:
            return await self._server.wait()
        except Silent as error:
            raise self._mismatch("the end of the process", error) from None

    def _mismatch(self, expected: str, error: Silent | Ended) -> Mismatch:
        if isinstance(error, Silent):
            return Mismatch(expected=expected, came=f"nothing within {self._server.timeout_s:g} s")
        last = self._server.stderr_tail.splitlines()[-1:]
        return Mismatch(
            expected=expected,
            came="the end of the output" + (f"; on stderr: {last[0]}" if last else ""),
        )


def request(request_id: object, method: str = UNKNOWN, **members: object) -> dict[str, object]:
    """A request; further members as given."""
    return {"jsonrpc": "2.0", "id": request_id, "method": method, **members}


def notification(method: str = UNKNOWN, **members: object) -> dict[str, object]:
    """A request without an id."""
    return {"jsonrpc": "2.0", "method": method, **members}


def encoded(message: object) -> bytes:
    """Bytes as they are, anything else as JSON without needless spaces."""
    if isinstance(message, bytes):
        return message
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode()


def is_error(message: Any, codes: tuple[int, ...], ids: tuple[object, ...]) -> bool:
    """Whether it is an error of one of these codes (none: of any) with one of these ids."""
    if not isinstance(message, dict):
        return False
    answer = cast("dict[str, Any]", message)
    error = answer.get("error")
    if not isinstance(error, dict) or "result" in answer or "id" not in answer:
        return False
    code = cast("dict[str, Any]", error).get("code")
    return (not codes or code in codes) and any(same(answer["id"], one) for one in ids)


def same(left: object, right: object) -> bool:
    """Equal as JSON: 1, true and "1" are three things."""
    return type(left) is type(right) and left == right


def _answers(message: Any, request_id: object) -> bool:
    if isinstance(message, NotJson) or not isinstance(message, dict):
        return False
    answer = cast("dict[str, Any]", message)
    is_answer = "result" in answer or "error" in answer
    return is_answer and "id" in answer and same(answer["id"], request_id)
