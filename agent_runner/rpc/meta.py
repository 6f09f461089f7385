"""`params._meta`: what a caller says about a call, apart from the call's own parameters."""

from __future__ import annotations

import functools
from typing import NamedTuple

from agent_runner.errors import FieldError, InvalidInput
from agent_runner.json_codec import shown
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.rpc.messages import Params


class Meta(NamedTuple):  # made for every call, in a third of a frozen dataclass's time
    """All optional; members this version does not know are ignored.

    `deadline_ms` is the time left when the request is received, in milliseconds (at least 1);
    `window` how many events the caller takes before it acknowledges some.
    """

    deadline_ms: int | None = None
    progress: bool = False
    window: int | None = None
    run_id: str | None = None
    thread_id: str | None = None
    user_id: str | None = None
    traceparent: str | None = None
    correlation_id: str | None = None
    locale: str | None = None
    timezone: str | None = None


_NO_META = Meta()
_NAMES = frozenset(Meta._fields)


def take_meta(params: Params) -> tuple[Meta, Params]:
    """Take `_meta` out of named parameters; positional ones carry none.

    Raises `InvalidInput` that names every member of a wrong form.
    """
    if isinstance(params, list) or "_meta" not in params:
        return _NO_META, params
    given = params.pop("_meta")
    if not isinstance(given, dict):
        raise InvalidInput(field="_meta", expected="an object", got=shown(given))
    return _read(given), params


def _read(given: JsonObject) -> Meta:
    deadline_ms = given.get("deadline_ms")
    if len(given) == 1 and type(deadline_ms) is int and deadline_ms >= 1:
        return _deadline_alone(deadline_ms)  # what most hosts say, and all they say
    present = {name: value for name, value in given.items() if value is not None and name in _NAMES}
    if all(_mismatch(name, value) is None for name, value in present.items()):
        return Meta(**present)  # pyright: ignore[reportArgumentType]  # each was just checked
    errors = [
        FieldError(field=f"_meta.{name}", expected=expected, got=shown(value))
        for name, value in sorted(present.items(), key=lambda item: Meta._fields.index(item[0]))
        if (expected := _mismatch(name, value)) is not None
    ]
    raise InvalidInput.of(errors)


@functools.lru_cache(maxsize=64)
def _deadline_alone(deadline_ms: int) -> Meta:
    return Meta(deadline_ms)  # A host gives most of its calls the same time.


def _mismatch(name: str, value: JsonValue) -> str | None:
    match name:
        case "progress":
            return None if isinstance(value, bool) else "true or false"
        case "deadline_ms":
            valid = isinstance(value, int) and not isinstance(value, bool) and value >= 1
            return None if valid else "a whole number of milliseconds, at least 1"
        case "window":
            valid = isinstance(value, int) and not isinstance(value, bool) and value >= 1
            return None if valid else "a whole number of events, at least 1"
        case _:
            valid = isinstance(value, str) and 0 < len(value) <= 200
            return None if valid else "a string of 1 to 200 characters"
