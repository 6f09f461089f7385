from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.conformance.framing import FramingName, framing_of

MESSAGES = st.lists(st.binary(min_size=1).filter(lambda text: b"\n" not in text and text.strip()))


@pytest.mark.parametrize("name", ["lines", "content-length"])
@given(messages=MESSAGES, cut=st.integers(min_value=1, max_value=50))
def test_what_was_wrapped_comes_out_however_it_is_cut(
    name: FramingName, messages: list[bytes], cut: int
) -> None:
    framing = framing_of(name)
    stream = b"".join(framing.wrap(message) for message in messages)
    chunks = [stream[start : start + cut] for start in range(0, len(stream), cut)]
    assert [one for chunk in chunks for one in framing.feed(chunk)] == messages
    assert framing.rest() == b""


def test_blank_lines_are_no_messages_and_a_rest_is_kept() -> None:
    framing = framing_of("lines")
    assert list(framing.feed(b"\n \r\na\r\n\nrest")) == [b"a\r"]
    assert framing.rest() == b"rest"


def test_a_header_without_a_length_is_given_as_it_is() -> None:
    framing = framing_of("content-length")
    assert list(framing.feed(b"Hello!\r\n\r\ncontent-LENGTH:2\r\nX: y\r\n\r\n{}")) == [
        b"Hello!",
        b"{}",
    ]
