"""Says of each field that failed validation what was expected and what came."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import replace
from typing import cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from agent_runner.errors import FieldError
from agent_runner.json_codec import shown


def field_errors(
    error: ValidationError, *, given: object, known: Collection[str] = ()
) -> list[FieldError]:
    """One `FieldError` for each field that is wrong in `given`, the value that was validated.

    `known` are the names a top-level field may have.
    """
    found = [_field_error(detail, given, known) for detail in error.errors(include_url=False)]
    merged: dict[tuple[str, str], FieldError] = {}
    for one in found:
        # A field of several types fails once for each of them.
        other = merged.get((one.field, one.got))
        expected = f"{other.expected} or {one.expected}" if other else one.expected
        merged[one.field, one.got] = replace(one, expected=expected)
    return list(merged.values())


def _field_error(found: ErrorDetails, given: object, known: Collection[str]) -> FieldError:
    field = _path(found, given)
    match found["type"]:
        case "missing":
            return FieldError(field=field, expected="a value (it is required)", got="nothing")
        case "extra_forbidden":
            return FieldError(field=field, expected=_known_names(field, known), got="unknown field")
        case _:
            return FieldError(field=field, expected=_expectation(found), got=shown(found["input"]))


def _path(found: ErrorDetails, given: object) -> str:
    """Where in `given` it is. Pydantic's own place also names the type that was tried."""
    path = ""
    steps = found["loc"] if found["type"] != "missing" else found["loc"][:-1]
    for step in steps:
        if isinstance(given, dict) and step in given:
            path += f".{step}" if path else f"{step}"
            given = cast("dict[object, object]", given)[step]
        elif isinstance(given, list) and isinstance(step, int):
            path += f"[{step}]"
            given = cast("list[object]", given)[step]
    if found["type"] == "missing":
        path += f".{found['loc'][-1]}" if path else f"{found['loc'][-1]}"
    return path


def _known_names(field: str, known: Collection[str]) -> str:
    if "." in field or not known:
        return "no such field"
    near = difflib.get_close_matches(field, known, n=1)
    return f"{near[0]} (did you mean it?)" if near else f"one of {', '.join(known)}"


def _expectation(found: ErrorDetails) -> str:
    message = found["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    if found["type"] == "string_pattern_mismatch" and found.get("ctx", {}).get("pattern") == r"\S":
        return "text that is not blank"
    # "String should have at least 1 character" -> "string with at least 1 character"
    for said, meant in (
        (" should have ", " with "),
        (" should be ", " that is "),
        (" should match ", " that matches "),
    ):
        message = message.replace(said, meant)
    return message[:1].lower() + message[1:]
