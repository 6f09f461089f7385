"""What a line says: requests and notifications of JSON-RPC 2.0, judged one by one.

Unknown members of a request are ignored, as the specification does not forbid them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, TypeGuard

from agent_runner.errors import InvalidInput, InvalidRequest, RunnerError
from agent_runner.json_codec import BigInteger, big_integer_path, encode
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.rpc.pieced_text import PiecedText

RequestId: TypeAlias = str | int | float | None
Params: TypeAlias = dict[str, JsonValue] | list[JsonValue]


class Request(NamedTuple):  # made for every call, in a third of a frozen dataclass's time
    """A valid request; without `expects_reply` it is a notification and `id` means nothing."""

    id: RequestId
    method: str
    params: Params
    expects_reply: bool


_LONG_TEXT = 1024 * 1024
_NO_PARAMS: dict[str, JsonValue] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejected:
    """An element that cannot be taken, and the error that answers it.

    `expects_reply` is False only for a notification that is sound as such: nobody is told.
    """

    id: RequestId
    error: RunnerError
    expects_reply: bool = True


def read_element(element: JsonValue, *, may_hold_big_integers: bool = False) -> Request | Rejected:
    """Judge one element of a batch, or a line that is no batch.

    Parameters are searched for integers outside 64 bits only where there may be some.
    """
    if not may_hold_big_integers and isinstance(element, dict) and element.get("jsonrpc") == "2.0":
        # Nearly every request is sound, and is seen to be at one look.
        method, given_id = element.get("method"), element.get("id")
        params = element.get("params", _NO_PARAMS)
        if type(method) is str and type(params) is dict and type(given_id) in (int, str):
            return Request(given_id, method, params, True)  # pyright: ignore[reportArgumentType]
    if not isinstance(element, dict):
        return Rejected(id=None, error=InvalidRequest("a request is an object"))
    given_id = element.get("id")
    if "id" in element and not is_id(given_id):
        reason = "id: expected a string, a number of at most 64 bits, or null"
        return Rejected(id=None, error=InvalidRequest(reason))
    request_id = given_id if isinstance(given_id, str | int | float) else None
    reason = _fault(element)
    if reason is not None:
        return Rejected(id=request_id, error=InvalidRequest(reason))
    params = element.get("params", {})
    assert isinstance(params, dict | list)
    if may_hold_big_integers and (path := big_integer_path(params)) is not None:
        expected = "an integer of at most 64 bits"
        error = InvalidInput(field=path, expected=expected, got="a longer one")
        return Rejected(id=request_id, error=error, expects_reply="id" in element)
    return Request(
        id=request_id,
        method=str(element["method"]),
        params=params,
        expects_reply="id" in element,
    )


def success_text(request_id: RequestId, result: bytes, more: bytes = b"") -> bytes:
    """The text of the response object of a call that went well, around its result's text.

    `more` is the text of further members, each with a comma before it.
    """
    id_text = b"%d" % request_id if type(request_id) is int else encode(request_id)
    if len(result) > _LONG_TEXT:
        # Joining long texts leaves other threads their turn; formatting does not.
        return b"".join((b'{"jsonrpc":"2.0","id":', id_text, b',"result":', result, more, b"}"))
    return b'{"jsonrpc":"2.0","id":%b,"result":%b%b}' % (id_text, result, more)


def success_pieces(request_id: RequestId, result: PiecedText, more: bytes = b"") -> PiecedText:
    """As `success_text`, around a result in pieces, which are taken over."""
    pieces = result.pieces
    pieces[0] = b'{"jsonrpc":"2.0","id":%b,"result":%b' % (encode(request_id), pieces[0])
    pieces.append(more + b"}")
    return PiecedText(pieces)


def success(request_id: RequestId, result: JsonValue) -> JsonObject:
    """The response object of a call that went well."""
    return {"jsonrpc": "2.0", "id": request_id, "result": result}


def failure(request_id: RequestId, error: RunnerError) -> JsonObject:
    """The response object of a call that failed."""
    body: JsonObject = {"code": error.code, "message": error.message}
    if error.data is not None:
        body["data"] = error.data
    return {"jsonrpc": "2.0", "id": request_id, "error": body}


def notification(method: str, params: JsonObject) -> JsonObject:
    """A message that nobody answers."""
    return {"jsonrpc": "2.0", "method": method, "params": params}


def is_id(value: object) -> TypeGuard[RequestId]:
    """Whether `value` may be the id of a request: a string, a number or null."""
    if isinstance(value, bool | BigInteger):
        return False
    return value is None or isinstance(value, str | int | float)


def _fault(element: Mapping[str, JsonValue]) -> str | None:
    if element.get("jsonrpc") != "2.0":
        return 'jsonrpc: expected "2.0"'
    if not isinstance(element.get("method"), str):
        return "method: expected a string"
    if not isinstance(element.get("params", {}), dict | list):
        return "params: expected an object or an array"
    return None
