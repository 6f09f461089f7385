"""What it costs to keep everything in PostgreSQL, against files; with a server of its own, which
waits for the disk as one in earnest does.

`python -m tests.bench.stores [documents] [passages of each]`
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from pathlib import Path

from agent_runner.agents.personalization.facts import change_facts
from agent_runner.context import RunContext
from agent_runner.orchestrator import open_orchestrator
from agent_runner.registry import load
from agent_runner.store import Library, database_at, open_library, open_store
from tests.bench.asking import ask, filled
from tests.fixtures.postgres.cluster import Cluster

RUNS = 60
AT_ONCE = 8


def main(documents: int, passages_each: int) -> None:
    cluster = Cluster(is_safe=True)
    try:
        for name in ("files", "postgres"):
            with tempfile.TemporaryDirectory() as folder:
                url = cluster.new_database() if name == "postgres" else None
                print(name)
                asyncio.run(_plans(Path(folder), url))
                asyncio.run(_questions(Path(folder), url, documents, passages_each))
    finally:
        cluster.remove()


async def _plans(folder: Path, url: str | None) -> None:
    """One after the other, then some at a time."""
    registry = load(["agent_runner.agents"])
    database = database_at(url)
    store, library = open_store(folder, database), open_library(folder, database)
    async with open_orchestrator(registry, data_dir=folder, database=database) as opened:
        began = time.perf_counter()
        if database is not None:
            await database.open()
        print(f"  opened      {_ms(began):8.1f} ms")
        skill = opened.agent.skills["study_plan"]

        async def plan(number: int) -> float:
            ctx = RunContext(
                run_id=f"run {number}", user_id="ann", shared_store=store, shared_library=library
            )
            began = time.perf_counter()
            await skill.answer(ctx, {"user_input": "Help me study machine learning"})
            return _ms(began)

        ctx = RunContext(user_id="ann", shared_store=store)
        await change_facts(ctx.store, {"level": "advanced"}, at="2026-01-01")
        for number in range(3):
            await plan(-number)
        took = sorted([await plan(number + 1) for number in range(RUNS)])
        tail = took[int(len(took) * 0.95)]
        print(f"  study plan  {statistics.median(took):8.1f} ms p50 {tail:8.1f} ms p95")
        began = time.perf_counter()
        for first in range(0, RUNS, AT_ONCE):
            await asyncio.gather(*(plan(1000 + first + place) for place in range(AT_ONCE)))
        rate = RUNS / (_ms(began) / 1000)
        print(f"  {AT_ONCE} at once  {rate:10.1f} plans a second")
    for each in (library, store, database):
        if each is not None:
            await each.aclose()


async def _questions(folder: Path, url: str | None, documents: int, passages_each: int) -> None:
    async with _library(folder, url) as library:
        questions = await filled(library, documents, passages_each)
    async with _library(folder, url) as library:
        await ask(library, questions)


@contextlib.asynccontextmanager
async def _library(folder: Path, url: str | None) -> AsyncGenerator[Library]:
    database = database_at(url)
    if database is not None:
        await database.open()
    yield open_library(folder, database)
    if database is not None:
        await database.aclose()


def _ms(since_s: float) -> float:
    return (time.perf_counter() - since_s) * 1000


if __name__ == "__main__":
    sizes = [int(argument) for argument in sys.argv[1:3]]
    main(*(sizes + [100, 500][len(sizes) :]))
