"""What a model may add to a study plan: its reasons, in words that read better."""

from __future__ import annotations

from typing import Final, cast

from agent_runner.agents.learning.rewording import Reason, reworded
from agent_runner.context import RunContext
from agent_runner.json_types import JsonObject
from agent_runner.orchestrator.state import PathStep

MOST_S: Final = 12.0
"""Most time for it: the plan is there, and somebody waits for it."""


async def reworded_plan(ctx: RunContext, plan: JsonObject, *, subject: str) -> JsonObject:
    """The plan with its first reasons reworded, as far as they hold; nothing else is touched."""
    steps = cast("list[PathStep]", plan["path"])
    titles = {step["concept"]: step["title"] for step in steps}
    reasons = [
        Reason(
            concept=step["concept"],
            title=step["title"],
            why=step["why_now"],
            aims=tuple(step["objectives"]),
            needs=tuple(titles[ref] for ref in step["prerequisites"] if ref in titles),
        )
        for step in steps
    ]
    found = await reworded(
        ctx,
        reasons,
        subject=subject,
        purpose="orchestrator.study_plan",
        kind="documents" if plan["coverage"] == "documents" else "learner",
        most_s=MOST_S,
    )
    if found is None:
        return plan
    new = found.value or {}
    path = [{**step, "why_now": new.get(step["concept"], step["why_now"])} for step in steps]
    trace = cast("JsonObject", plan["trace"])
    changed = {
        "engine": "core+llm" if new else plan["engine"],
        "degraded": sorted([*cast("list[str]", plan["degraded"]), *found.degraded]),
        "path": path,
        "trace": {**trace, "sent": [one.model_dump(mode="json") for one in found.sent]},
    }
    return cast("JsonObject", {**plan, **changed})
