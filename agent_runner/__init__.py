"""Six study agents in one long-lived process that speaks JSON-RPC 2.0 over stdin and stdout.

Everything a module of your own agents needs is here; the rest of the package is free to move.
The names are imported when they are first used, so that a new process can answer its first ping
before the heavy imports.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent_runner.context import RunContext
    from agent_runner.errors import InvalidInput, NotFound, SkillFailed
    from agent_runner.skill import Agent

__all__ = ["Agent", "InvalidInput", "NotFound", "RunContext", "SkillFailed"]
__version__ = "0.1.0"

_HOMES = {
    "Agent": "agent_runner.skill",
    "InvalidInput": "agent_runner.errors",
    "NotFound": "agent_runner.errors",
    "RunContext": "agent_runner.context",
    "SkillFailed": "agent_runner.errors",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
