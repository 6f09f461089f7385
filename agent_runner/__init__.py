"""Six study agents in one long-lived process that speaks JSON-RPC 2.0 over stdin and stdout.

Everything a module of your own agents needs is here; the rest of the package is free to move.
"""

from agent_runner.context import RunContext
from agent_runner.errors import InvalidInput, NotFound, SkillFailed
from agent_runner.skill import Agent

__all__ = ["Agent", "InvalidInput", "NotFound", "RunContext", "SkillFailed"]
__version__ = "0.1.0"
