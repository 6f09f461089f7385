from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_runner.rpc.framing import LineDecoder, Oversize

LIMIT = 8
STREAM = b'{"a":1}\n\n\r\n  \n{"b":2}\r\nhalf'
LINES = [b'{"a":1}', b'{"b":2}', b"half"]


def decoded(chunks: list[bytes], limit: int = LIMIT) -> list[bytes | Oversize]:
    decoder = LineDecoder(max_frame_bytes=limit)
    lines = [line for chunk in chunks for line in decoder.feed(chunk)]
    return [*lines, *decoder.finish()]


def test_lines_come_out_whole_wherever_the_stream_is_cut_once() -> None:
    for cut in range(len(STREAM) + 1):
        assert decoded([STREAM[:cut], STREAM[cut:]]) == LINES


def test_lines_come_out_whole_wherever_the_stream_is_cut_twice() -> None:
    for first in range(len(STREAM) + 1):
        for second in range(first, len(STREAM) + 1):
            assert decoded([STREAM[:first], STREAM[first:second], STREAM[second:]]) == LINES


def test_a_line_may_have_the_limit_and_its_end_does_not_count() -> None:
    full = b"x" * LIMIT
    assert decoded([full + b"\n", full + b"\r\n", full]) == [full, full, full]
    too_long = Oversize(LIMIT)
    assert decoded([full + b"x\n", full + b"x\r\n", full + b"x"]) == [too_long] * 3


def test_what_stands_around_a_line_too_long_is_kept_in_its_place() -> None:
    assert decoded([b"a\n", b"x" * 100, b"x" * 100 + b"\nb\n"]) == [b"a", Oversize(LIMIT), b"b"]


def test_a_line_too_long_is_not_held_in_memory() -> None:
    decoder = LineDecoder(max_frame_bytes=LIMIT)
    for _ in range(1000):
        assert list(decoder.feed(b"x" * 1000)) == []
        assert sum(map(len, decoder._parts)) <= LIMIT + 1


def test_a_cr_within_a_line_is_part_of_it() -> None:
    assert decoded([b"a\rb\n"]) == [b"a\rb"]


@settings(max_examples=40)
@given(
    lines=st.lists(
        st.binary(max_size=2 * LIMIT).map(lambda line: line.replace(b"\n", b"").replace(b"\r", b""))
    ),
    cuts=st.lists(st.integers(0, 200)),
)
def test_any_stream_gives_the_same_lines_however_it_is_cut(
    lines: list[bytes], cuts: list[int]
) -> None:
    stream = b"".join(line + b"\n" for line in lines)
    places = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    chunks = [stream[start:end] for start, end in itertools.pairwise(places)]
    expected = [
        Oversize(LIMIT) if len(line) > LIMIT else line
        for line in lines
        if len(line) > LIMIT or line.strip()
    ]
    assert decoded(chunks) == expected
