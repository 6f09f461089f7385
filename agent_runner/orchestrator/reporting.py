"""How a run went, agent by agent: the head of every answer."""

from __future__ import annotations

from agent_runner.json_types import JsonObject
from agent_runner.orchestrator.plan import Status
from agent_runner.orchestrator.state import Reason, RunState

_STATUS: dict[Reason | None, Status] = {
    None: "ok",
    "failed": "failed",
    "late": "late",
    "not_loaded": "skipped",
    "not_asked": "skipped",
    "nothing_to_do": "skipped",
}
_WORST_FIRST: tuple[Status, ...] = ("failed", "late", "ok", "skipped")


def head(state: RunState) -> JsonObject:
    """`{run_id, engine, degraded, agents}`."""
    return {
        "run_id": state["run_id"],
        "engine": "core",
        "degraded": [*degraded(state)],
        "agents": agents(state),
    }


def degraded(state: RunState) -> list[str]:
    """`<agent>:<reason>` of all that did not do their part, in alphabetical order."""
    return sorted(
        {
            f"{method.partition('.')[0]}:{report['reason']}"
            for method, report in state["reports"].items()
            if report["reason"] in ("failed", "late", "not_loaded")
        }
    )


def agents(state: RunState) -> JsonObject:
    """`{<agent>: {status, ms}}`; the worst status and the sum over its skills."""
    statuses: dict[str, list[Status]] = {}
    ms: dict[str, int] = {}
    for method, report in sorted(state["reports"].items()):
        name, _, skill = method.partition(".")
        if not skill:
            continue  # a step of our own
        statuses.setdefault(name, []).append(_STATUS[report["reason"]])
        ms[name] = ms.get(name, 0) + report["ms"]
    return {
        name: {"status": min(found, key=_WORST_FIRST.index), "ms": ms[name]}
        for name, found in statuses.items()
    }
