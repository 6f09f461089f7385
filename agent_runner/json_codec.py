"""JSON in and out, strict on both sides, with a diagnosis when something does not fit.

orjson does the work. What it lets pass (integers beyond 64 bits become floats, NaN becomes null)
and what it refuses without saying where is found by a second, slow look that only doubtful input
pays for.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias, cast

import orjson

from agent_runner.errors import ParseError, ResultNotJson
from agent_runner.json_types import JsonValue
from agent_runner.large_json import may_be_large, pieces_of

MAX_DEPTH = 128
_BUILTINS_ONLY = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
_FEW_MEMBERS = 1000
_SHOWN_CHARACTERS = 60
_INT64_MIN, _UINT64_MAX = -(2**63), 2**64 - 1
_LONG_DIGITS = 19
_LONG_RUN = b"0" * _LONG_DIGITS
_DIGITS_AS_NOUGHT = bytes.maketrans(b"0123456789", b"0" * 10)
_DIGITS = b"0123456789"
_LONG_TEXT = 4096
_NULL = re.compile(rb"null")
_SURROGATE = re.compile("[\ud800-\udfff]")
_Container: TypeAlias = "dict[str, JsonValue] | list[JsonValue]"


class BigInteger:
    """Stands where the input had an integer outside 64 bits."""


def decode(line: bytes, *, has_long_integers: bool | None = None) -> JsonValue:
    """Read one line. Raises `ParseError` with the reason and, where known, `offset` or `path`.

    An integer outside -2^63 .. 2^64-1 becomes a `BigInteger`, to be refused by whoever can say
    which parameter it is. Who looked already tells by `has_long_integers`.
    """
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        value = _second_look(line, error)
    if _is_too_deep(line, value):
        raise ParseError("depth", limit=MAX_DEPTH)
    if has_long_integer(line) if has_long_integers is None else has_long_integers:
        return cast("JsonValue", json.loads(line, parse_int=bounded_integer))
    return value


def encode(value: object) -> bytes:
    """Write a value on one line. Raises `ResultNotJson` with the JSON path of what does not fit."""
    if may_be_large(value):
        return b"".join(encoded_in_pieces(value))
    return encode_at_once(value)


def encode_at_once(value: object) -> bytes:
    """As `encode`, for what is known not to be large."""
    try:
        encoded = orjson.dumps(value, option=_BUILTINS_ONLY)
    except (TypeError, RecursionError) as error:
        raise not_json(value, str(error)) from error
    # orjson writes NaN and Infinity as null: where there is a null, look what it stands for.
    if _has_null(encoded):
        check_numbers(value)
    return encoded


def encoded_in_pieces(value: object) -> Iterator[bytes]:
    """The text that `encode` makes of a large value, in pieces; raises what that raises."""
    try:
        yield from pieces_of(value, option=_BUILTINS_ONLY, check=_check_piece)
    except (TypeError, RecursionError) as error:
        raise not_json(value, str(error)) from error


def _check_piece(value: object, text: bytes) -> None:
    if type(value) is not str and _has_null(text) and not _numbers_fit(value):
        raise TypeError("holds a number that JSON has no form for")


def shown(value: object) -> str:
    """A value that came in, as short JSON text for an error's message."""
    try:
        text = orjson.dumps(value).decode()
    except (TypeError, UnicodeDecodeError):
        text = type(value).__name__
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def has_long_integer(text: bytes) -> bool:
    """Whether there are digits enough in a row for an integer outside 64 bits."""
    # So many digits in a row cover one of these places: mostly, it is enough to look there.
    sample = text[_LONG_DIGITS - 1 :: _LONG_DIGITS]
    if len(sample.translate(None, _DIGITS)) == len(sample):
        return False
    # A search for one text in a row of noughts takes a fourteenth of what a pattern takes.
    return _LONG_RUN in text.translate(_DIGITS_AS_NOUGHT)


def has_doubtful_numbers(encoded: bytes) -> bool:
    """Whether another encoder may have let a number pass that JSON has no form for."""
    return _has_null(encoded) or has_long_integer(encoded)


def check_numbers(value: object) -> None:
    """Raise `ResultNotJson` for NaN, Infinity and integers beyond 64 bits anywhere in `value`.

    `value` was written as JSON before, so it holds no cycle.
    """
    if _numbers_fit(value):
        return
    for path, leaf in _leaves(value, "", 0, set()):
        if isinstance(leaf, float | int) and (reason := _misfit(leaf)) is not None:
            raise ResultNotJson(path=path, reason=reason)


def not_json(value: object, reason: str) -> ResultNotJson:
    """The error for a value that could not be written: the first misfit in it, or else `reason`."""
    path, found = next(_misfits(value), ("", reason))
    return ResultNotJson(path=path, reason=found)


def big_integer_path(value: object) -> str | None:
    """The JSON path of the first integer outside 64 bits, or None."""
    return next(_paths_where(value, lambda leaf: isinstance(leaf, BigInteger)), None)


def _has_null(text: bytes) -> bool:
    # In a long text of words, a pattern is found in half the time.
    return b"null" in text if len(text) < _LONG_TEXT else _NULL.search(text) is not None


def _numbers_fit(value: object) -> bool:
    """As the closer look, without saying where: a quarter of its time."""
    rest: list[object] = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, dict):
            rest.extend(cast("dict[object, object]", one).values())
        elif isinstance(one, list | tuple):
            rest.extend(cast("Iterable[object]", one))
        elif isinstance(one, float | int) and _misfit(one) is not None:
            return False
    return True


def _is_too_deep(line: bytes, value: JsonValue) -> bool:
    if len(line) <= 2 * MAX_DEPTH:  # too short for so many brackets, as nearly every line
        return False
    is_counted = False
    level = _members([value])
    for _ in range(MAX_DEPTH):
        if not level:
            return False
        # A long text is walked through in no time; many members are, in more than a count takes.
        if not is_counted and sum(map(len, level)) > _FEW_MEMBERS:
            if line.count(b"[") + line.count(b"{") <= MAX_DEPTH:
                return False
            is_counted = True
        level = [member for container in level for member in _members(container)]
    return bool(level)


def _members(container: _Container) -> list[_Container]:
    """What is directly inside, if it may hold more."""
    members = container.values() if isinstance(container, dict) else container
    return [member for member in members if isinstance(member, dict | list)]


def bounded_integer(digits: str) -> int | BigInteger:
    """An integer of JSON text, or what stands for one outside 64 bits."""
    # Longer than any 64-bit integer; converting such digits would take quadratic time.
    if len(digits) > 20:
        return BigInteger()
    value = int(digits)
    return value if _INT64_MIN <= value <= _UINT64_MAX else BigInteger()


def _second_look(line: bytes, error: orjson.JSONDecodeError) -> JsonValue:
    """Raise for what orjson refused, saying why; the value, if only an integer was too long."""
    if error.msg.startswith("depth limit"):
        raise ParseError("depth", limit=MAX_DEPTH) from None
    try:
        text = line.decode()
    except UnicodeDecodeError as invalid:
        raise ParseError("invalid UTF-8", offset=invalid.start) from None
    if text.startswith("\ufeff"):
        raise ParseError("a byte order mark", offset=0) from None
    try:
        value = json.loads(text, parse_int=bounded_integer)
    except (ValueError, RecursionError):
        offset = len(text[: error.pos].encode(errors="replace"))
        raise ParseError(error.msg.split(":")[0], offset=offset) from None
    if _is_too_deep(line, value):
        raise ParseError("depth", limit=MAX_DEPTH) from None
    # What the standard library reads and orjson does not: NaN, Infinity, lone surrogates.
    for path, reason in _misfits(value):
        raise ParseError(reason, path=path) from None
    if big_integer_path(value) is None:  # beyond the standard library's own strictness
        raise ParseError(error.msg.split(":")[0]) from None
    return value


def _misfits(value: object) -> Iterator[tuple[str, str]]:
    """Every place that JSON has no form for, with what is wrong there."""
    for path, leaf in _leaves(value, "", 0, set()):
        reason = _misfit(leaf)
        if reason is not None:
            yield path, reason


def _misfit(leaf: object) -> str | None:
    match leaf:
        case None | bool() | orjson.Fragment() | BigInteger():
            return None
        case str():
            return "holds a lone surrogate" if _SURROGATE.search(leaf) else None
        case float():
            return None if math.isfinite(leaf) else f"is {_name_of(leaf)}"
        case int():
            return None if _INT64_MIN <= leaf <= _UINT64_MAX else "is an integer beyond 64 bits"
        case _Cycle():
            return "refers to itself"
        case _TooDeep():
            return f"is nested deeper than {MAX_DEPTH} levels"
        case _BadKey():
            return "has a key that is not a string"
        case _:
            return f"is a {type(leaf).__name__}"


def _name_of(number: float) -> str:
    if math.isnan(number):
        return "NaN"
    return "Infinity" if number > 0 else "-Infinity"


class _Cycle: ...


class _TooDeep: ...


class _BadKey: ...


def _leaves(
    value: object, path: str, depth: int, parents: set[int]
) -> Iterator[tuple[str, object]]:
    if not isinstance(value, dict | list | tuple):
        yield path, value
    elif id(cast("object", value)) in parents:
        yield path, _Cycle()
    elif depth > MAX_DEPTH:
        yield path, _TooDeep()
    else:
        inside = parents | {id(cast("object", value))}
        if isinstance(value, dict):
            for key, member in cast("dict[Any, object]", value).items():
                step = f"{path}.{key}" if path else str(key)
                if not isinstance(key, str):
                    yield step, _BadKey()
                elif _SURROGATE.search(key):
                    yield path, key
                else:
                    yield from _leaves(member, step, depth + 1, inside)
        else:
            for place, member in enumerate(cast("list[object]", value)):
                yield from _leaves(member, f"{path}[{place}]", depth + 1, inside)


def _paths_where(value: object, wanted: Callable[[object], bool]) -> Iterator[str]:
    return (path for path, leaf in _leaves(value, "", 0, set()) if wanted(leaf))
