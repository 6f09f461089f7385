"""How long a study plan takes in one process, step by step: `python -m tests.bench.steps`.

Prints the first run (with its imports), then p50 and p99 of warm ones, wall and CPU time, with
checkpoints in a file and in memory, and the median of each skill.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from agent_runner.context import RunContext
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.orchestrator import open_orchestrator
from agent_runner.registry import load
from agent_runner.skill import Skill

RUNS = 40
REQUESTS: Mapping[str, JsonObject] = {
    "fits": {"user_input": "Help me study machine learning"},
    "is cut": {"user_input": "machine learning exam in 3 weeks, one hour a day, not on Sundays"},
    "infeasible": {"user_input": "genetics exam tomorrow, 5 minutes a day"},
    "generic": {"user_input": "Help me study Sumerian pottery"},
}


async def main() -> None:
    started_s = time.perf_counter()
    registry = load(["agent_runner.agents"])
    with tempfile.TemporaryDirectory() as folder:
        for name, data_dir in (("file", Path(folder)), ("memory", None)):
            async with open_orchestrator(registry, data_dir=data_dir) as opened:
                plan = opened.agent.skills["study_plan"]
                await plan.answer(RunContext(run_id="first"), REQUESTS["fits"])
                print(f"{name}: ready and first plan after {_ms(started_s):.0f} ms")
                for kind, request in REQUESTS.items():
                    await _measure(plan, kind, request)


async def _measure(plan: Skill, kind: str, request: JsonObject) -> None:
    wall_ms: list[float] = []
    skills_ms: dict[str, list[float]] = defaultdict(list)

    def note(event: Mapping[str, JsonValue]) -> None:
        if event["type"] == "agent.done":
            skills_ms[str(event["skill"])].append(float(str(event["ms"])))

    cpu_s = time.process_time()
    for number in range(RUNS):
        run_s = time.perf_counter()
        await plan.answer(RunContext(run_id=f"{kind} {number}", on_event=note), request)
        wall_ms.append(_ms(run_s))
    cpu_ms = (time.process_time() - cpu_s) * 1000 / RUNS
    wall_ms.sort()
    print(
        f"  {kind:10} p50 {statistics.median(wall_ms):6.1f} ms, "
        f"p99 {wall_ms[int(RUNS * 0.99)]:6.1f} ms, CPU {cpu_ms:6.1f} ms"
    )
    parts = ", ".join(f"{skill} {statistics.median(ms):.0f}" for skill, ms in skills_ms.items())
    print(f"             {parts}")


def _ms(since_s: float) -> float:
    return (time.perf_counter() - since_s) * 1000


if __name__ == "__main__":
    asyncio.run(main())
