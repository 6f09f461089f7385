"""Says of each field that failed validation what was expected and what came."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from agent_runner.errors import FieldError
from agent_runner.json_codec import shown


def field_errors(error: ValidationError, *, known: Collection[str]) -> list[FieldError]:
    """One `FieldError` for each finding; `known` are the names a top-level field may have."""
    return [_field_error(found, known) for found in error.errors(include_url=False)]


def _field_error(found: ErrorDetails, known: Collection[str]) -> FieldError:
    field = _path(found["loc"])
    match found["type"]:
        case "missing":
            return FieldError(field=field, expected="a value (it is required)", got="nothing")
        case "extra_forbidden":
            return FieldError(field=field, expected=_known_names(field, known), got="unknown field")
        case _:
            return FieldError(field=field, expected=_expectation(found), got=shown(found["input"]))


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path or "params"


def _known_names(field: str, known: Collection[str]) -> str:
    if "." in field or not known:
        return "no such field"
    near = difflib.get_close_matches(field, known, n=1)
    return f"{near[0]} (did you mean it?)" if near else f"one of {', '.join(known)}"


def _expectation(found: ErrorDetails) -> str:
    message = found["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    # "String should have at least 1 character" -> "string with at least 1 character"
    message = message.replace(" should have ", " with ").replace(" should be ", " that is ")
    return message[:1].lower() + message[1:]
