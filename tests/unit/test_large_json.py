"""A large value is written piece by piece, and comes out as if it had been written in one call."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_runner.errors import ResultNotJson
from agent_runner.json_codec import encode
from agent_runner.large_json import Sizes, may_be_large, pieces_of

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=12),
    st.just("\ud800"),
    st.just({1}),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=8),
        st.lists(inner, max_size=8).map(tuple),
        st.dictionaries(st.one_of(st.text(max_size=4), st.integers()), inner, max_size=8),
    ),
    max_leaves=40,
)


TINY = Sizes(text=2, members=1, piece_bytes=3)


def whole(value: object) -> bytes | None:
    try:
        return orjson.dumps(value)
    except (TypeError, RecursionError):
        return None


def in_pieces(value: object) -> bytes | None:
    try:
        return b"".join(pieces_of(value, option=0, sizes=TINY))
    except (TypeError, RecursionError):
        return None


@given(value=VALUES)
@settings(max_examples=1000, deadline=None)
def test_pieces_make_the_text_of_one_call_and_refuse_what_it_refuses(value: Any) -> None:
    assert in_pieces(value) == whole(value)


@pytest.mark.parametrize("depth", [100, 252, 253, 254, 255, 256])
def test_what_is_too_deep_for_one_call_is_too_deep_for_pieces(depth: int) -> None:
    value: list[Any] = [0]
    for _ in range(depth):
        value = ["long", value]
    assert in_pieces(value) == whole(value)


@pytest.mark.parametrize(
    ("last", "path", "reason"),
    [
        (float("nan"), "[2000]", "is NaN"),
        ({"a": {1}}, "[2000].a", "is a set"),
        (2**64, "[2000]", "is an integer beyond 64 bits"),
        ("\ud800", "[2000]", "holds a lone surrogate"),
    ],
)
def test_a_large_value_that_is_no_json_is_refused_with_the_path(
    last: object, path: str, reason: str
) -> None:
    with pytest.raises(ResultNotJson) as refused:
        encode([*range(2000), last])
    assert refused.value.data == {"path": path, "reason": reason}


def test_a_large_cycle_is_refused() -> None:
    value: list[Any] = list(range(2000))
    value.append(value)
    with pytest.raises(ResultNotJson) as refused:
        encode(value)
    assert refused.value.data == {"path": "[2000]", "reason": "refers to itself"}


@pytest.mark.parametrize(
    "value",
    ["ä€😀" * 400_000, {"rows": [{"n": n, "text": "x" * 50} for n in range(20_000)]}],
)
def test_no_piece_of_a_large_value_is_large(value: object) -> None:
    assert may_be_large(value)
    pieces = list(pieces_of(value, option=0))
    assert b"".join(pieces) == orjson.dumps(value)
    assert max(map(len, pieces)) <= 4 * 256 * 1024


def test_small_values_are_written_in_one_call() -> None:
    assert not may_be_large({"a": [1, 2, 3], "b": "text"})
    assert encode({"a": 1}) == b'{"a":1}'
