"""The promises of a plan, over wishes nobody thought of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_runner.context import RunContext
from tests.unit.orchestrator.promises import assert_valid
from tests.unit.orchestrator.six import orchestrator

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata")
NOWS = (
    datetime(2026, 3, 27, 9, 0, tzinfo=UTC),
    datetime(2026, 10, 23, 22, 30, tzinfo=UTC),
    datetime(2027, 12, 30, 23, 59, tzinfo=UTC),
    datetime(2028, 2, 28, 12, 0, tzinfo=UTC),
)
TOPICS = ("genetics", "calculus", "python", "accounting", "Sumerian pottery")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    topic=st.sampled_from(TOPICS),
    now=st.sampled_from(NOWS),
    zone=st.sampled_from(ZONES),
    days=st.one_of(st.none(), st.integers(1, 90)),
    minutes=st.one_of(st.none(), st.integers(5, 400)),
    days_off=st.sets(st.integers(0, 6), max_size=6),
)
async def test_a_plan_keeps_its_promises_whatever_is_wished(
    topic: str,
    now: datetime,
    zone: str,
    days: int | None,
    minutes: int | None,
    days_off: set[int],
) -> None:
    deadline: date | None = None if days is None else now.date() + timedelta(days=days)
    request: Any = {
        "user_input": f"Help me study {topic}",
        "now": now.isoformat(),
        "timezone": zone,
        "days_off": [WEEKDAYS[day] for day in sorted(days_off)],
        **({} if deadline is None else {"deadline": deadline.isoformat()}),
        **({} if minutes is None else {"minutes_per_day": minutes}),
    }
    async with orchestrator() as skills:
        plan = await skills["study_plan"].run(RunContext(), request)

    assert_valid(plan, days_off=frozenset(days_off), most_minutes=minutes)
    assert isinstance(plan, dict)
    assert plan["degraded"] == []
