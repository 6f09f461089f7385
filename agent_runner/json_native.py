"""Tells the types that are validated alike from JSON text and from the Python values it stands for.

Strict validation of Python values asks for a `date` where JSON has text, for a tuple where it has a
list: such types have to be validated from text. Numbers, text, lists and models of these need not,
and to write a request as text once more, only to validate it, takes as long as all the rest.
"""

from __future__ import annotations

from typing import cast

from pydantic_core import CoreSchema

_PARTS = {
    "bool": (),
    "default": ("schema",),
    "definition-ref": (),
    "definitions": ("schema", "definitions"),
    "dict": ("keys_schema", "values_schema"),
    "float": (),
    "int": (),
    "list": ("items_schema",),
    "literal": (),
    "model": ("schema",),
    "model-field": ("schema",),
    "model-fields": ("fields",),
    "none": (),
    "nullable": ("schema",),
    "str": (),
    "union": ("choices",),
}
"""The kinds of schema that take the same values from both, with the members that hold schemas."""
_LITERALS = (str, int, bool, type(None))
_OWN_CODE = ("custom_init", "post_init", "root_model", "extras_schema", "computed_fields")
"""What makes a model more than its fields; the code in it may ask where the value came from."""


def is_json_native(schema: CoreSchema) -> bool:
    """Whether strict validation of a decoded JSON value comes to what that of its text does."""
    return _is_native(cast("dict[str, object]", schema))


def _is_native(schema: dict[str, object]) -> bool:
    kind = cast("str", schema["type"])
    if kind not in _PARTS or any(schema.get(name) for name in _OWN_CODE):
        return False
    if kind == "literal":
        return all(type(value) in _LITERALS for value in cast("list[object]", schema["expected"]))
    if kind == "dict" and cast("dict[str, object]", schema.get("keys_schema", {})).get(
        "type"
    ) not in ("str", None):
        return False  # A name in JSON is text, and is read as a number where one is asked for.
    return all(_is_native(part) for name in _PARTS[kind] for part in _parts(schema.get(name)))


def _parts(held: object) -> list[dict[str, object]]:
    """The schemas in one member: one, a list, or some by name; a choice may have a label."""
    if held is None:
        return []
    if isinstance(held, dict):
        held = cast("dict[str, object]", held)
        if isinstance(held.get("type"), str):
            return [held]
        return [cast("dict[str, object]", part) for part in held.values()]
    return [
        cast("dict[str, object]", part[0] if isinstance(part, tuple) else part)
        for part in cast("list[object]", held)
    ]
