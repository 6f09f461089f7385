from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_runner.json_codec import BigInteger
from agent_runner.json_types import JsonValue
from agent_runner.rpc.messages import Rejected, Request, read_element

PING: dict[str, JsonValue] = {"jsonrpc": "2.0", "id": 1, "method": "ping"}


def rejected(element: object, **options: bool) -> Rejected:
    judged = read_element(element, **options)  # pyright: ignore[reportArgumentType]
    assert isinstance(judged, Rejected)
    return judged


@pytest.mark.parametrize("id", [0, -1, 1.5, "", "a", None, 2**64 - 1])
def test_a_string_a_number_and_null_are_ids(id: JsonValue) -> None:
    assert read_element({**PING, "id": id}) == Request(
        id=id,  # pyright: ignore[reportArgumentType]
        method="ping",
        params={},
        expects_reply=True,
    )


@pytest.mark.parametrize("id", [True, False, [], {}, [1], BigInteger()])
def test_nothing_else_is_an_id_and_the_error_carries_none(id: object) -> None:
    found = rejected({**PING, "id": id})
    assert (found.id, found.error.code) == (None, -32600)


def test_without_an_id_it_is_a_notification() -> None:
    judged = read_element({"jsonrpc": "2.0", "method": "ping"})
    assert isinstance(judged, Request)
    assert not judged.expects_reply


@pytest.mark.parametrize(
    "member",
    [
        {"jsonrpc": "1.0"},
        {"jsonrpc": 2.0},
        {"jsonrpc": None},
        {"method": 1},
        {"method": None},
        {"params": "ab"},
        {"params": 0},
        {"params": None},
    ],
)
def test_a_bad_member_is_refused_under_the_id_that_can_be_read(member: dict[str, object]) -> None:
    found = rejected({**PING, **member})
    assert (found.id, found.error.code) == (1, -32600)
    assert found.error.data
    assert str(found.error.data["reason"]).startswith(next(iter(member)))


@pytest.mark.parametrize("element", [1, "ping", None, True, [], [PING]])
def test_what_is_no_object_is_no_request(element: object) -> None:
    assert rejected(element).error.code == -32600


def test_members_a_request_does_not_have_are_ignored() -> None:
    assert read_element({**PING, "auth": 1, "result": 2}) == read_element(PING)


def test_an_integer_too_long_is_named_by_its_path() -> None:
    element = {**PING, "params": {"a": [0, {"b": BigInteger()}]}}
    found = rejected(element, may_hold_big_integers=True)
    assert (found.id, found.error.code, found.expects_reply) == (1, -32602, True)
    assert "a[1].b" in found.error.message


def test_nobody_is_told_of_an_integer_too_long_in_a_notification() -> None:
    element = {"jsonrpc": "2.0", "method": "note", "params": [BigInteger()]}
    assert not rejected(element, may_hold_big_integers=True).expects_reply


@settings(max_examples=40)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["jsonrpc", "id", "method", "params"]) | st.text(), inner
            )
        ),
    )
)
def test_every_json_value_is_judged(element: JsonValue) -> None:
    judged = read_element(element)
    if isinstance(judged, Rejected):
        assert judged.error.code == -32600
