"""The generated files under `schemas/`: made of the skills, never written by hand.

`openrpc.json` describes every method with the JSON Schemas of its parameters and result (Node's
types and the HTTP routes are made of it), `topic-pack.schema.json` the form of a topic pack.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path

import orjson

from agent_runner.assembly import Assembly
from agent_runner.config import read_settings
from agent_runner.curriculum.pack import pack_schema
from agent_runner.json_types import JsonObject
from agent_runner.registry import Registry
from agent_runner.rpc.discovery import openrpc_document

SCHEMAS = Path(__file__).parent.parent / "schemas"


def update_schemas(*, check_only: bool) -> int:
    """Write what is outdated, or only name it; returns the exit status."""
    registry = asyncio.run(_standard_registry())
    outdated = [
        (path, content)
        for path, content in _files(registry)
        if not path.exists() or path.read_bytes() != content
    ]
    for path, content in outdated:
        if not check_only:
            path.write_bytes(content)
        sys.stderr.write(f"{path.name} {'is outdated' if check_only else 'written'}\n")
    if check_only and outdated:
        sys.stderr.write("run: python -m agent_runner schemas\n")
        return 1
    return 0


async def _standard_registry() -> Registry:
    async with contextlib.AsyncExitStack() as resources:
        assembly = Assembly.load(read_settings([], {}))
        await assembly.open(resources)
        return assembly.registry


def _files(registry: Registry) -> list[tuple[Path, bytes]]:
    contents: dict[str, JsonObject] = {
        "openrpc.json": openrpc_document(registry),
        "topic-pack.schema.json": pack_schema(),
    }
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return [(SCHEMAS / name, orjson.dumps(made, option=options)) for name, made in contents.items()]
