"""A large message is read piece by piece, and comes out as if it had been read in one call."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any, TypeVar

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_runner.errors import ParseError
from agent_runner.json_codec import MAX_DEPTH, BigInteger, decode
from agent_runner.rpc.large_reading import ORJSON_DEPTH, LargeReading, NotInPieces

T = TypeVar("T")

SOUND_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
TEXTS = st.one_of(
    SOUND_TEXTS,
    SOUND_TEXTS.map(lambda text: text * 20),
    st.text(st.sampled_from('\\"/\n\x7fäß€漢😀,:[]{} '), max_size=60),
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXTS,
)
SMALL_VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=8,
)
VALUES = st.one_of(
    SMALL_VALUES,
    st.lists(SMALL_VALUES, max_size=8),
    SMALL_VALUES.map(lambda member: [member] * 12),
    SMALL_VALUES.map(lambda member: [{"id": n, "of": member} for n in range(9)]),
    SMALL_VALUES.map(lambda member: {f"name {n}": {"n": [member, n]} for n in range(9)}),
)
LAYOUTS = st.sampled_from(
    [
        {},
        {"ensure_ascii": False},
        {"ensure_ascii": False, "indent": 3},
        {"separators": (",", ":"), "ensure_ascii": False},
        {"separators": (" ,\t", " :  ")},
    ]
)
PIECES = st.sampled_from([12, 13, 16, 30, 64, 200])
CUTS = st.sampled_from([1, 5, 31, 1000])


def value_of(steps: Generator[None, None, T]) -> T:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def parts_of(text: bytes, size: int) -> list[bytes]:
    """Cut where a host cuts: between characters."""
    characters = text.decode()
    return [characters[start : start + size].encode() for start in range(0, len(characters), size)]


def as_text(value: object) -> str:
    """Tells apart what `==` does not: 1 and 1.0 and True, and the order of names."""
    return repr(value)


def whole(text: bytes) -> Any:
    try:
        return as_text(Big.shown(decode(text)))
    except ParseError as error:
        return error.data


class Big:
    """Compares the stand-ins for long integers by their places."""

    @staticmethod
    def shown(value: Any) -> Any:
        if isinstance(value, BigInteger):
            return "<big>"
        if isinstance(value, dict):
            return {name: Big.shown(member) for name, member in value.items()}
        return [Big.shown(member) for member in value] if isinstance(value, list) else value


@settings(max_examples=300, deadline=None)
@given(value=VALUES, layout=LAYOUTS, piece_bytes=PIECES, size=CUTS)
def test_pieces_make_the_value_of_one_call(
    value: Any, layout: dict[str, Any], piece_bytes: int, size: int
) -> None:
    text = json.dumps({"jsonrpc": "2.0", "params": value}, **layout).encode()
    reading = LargeReading(parts_of(text, size), piece_bytes=piece_bytes)
    try:
        read = value_of(reading.steps())
    except NotInPieces:
        return  # Allowed, where a single number or name fills a piece; and see the test below.
    assert as_text(read) == as_text(decode(text))
    assert not reading.holds_big_integers


@settings(max_examples=100, deadline=None)
@given(value=VALUES, layout=LAYOUTS, size=CUTS)
def test_what_is_sound_is_read_in_pieces_where_these_have_room_for_a_name(
    value: Any, layout: dict[str, Any], size: int
) -> None:
    # Names have 800 characters at most, of at most 12 bytes as escapes.
    text = json.dumps({"n": 1, "params": [value, "x" * 30_000]}, **layout).encode()
    read = value_of(LargeReading(parts_of(text, size), piece_bytes=10_000).steps())
    assert as_text(read) == as_text(decode(text))


SIGNS = ("[", "]", "{", "}", ",", ":", '"', "\\", "\\u", "\\ud800", "\\udc00", "\x00", "")
WORDS = ("1", "-", "e9", "1.", "9" * 25, "NaN", "Infinity", "null", " ", "ä", "😀", "\ufeff")
MARKS = st.sampled_from((*SIGNS, *WORDS, '","', "},{", '":'))


@settings(max_examples=600, deadline=None)
@given(
    value=VALUES,
    layout=LAYOUTS,
    piece_bytes=PIECES,
    size=CUTS,
    places=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 3), MARKS), max_size=3),
)
def test_no_spoiled_text_is_read_as_something_else(
    value: Any,
    layout: dict[str, Any],
    piece_bytes: int,
    size: int,
    places: list[tuple[int, int, str]],
) -> None:
    spoiled = json.dumps(value, **layout)
    for place, length, mark in places:
        place = min(place, len(spoiled))
        spoiled = spoiled[:place] + mark + spoiled[place + length :]
    text = spoiled.encode()
    reading = LargeReading(parts_of(text, size), piece_bytes=piece_bytes)
    try:
        read = value_of(reading.steps())
    except NotInPieces:
        return
    assert as_text(Big.shown(read)) == whole(text)
    assert reading.holds_big_integers == ("<big>" in as_text(Big.shown(read)))


@pytest.mark.parametrize(
    "spoiled",
    [
        '"\\ud800"',
        '"\\udc00"',
        "NaN",
        "-Infinity",
        "1e999",
        "01",
        '"\t"',
        '"\\x"',
        "[1,]",
        "[,1]",
        '{"a":1,}',
        '{"a" 1}',
        "[1}",
        "[1 2]",
        "[" * MAX_DEPTH + "]" * MAX_DEPTH,
    ],
)
@pytest.mark.parametrize("around", ['[%s,"xx"]', '["xx",%s]', '{"a":[[1,2,3],[4,5],%s]}'])
def test_what_is_refused_as_a_whole_is_not_read_in_pieces(spoiled: str, around: str) -> None:
    text = (around % spoiled).encode()
    with pytest.raises(ParseError):
        decode(text)
    for piece_bytes in (12, 20, 1000):
        with pytest.raises(NotInPieces):
            value_of(LargeReading([text], piece_bytes=piece_bytes).steps())


@pytest.mark.parametrize("text", [b"", b" ", b"1", b'"', b"{", b'{"a"', b'{"a":', b"[1", b"[]]"])
def test_what_is_no_message_is_not_read_in_pieces(text: bytes) -> None:
    with pytest.raises(NotInPieces):
        value_of(LargeReading([text]).steps())


@pytest.mark.parametrize("piece_bytes", [12, 100, 1000])
def test_nesting_is_taken_to_the_limit_and_not_beyond(piece_bytes: int) -> None:
    def nested(levels: int) -> bytes:
        return b"[7," * (levels - 1) + b"[[],[7]" + b"]" * levels

    deepest = nested(MAX_DEPTH - 1)
    assert value_of(LargeReading([deepest], piece_bytes=piece_bytes).steps()) == decode(deepest)
    with pytest.raises(NotInPieces):
        value_of(LargeReading([nested(MAX_DEPTH)], piece_bytes=piece_bytes).steps())


def test_orjson_reads_as_deep_as_it_is_taken_to() -> None:
    orjson.loads(b"[" * ORJSON_DEPTH + b"]" * ORJSON_DEPTH)
    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(b"[" * (ORJSON_DEPTH + 1) + b"]" * (ORJSON_DEPTH + 1))


def test_of_a_name_given_twice_the_last_one_counts() -> None:
    text = b'{"a":1,"b":"%b","a":[2],"c":3,"b":"%b","a":"%b"}' % (b"x" * 50, b"y" * 50, b"z" * 50)
    for piece_bytes in (12, 20, 30, 60, 1000):
        read = value_of(LargeReading([text], piece_bytes=piece_bytes).steps())
        assert as_text(read) == as_text(decode(text))


def test_integers_beyond_64_bits_are_marked_and_told() -> None:
    text = json.dumps({"params": [[2**64 - 1, 2**64], "x" * 100, -(2**70)]}).encode()
    reading = LargeReading([text], piece_bytes=40)
    assert as_text(Big.shown(value_of(reading.steps()))) == whole(text)
    assert reading.holds_big_integers


@pytest.mark.parametrize(
    "value",
    [
        "x" * 3_000_000,
        ("ä" * 70_000 + "€" * 70_000) * 4 + "😀",
        [{"id": n, "name": f"row {n}", "of": [n, {"n": None}]} for n in range(40_000)],
        {f"name {n}": n for n in range(100_000)},
        [n / 7 for n in range(100_000)],
        [[n, {"a": [f'"{n}"', []]}, None, "},{"][n % 4] for n in range(100_000)],
    ],
)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_large_message_takes_many_steps(value: object, ascii_only: bool) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "a", "params": {"value": value, "more": 1}}
    text = json.dumps(message, ensure_ascii=ascii_only).encode()
    taken = 0

    def counted() -> Generator[None, None, Any]:
        nonlocal taken
        steps = LargeReading(parts_of(text, 256 * 1024)).steps()
        while True:
            taken += 1
            try:
                yield next(steps)
            except StopIteration as end:
                return end.value

    assert value_of(counted()) == message
    assert taken > len(text) // (64 * 1024)
