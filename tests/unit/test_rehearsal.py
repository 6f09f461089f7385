import asyncio
import threading

from agent_runner import Agent, RunContext
from agent_runner.registry import Registry
from agent_runner.rehearsal import REQUEST, Rehearsal

PATIENCE_S = 20


async def test_a_rehearsal_asks_the_agents_on_a_thread_of_its_own_and_for_nobody() -> None:
    wellness = Agent("wellness", description="Notes who asks")
    asked: list[tuple[str, str, str]] = []

    @wellness.skill
    async def guard(ctx: RunContext, text: str, country: str | None = None) -> str:
        asked.append((threading.current_thread().name, ctx.user_id, text))
        raise RuntimeError("not meant to be answered")

    async with asyncio.timeout(PATIENCE_S):
        await Rehearsal(Registry((wellness,))).over()

    assert asked == [("rehearsal", "nobody", REQUEST)]


async def test_calls_go_on_after_a_rehearsal_that_cannot_be_held() -> None:
    class Broken(Registry):
        def with_agents(self, *agents: Agent) -> Registry:
            raise RuntimeError("no orchestrator can be built")

    async with asyncio.timeout(PATIENCE_S):
        await Rehearsal(Broken(())).over()
