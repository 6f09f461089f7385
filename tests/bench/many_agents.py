"""An agent with as many skills as the environment's BENCH_METHODS says, for the bench's growth."""

from __future__ import annotations

import os

from pydantic import BaseModel

from agent_runner import Agent, RunContext


class Echo(BaseModel):
    """What came."""

    n: int
    text: str


def _add_skill(agent: Agent, number: int) -> None:
    async def echo(ctx: RunContext, n: int, text: str) -> Echo:
        """Give back what came."""
        return Echo(n=n, text=text)

    echo.__name__ = f"echo_{number}"
    agent.skill(echo)


agent = Agent("many", description="Has many skills.")
for number in range(int(os.environ["BENCH_METHODS"])):
    _add_skill(agent, number)
