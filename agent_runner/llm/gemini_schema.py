"""JSON Schema in the words that Gemini knows (a part of OpenAPI 3.0's)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from agent_runner.json_types import JsonObject, JsonValue

MOST_NESTED = 12
"""How deep a schema may be; one that refers to itself goes beyond."""

_KEPT: Final = {
    "description": "description",
    "format": "format",
    "minItems": "min_items",
    "maxItems": "max_items",
}
_FORMATS: Final = frozenset({"float", "double", "int32", "int64", "enum", "date-time"})


class _Unknown(Exception):
    pass


def gemini_schema(schema: Mapping[str, JsonValue]) -> JsonObject | None:
    """The schema without `$ref`, `default`, `title` and all else that Gemini refuses.

    None where it has no form there (it refers to itself, or is a union): then the schema has to be
    told in words. The answer is validated against the real one in any case.
    """
    definitions = schema.get("$defs")
    try:
        return _put(schema, definitions if isinstance(definitions, dict) else {}, 0)
    except _Unknown:
        return None


def _put(schema: Mapping[str, JsonValue], definitions: JsonObject, depth: int) -> JsonObject:
    if depth > MOST_NESTED:
        raise _Unknown
    schema, nullable = _plain(_resolved(schema, definitions))
    schema = _resolved(schema, definitions)
    out: JsonObject = {"nullable": True} if nullable else {}
    for name, theirs in _KEPT.items():
        if name in schema and (name != "format" or schema[name] in _FORMATS):
            out[theirs] = schema[name]
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(values, list):
        if not all(isinstance(value, str) for value in values):
            raise _Unknown
        return {**out, "type": "STRING", "format": "enum", "enum": values}
    match schema.get("type"):
        case "object":
            return {**out, "type": "OBJECT", **_members(schema, definitions, depth)}
        case "array":
            items = schema.get("items")
            if not isinstance(items, dict):
                raise _Unknown
            return {**out, "type": "ARRAY", "items": _put(items, definitions, depth + 1)}
        case "string" | "integer" | "number" | "boolean" as kind:
            return {**out, "type": kind.upper()}
        case _:
            raise _Unknown


def _members(schema: Mapping[str, JsonValue], definitions: JsonObject, depth: int) -> JsonObject:
    properties = schema.get("properties")
    if not isinstance(properties, dict) or not properties:
        raise _Unknown  # a free mapping
    members: JsonObject = {
        name: _put(cast("JsonObject", member), definitions, depth + 1)
        for name, member in properties.items()
    }
    return {"properties": members, "required": list(members)}


def _resolved(schema: Mapping[str, JsonValue], definitions: JsonObject) -> Mapping[str, JsonValue]:
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return schema
    target = definitions.get(reference.removeprefix("#/$defs/"))
    if not isinstance(target, dict):
        raise _Unknown
    return {**target, **{name: value for name, value in schema.items() if name != "$ref"}}


def _plain(schema: Mapping[str, JsonValue]) -> tuple[Mapping[str, JsonValue], bool]:
    """A union with null is the other alternative, which may be null."""
    alternatives = schema.get("anyOf")
    if not isinstance(alternatives, list):
        return schema, False
    others = [one for one in alternatives if isinstance(one, dict) and one.get("type") != "null"]
    if len(others) != 1 or len(alternatives) != 2:
        raise _Unknown
    return {**schema, **others[0]}, True
