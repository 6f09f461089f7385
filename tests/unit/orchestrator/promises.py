"""What every study plan promises, as assertions."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any


def assert_valid(
    plan: Any, *, days_off: frozenset[int] = frozenset(), most_minutes: int | None = None
) -> None:
    """Holds the contract's shape as far as the types do not, and the schedule's promises."""
    assert plan["path"], "a plan has a path"
    assert len(plan["questions"]) <= 3
    assert 1 <= plan["next_action"]["minutes"] <= 25
    assert 1 <= plan["motivation"]["first_step"]["minutes"] <= 10
    assert plan["goal"]["by"] == max(plan["goal"]["by"], plan["trace"]["now"][:10])
    _prerequisites_come_first(plan)
    blocks = [
        {**block, "start": _instant(block["start"]), "end": _instant(block["end"])}
        for block in plan["schedule"]["blocks"]
    ]
    for block, following in pairwise(blocks):
        assert block["end"] <= following["start"], "blocks do not overlap"
    by = date.fromisoformat(plan["goal"]["by"])
    minutes: dict[date, float] = defaultdict(float)
    for block in blocks:
        assert _instant(plan["trace"]["now"]) <= block["start"] < block["end"]
        assert block["start"].date() <= by, "nothing lies past the deadline"
        assert block["start"].weekday() not in days_off
        if block["kind"] != "break":
            minutes[block["start"].date()] += _minutes(block)
    limit = min(most_minutes or 10**9, plan["wellness"]["cap_minutes_per_day"])
    assert max(minutes.values(), default=0) <= limit
    _learned_in_order(plan, blocks)
    starts = {block["start"] for block in blocks}
    for if_then in plan["motivation"]["if_then"]:
        assert _instant(if_then["block_start"]) in starts, "if-then plans name real blocks"
    if not plan["schedule"]["feasible"]:
        assert plan["schedule"]["conflicts"]
        assert plan["schedule"]["slack_minutes"] < 0


def _prerequisites_come_first(plan: Any) -> None:
    seen: set[str] = set()
    for step in plan["path"]:
        assert seen >= set(step["prerequisites"])
        seen.add(step["concept"])


def _learned_in_order(plan: Any, blocks: list[Any]) -> None:
    learned: dict[str, datetime] = {}
    begun: dict[str, datetime] = {}
    for block in blocks:
        if block["kind"] == "learn":
            learned[block["concept"]] = block["end"]
            begun.setdefault(block["concept"], block["start"])
    for step in plan["path"]:
        for needed in step["prerequisites"]:
            if step["concept"] in begun:
                assert learned[needed] <= begun[step["concept"]]


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    assert at.tzinfo is not None, "instants have their offset"
    return at


def _minutes(block: Any) -> float:
    return (block["end"].astimezone(UTC) - block["start"].astimezone(UTC)).total_seconds() / 60
