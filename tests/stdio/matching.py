"""Holds what came against what a transcript or PROTOCOL.md expects.

The matchers are described in schemas/PROTOCOL.md, under "Transcripts".
"""

from __future__ import annotations

from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def mismatch(expected: Any, got: Any, path: str = "$") -> str | None:
    """The first difference as a sentence, or None."""
    if isinstance(expected, str) and expected.startswith(("$any", "$type:")):
        return None if _matches(expected, got) else f"{path}: expected {expected}, got {got!r}"
    if isinstance(expected, dict) and isinstance(got, dict):
        return _object_mismatch(expected, got, path)
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        pairs = zip(expected, got, strict=True)
        found = (mismatch(e, g, f"{path}[{i}]") for i, (e, g) in enumerate(pairs))
        return next((difference for difference in found if difference), None)
    # True == 1 in Python, and not in JSON.
    if expected == got and isinstance(expected, bool) == isinstance(got, bool):
        return None
    return f"{path}: expected {expected!r}, got {got!r}"


def _object_mismatch(expected: dict[str, Any], got: dict[str, Any], path: str) -> str | None:
    allows_more = expected.get("$more") is True
    members = {name: value for name, value in expected.items() if name != "$more"}
    for name, value in members.items():
        if name not in got:
            return f"{path}.{name}: missing in {got!r}"
        if difference := mismatch(value, got[name], f"{path}.{name}"):
            return difference
    unexpected = sorted(set(got) - set(members))
    return f"{path}: unexpected {unexpected}" if unexpected and not allows_more else None


def _matches(matcher: str, got: Any) -> bool:
    if matcher == "$any":
        return True
    kind = matcher.removeprefix("$type:")
    assert kind in _TYPES, f"no such matcher: {matcher}"
    return isinstance(got, _TYPES[kind]) and (kind == "boolean" or not isinstance(got, bool))
