"""`rpc.discover`: the OpenRPC 1.3 document of a running process, made of its skills."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from pydantic import BaseModel, TypeAdapter

from agent_runner import __version__
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.rpc.schema_names import renamed, short_names
from agent_runner.skill import Skill

_REF = "#/components/schemas/{model}"


def openrpc_document(skills: Iterable[Skill]) -> JsonObject:
    """Describe every skill and the methods of the bridge itself.

    Beyond OpenRPC, a method carries `x-agent`, `x-skill`, `x-path` (the last part of its HTTP
    route), `x-idempotent` and `x-durable`; where it needs some of its parameters, though each by
    itself may be left out, `x-needs`: groups of names, of which one is to be given whole.
    """
    described = list(skills)
    schemas, components = skill_schemas(described, ref_template=_REF)
    return {
        "openrpc": "1.3.2",
        "info": {
            "title": "agent_runner",
            "version": __version__,
            "license": {"name": "MIT"},
            "description": "Study agents over JSON-RPC 2.0, one object on a line of stdin/stdout.",
        },
        "methods": [
            *_bridge_methods(),
            *(_method(skill, *schemas[skill.method]) for skill in described),
        ],
        "components": {"schemas": components},
    }


def skill_schemas(
    skills: Iterable[Skill], *, ref_template: str
) -> tuple[dict[str, tuple[JsonObject, JsonObject]], JsonObject]:
    """JSON Schemas (2020-12) of each method's parameters and result, by method name, and the
    definitions that they share."""
    described = list(skills)
    inputs: list[Any] = []
    for skill in described:
        params: TypeAdapter[BaseModel] = TypeAdapter(skill.params)
        inputs += [
            ((skill.method, "params"), "validation", params),
            ((skill.method, "result"), "serialization", skill.result),
        ]
    found, shared = TypeAdapter.json_schemas(inputs, ref_template=ref_template)
    names = short_names(shared.get("$defs", {}))
    prefix = ref_template.removesuffix("{model}")
    schemas = {
        key: cast("JsonObject", renamed(schema, names, prefix=prefix))
        for key, schema in found.items()
    }
    definitions: JsonObject = {
        names[name]: renamed(schema, names, prefix=prefix)
        for name, schema in shared.get("$defs", {}).items()
    }
    return {
        skill.method: (
            _resolve(schemas[(skill.method, "params"), "validation"], definitions),
            schemas[(skill.method, "result"), "serialization"],
        )
        for skill in described
    }, definitions


def _resolve(schema: JsonObject, definitions: JsonObject) -> JsonObject:
    """The parameters' own object, where the schema only points to it."""
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return schema
    return cast("JsonObject", definitions.pop(reference.rsplit("/", 1)[-1]))


def _method(skill: Skill, params: JsonObject, result: JsonObject) -> JsonObject:
    properties = cast("dict[str, JsonObject]", params.get("properties", {}))
    required = cast("list[str]", params.get("required", []))
    described: list[JsonValue] = []
    for name, schema in properties.items():
        entry: JsonObject = {"name": name, "required": name in required, "schema": schema}
        if isinstance(text := schema.get("description"), str):
            entry["description"] = text
        described.append(entry)
    method: JsonObject = {
        "name": skill.method,
        "summary": skill.summary,
        "tags": [{"name": skill.agent}],
        "paramStructure": "either",
        "params": described,
        "result": {"name": "result", "schema": result},
        "x-agent": skill.agent,
        "x-skill": skill.name,
        "x-path": skill.path,
        "x-idempotent": skill.idempotent,
        "x-durable": skill.durable,
    }
    if skill.needs:
        method["x-needs"] = [[*names] for names in skill.needs]
    return {**method, "description": skill.description} if skill.description else method


def _bridge_methods() -> list[JsonValue]:
    anything: JsonObject = {"type": "object"}
    hello: list[JsonValue] = [
        {"name": "protocol_version", "required": True, "schema": {"const": 1}},
        {"name": "host", "required": False, "schema": anything},
        {"name": "limits", "required": False, "schema": anything},
        {"name": "capabilities", "required": False, "schema": anything},
    ]
    looks: list[JsonValue] = [{"name": "stack", "required": False, "schema": {"type": "boolean"}}]
    return [
        _bridge_method(
            "initialize", "Introduce the host and agree on the protocol", anything, hello
        ),
        _bridge_method("ping", "Tell that the process lives, and how it is", anything, looks),
        _bridge_method("shutdown", "Finish what is in flight, then end", {"type": "null"}),
        _bridge_method("rpc.discover", "This document", anything),
    ]


def _bridge_method(
    name: str, summary: str, result: JsonObject, params: list[JsonValue] | None = None
) -> JsonObject:
    return {
        "name": name,
        "summary": summary,
        "tags": [{"name": "bridge"}],
        "params": params or [],
        "result": {"name": "result", "schema": result},
    }
