from __future__ import annotations

import dataclasses
import json
import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_runner.errors import ParseError, ResultNotJson
from agent_runner.json_codec import (
    MAX_DEPTH,
    BigInteger,
    big_integer_path,
    decode,
    encode,
    has_long_integer,
    shown,
)

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner))


@settings(max_examples=40)
@given(VALUES)
def test_what_is_written_is_read_by_the_standard_library_as_what_it_was(value: Any) -> None:
    line = encode(value)
    assert b"\n" not in line
    assert json.loads(line) == value


@settings(max_examples=40)
@given(VALUES)
def test_what_the_standard_library_writes_is_read_as_what_it_was(value: Any) -> None:
    assert decode(json.dumps(value).encode()) == value
    assert decode(json.dumps(value, ensure_ascii=False).encode()) == value


@settings(max_examples=40)
@given(VALUES, st.sampled_from([math.nan, math.inf, -math.inf]))
def test_a_number_that_is_none_is_found_wherever_it_hides(value: Any, number: float) -> None:
    with pytest.raises(ResultNotJson) as caught:
        encode({"around": value, "list": [value, {"deep": number}]})
    assert caught.value.data
    assert caught.value.data["path"] == "list[1].deep"


@settings(max_examples=40)
@given(st.binary())
def test_any_bytes_are_read_or_refused_with_a_reason(line: bytes) -> None:
    error: ParseError | None = None
    try:
        decode(line)
    except ParseError as raised:
        error = raised
    assert error is None or (error.data and error.data["reason"])


def depth_of(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


def test_nesting_is_taken_to_the_limit_and_not_beyond() -> None:
    assert decode(depth_of(MAX_DEPTH)) is not None
    for levels in (MAX_DEPTH + 1, 1024, 1025, 1_000_000):
        with pytest.raises(ParseError) as caught:
            decode(depth_of(levels))
        assert caught.value.data == {"reason": "depth", "limit": MAX_DEPTH}


def test_many_brackets_side_by_side_are_not_deep() -> None:
    assert decode(b"[" + b",".join([b"[{}]"] * 1000) + b"]") == [[{}]] * 1000


def test_integers_are_read_exactly_to_64_bits_and_marked_beyond() -> None:
    kept = [-(2**63), 2**63, 2**64 - 1]
    assert decode(json.dumps(kept).encode()) == kept
    value = decode(json.dumps({"a": [0, 2**64]}).encode())
    assert big_integer_path(value) == "a[1]"
    assert big_integer_path(decode(json.dumps({"b": -(2**63) - 1}).encode())) == "b"


def test_a_million_digits_are_refused_in_no_time() -> None:
    assert isinstance(decode(b"9" * 1_000_000), BigInteger)


def test_digits_in_a_string_or_a_fraction_are_no_big_integer() -> None:
    for line in (b'"12345678901234567890123"', b"0.12345678901234567890123"):
        assert has_long_integer(line)
        assert decode(line) == json.loads(line)


@pytest.mark.parametrize(
    ("line", "data"),
    [
        (b"\xef\xbb\xbf{}", {"reason": "a byte order mark", "offset": 0}),
        (b'{"a":"\xc3("}', {"reason": "invalid UTF-8", "offset": 6}),
        (b'{"\\ud800":1}', {"reason": "holds a lone surrogate", "path": ""}),
        (b'{"a":{"b":"\\udc00"}}', {"reason": "holds a lone surrogate", "path": "a.b"}),
        (b"[1,-Infinity]", {"reason": "is -Infinity", "path": "[1]"}),
        (b"1e999", {"reason": "is Infinity", "path": ""}),
    ],
)
def test_a_refusal_says_what_is_wrong_and_where(line: bytes, data: dict[str, object]) -> None:
    with pytest.raises(ParseError) as caught:
        decode(line)
    assert caught.value.data == data


def test_the_place_of_a_syntax_error_is_counted_in_bytes() -> None:
    with pytest.raises(ParseError) as caught:
        decode('{"é":x}'.encode())
    assert caught.value.data
    assert caught.value.data["offset"] == 6


@dataclasses.dataclass
class Point:
    x: float


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (Point(1.0), ""),
        ({"a": [Point(math.nan)]}, "a[0]"),
        ({"at": datetime(2026, 1, 1, tzinfo=UTC)}, "at"),
        ({"at": datetime(2026, 1, 1, tzinfo=UTC), "none": None}, "at"),
        ({"raw": b"x"}, "raw"),
    ],
)
def test_only_the_types_of_json_are_written(value: object, path: str) -> None:
    with pytest.raises(ResultNotJson) as caught:
        encode(value)
    assert caught.value.data
    assert caught.value.data["path"] == path


def test_what_refers_to_itself_is_refused() -> None:
    loop: list[object] = []
    loop.append({"again": loop})
    with pytest.raises(ResultNotJson) as caught:
        encode(loop)
    assert caught.value.data == {"path": "[0].again", "reason": "refers to itself"}


def test_a_value_is_shown_short() -> None:
    assert shown({"a": True}) == '{"a":true}'
    assert shown("x" * 100) == '"' + "x" * 58 + "…"
    assert shown(object()) == "object"
