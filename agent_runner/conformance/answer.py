"""What came from the server, held against the form that JSON-RPC 2.0 gives an answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal, cast

Rule = Literal["is JSON", "has no NaN", "is an answer", "has a proper error"]

_SHOWN_CHARACTERS = 160


@dataclass(kw_only=True, slots=True)
class Ledger:
    """The first breach of each rule, over everything that a server said."""

    breaches: dict[Rule, str] = field(default_factory=dict[Rule, str])

    def note(self, rule: Rule, text: str) -> None:
        """Remember it, unless there is one already."""
        self.breaches.setdefault(rule, text)


def read(text: bytes, ledger: Ledger) -> Any:
    """The JSON value of a message; `text` itself, shown, where it has none."""
    try:
        value = json.loads(text.decode(), parse_constant=_refuse)
    except _NotANumber as error:
        ledger.note("has no NaN", f"{error} in {shown(text)}")
        return json.loads(text)
    except (ValueError, RecursionError):
        ledger.note("is JSON", shown(text))
        return NotJson(shown(text))
    for answer in _answers_of(value):
        _judge(answer, ledger)
    return value


@dataclass(frozen=True, slots=True)
class NotJson:
    """A message that is no JSON."""

    text: str


def shown(value: object) -> str:
    """A value or a message as one short line."""
    if isinstance(value, NotJson):
        return value.text
    if isinstance(value, bytes):
        text = value.decode(errors="backslashreplace").strip()
    else:
        text = json.dumps(value, ensure_ascii=False)
    text = text.encode(errors="backslashreplace").decode()
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"


def member(message: Any, name: str) -> Any:
    """A member of an object; None where there is none, or no object."""
    return cast("dict[str, Any]", message).get(name) if isinstance(message, dict) else None


def elements(message: Any) -> list[Any]:
    """The elements of an array; none where it is no array."""
    return cast("list[Any]", message) if isinstance(message, list) else []


class _NotANumber(Exception):
    pass


def _refuse(constant: str) -> float:
    raise _NotANumber(constant)


def _answers_of(value: Any) -> list[Any]:
    """Notifications and requests of the server's own are not judged here."""
    all_of_it = elements(value) if isinstance(value, list) else [value]
    return [one for one in all_of_it if not (isinstance(one, dict) and "method" in one)]


def _judge(answer: Any, ledger: Ledger) -> None:
    if not isinstance(answer, dict):
        return ledger.note("is an answer", shown(answer))
    found = cast("dict[str, Any]", answer)
    one_of_two = ("result" in found) != ("error" in found)
    if found.get("jsonrpc") != "2.0" or "id" not in found or not one_of_two:
        ledger.note("is an answer", shown(found))
    if "error" in found and not _is_error(found["error"]):
        ledger.note("has a proper error", shown(found))
    return None


def _is_error(error: Any) -> bool:
    if not isinstance(error, dict):
        return False
    found = cast("dict[str, Any]", error)
    code = found.get("code")
    return (
        isinstance(code, int)
        and not isinstance(code, bool)
        and isinstance(found.get("message"), str)
    )
