"""The agent that the fault skills belong to, and what they have in common."""

from __future__ import annotations

import os
from typing import Annotated

from pydantic import Field

from agent_runner import Agent, InvalidInput

agent = Agent("faults", description="Injects faults, so that you can see what they do.")

Seconds = Annotated[float, Field(ge=0, le=86_400, description="How long it takes")]
Bytes = Annotated[int, Field(ge=0, description="How many bytes")]
BEGAN = {"began": True}


def require_posix(what: str) -> None:
    """Raises `InvalidInput` where the system has no such thing."""
    if os.name != "posix":
        raise InvalidInput(field="params", expected="a POSIX system", got=f"{os.name} ({what})")
