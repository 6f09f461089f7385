"""Arguments are the same whether their values are validated, or the text these were read from."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, create_model

from agent_runner.json_native import is_json_native


class Part(BaseModel):
    name: Annotated[str, Field(min_length=1)] = "part"
    size: int | None = None
    parts: list[Part] = []


class Computed(BaseModel):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given)


class Colour(Enum):
    RED = "red"


LEAVES: list[Any] = [
    bool,
    float,
    int,
    str,
    type(None),
    Annotated[float, Field(ge=0, le=3)],
    Annotated[int, Field(gt=1, multiple_of=2)],
    Annotated[str, Field(min_length=1, pattern="a")],
    Literal["a", "b"],
    Literal[1, True, None],
    Part,
]
OTHERS: list[Any] = [
    Any,
    Colour,
    Computed,
    UUID,
    bytes,
    date,
    dict[int, str],
    frozenset[str],
    set[int],
    tuple[int, str],
    Annotated[int, AfterValidator(lambda n: n)],
    Literal[Colour.RED],
]


def either(kinds: tuple[Any, Any]) -> Any:
    return kinds[0] | kinds[1] if kinds[0] is not kinds[1] else kinds[0]


types = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        inner.map(lambda kind: list[kind]),
        inner.map(lambda kind: dict[str, kind]),
        inner.map(lambda kind: kind | None),
        st.tuples(inner, inner).map(either),
        inner.map(lambda kind: Annotated[list[kind], Field(max_length=2)]),
    ),
    max_leaves=4,
)
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-3, 4),
        st.integers(-(2**63), 2**64 - 1),
        st.sampled_from([0.0, -0.0, 1.0, 1.5, 2.0, 1e300]),
        st.sampled_from(["", "a", "b", "1", "true", "red", "2026-01-01", "é"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["name", "size", "parts", "1", "x"]), inner, max_size=3),
    ),
    max_leaves=6,
)


def outcome(validate: Any, given: Any) -> tuple[str, object]:
    try:
        return "valid", repr(validate(given, strict=True).__dict__)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        return "invalid", [(one["type"], one["loc"]) for one in found]


def model_of(kind: Any) -> type[BaseModel]:
    return create_model("Params", __config__=ConfigDict(extra="forbid"), x=(kind, ...), y=(int, 1))


@settings(max_examples=1500, deadline=None)
@given(kind=types, x=values, more=st.sampled_from([{}, {"y": 2}, {"y": "2"}, {"z": 1}]))
def test_values_and_their_text_come_to_the_same(kind: Any, x: Any, more: dict[str, Any]) -> None:
    model = model_of(kind)
    validator = model.__pydantic_validator__
    params = orjson.loads(orjson.dumps({"x": x, **more}))

    assert is_json_native(model.__pydantic_core_schema__)
    by_value = outcome(validator.validate_python, params)
    assert by_value == outcome(validator.validate_json, orjson.dumps(params))


@pytest.mark.parametrize("kind", OTHERS, ids=str)
def test_a_type_that_json_has_no_values_of_is_validated_from_text(kind: Any) -> None:
    for whole in (kind, list[kind], kind | None, dict[str, kind], int | kind):
        assert not is_json_native(model_of(whole).__pydantic_core_schema__)
