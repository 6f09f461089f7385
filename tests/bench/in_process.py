"""Study plans without a bridge: how long each takes inside a Python process.

Reads the parameters of `orchestrator.study_plan`, one object a line, and answers each with a line
`{"ms": …, "bytes": …}`. The time is the skill's whole: validation, the run, and the result as JSON.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
import uuid
from pathlib import Path

import orjson

from agent_runner.assembly import Assembly
from agent_runner.config import read_settings
from agent_runner.context import RunContext
from agent_runner.store import open_store


async def main(data_dir: str) -> None:
    assembly = Assembly.load(read_settings(["--data-dir", data_dir], {}))
    async with contextlib.AsyncExitStack() as resources:
        await assembly.open(resources)
        store = open_store(Path(data_dir))
        resources.push_async_callback(store.aclose)
        plan = assembly.registry.skill("orchestrator.study_plan")
        for line in sys.stdin:
            params = orjson.loads(line)
            started = time.perf_counter()
            answer = await plan.answer(
                RunContext(run_id=str(uuid.uuid4()), shared_store=store), params
            )
            ms = (time.perf_counter() - started) * 1000
            print(orjson.dumps({"ms": ms, "bytes": len(answer)}).decode(), flush=True)


if __name__ == "__main__":
    if sys.platform == "win32":
        asyncio.run(main(sys.argv[1]))
    else:
        import uvloop

        uvloop.run(main(sys.argv[1]))
