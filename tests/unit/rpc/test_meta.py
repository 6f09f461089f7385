from __future__ import annotations

import pytest

from agent_runner.errors import InvalidInput
from agent_runner.json_types import JsonValue
from agent_runner.rpc.meta import Meta, take_meta


def test_metadata_is_taken_off_the_parameters() -> None:
    meta, params = take_meta({"text": "x", "_meta": {"deadline_ms": 5, "progress": True}})
    assert meta == Meta(deadline_ms=5, progress=True)
    assert params == {"text": "x"}


def test_without_metadata_and_by_position_the_parameters_stay_as_they_are() -> None:
    assert take_meta({"text": "x"}) == (Meta(), {"text": "x"})
    assert take_meta(["x", {"_meta": {}}]) == (Meta(), ["x", {"_meta": {}}])


def test_null_says_nothing_and_unknown_members_are_ignored() -> None:
    meta, params = take_meta({"_meta": {"run_id": None, "progress": None, "colour": "red"}})
    assert (meta, params) == (Meta(), {})


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("deadline_ms", 0),
        ("deadline_ms", -1),
        ("deadline_ms", 1.5),
        ("deadline_ms", True),
        ("deadline_ms", "5"),
        ("progress", 1),
        ("run_id", ""),
        ("user_id", "x" * 201),
        ("thread_id", 7),
        ("traceparent", []),
        ("correlation_id", 5),
        ("locale", {}),
        ("timezone", False),
    ],
)
def test_a_member_of_a_wrong_form_is_named(member: str, value: JsonValue) -> None:
    with pytest.raises(InvalidInput) as caught:
        take_meta({"_meta": {member: value}})
    assert [error.field for error in caught.value.errors] == [f"_meta.{member}"]


def test_every_wrong_member_is_named_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        take_meta({"_meta": {"progress": "yes", "run_id": 1, "locale": "en"}})
    assert {error.field for error in caught.value.errors} == {"_meta.progress", "_meta.run_id"}


@pytest.mark.parametrize("value", [None, [], "x", 1])
def test_metadata_is_an_object(value: JsonValue) -> None:
    with pytest.raises(InvalidInput) as caught:
        take_meta({"_meta": value})
    assert caught.value.errors[0].field == "_meta"
