from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import orjson
import pytest
from icalendar import Calendar

from agent_runner import InvalidInput, RunContext
from agent_runner.agents.schedule import agent
from agent_runner.clock import FixedClock

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)  # a Sunday
LIMITS = {"concept": "calculus/limits", "title": "Limits", "minutes": 60}
CHAIN_RULE = {
    "concept": "calculus/chain-rule",
    "title": "Chain rule",
    "minutes": 45,
    "prerequisites": ["calculus/limits"],
}


def ctx(**changes: Any) -> RunContext:
    return RunContext(run_id="run-1", timezone="Europe/Berlin", clock=FixedClock(NOW), **changes)


async def call(skill: str, params: dict[str, Any], context: RunContext | None = None) -> Any:
    return await agent.skills[skill].run(context or ctx(), params)


async def test_a_plan_places_concepts_in_order_in_the_learners_zone() -> None:
    schedule = await call(
        "plan",
        {"tasks": [LIMITS, CHAIN_RULE], "deadline": "2026-12-12", "minutes_per_day": 60},
    )
    assert schedule["feasible"]
    assert schedule["tz"] == "Europe/Berlin"
    first = schedule["blocks"][0]
    assert (first["start"], first["kind"]) == ("2026-11-22T10:00:00+01:00", "learn")
    order = [block["concept"] for block in schedule["blocks"] if block["kind"] == "learn"]
    assert order == ["calculus/limits", "calculus/chain-rule"]
    assert schedule["due_forecast"]


async def test_days_off_and_study_times_are_obeyed() -> None:
    schedule = await call(
        "plan",
        {
            "tasks": [LIMITS, CHAIN_RULE],
            "days_off": ["sunday", "monday"],
            "study_times": [{"start": "06:00", "end": "07:30", "days": ["tuesday"]}],
        },
    )
    for block in schedule["blocks"]:
        at = datetime.fromisoformat(block["start"])
        assert at.weekday() == 1
        assert at.hour in (6, 7)


async def test_a_learning_path_is_taken_as_it_is_and_days_by_number_too() -> None:
    path = [{**LIMITS, "why_now": "first", "objectives": ["Find a limit"], "weight": 0.0}]
    schedule = await call("plan", {"path": path, "days_off": [6, 0], "minutes_per_weekend_day": 30})
    assert schedule["blocks"][0]["start"] == "2026-11-24T17:00:00+01:00"
    assert schedule["blocks"][0]["concept"] == "calculus/limits"


async def test_study_times_past_midnight_go_on_in_the_next_day() -> None:
    schedule = await call(
        "plan",
        {
            "tasks": [{**LIMITS, "minutes": 200}],
            "study_times": [{"start": "23:00", "end": "01:00", "days": ["friday"]}],
        },
    )
    days = {datetime.fromisoformat(block["start"]).weekday() for block in schedule["blocks"]}
    assert days == {4, 5}


async def test_the_learners_calendar_is_kept_free_and_what_is_unreadable_is_named() -> None:
    lecture = [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "UID:1",
        "SUMMARY:Choir",
        "DTSTART;TZID=Europe/Berlin:20261123T170000",
        "DTEND;TZID=Europe/Berlin:20261123T190000",
        "RRULE:FREQ=DAILY",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "DTSTART:SOON",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    schedule = await call(
        "plan",
        {"tasks": [LIMITS], "days_off": ["sunday", "saturday"], "busy_ics": "\n".join(lecture)},
    )
    assert schedule["blocks"][0]["start"] == "2026-11-23T19:00:00+01:00"
    assert "right after Choir" in schedule["blocks"][0]["because"]
    assert [problem["line"] for problem in schedule["calendar_problems"]] == [9]


async def test_every_way_out_can_be_sent_back_as_it_is() -> None:
    request = {
        "tasks": [{"concept": f"p/{n}", "minutes": 60} for n in range(6)],
        "deadline": "2026-11-24",
        "minutes_per_day": 60,
        "days_off": ["sunday"],
        "reviews": False,
    }
    tight = await call("plan", request)
    assert not tight["feasible"]
    assert len(tight["relaxations"]) >= 2
    for change in tight["relaxations"]:
        assert (await call("plan", {**request, **change["changes"]}))["feasible"], change


async def test_a_previous_plan_moves_as_little_as_it_can() -> None:
    request: dict[str, Any] = {"tasks": [LIMITS, CHAIN_RULE], "minutes_per_day": 60}
    before = await call("plan", request)
    taken = before["blocks"][0]
    busy = [{"start": taken["start"], "end": taken["end"], "title": "Dentist"}]
    after = await call("plan", {**request, "busy": busy, "previous": before["blocks"]})
    assert after["moves"][0]["because"] == "Dentist is at that time now."


async def test_a_week_is_planned_from_a_list_with_the_earliest_due_first() -> None:
    week = await call(
        "plan_week",
        {
            "tasks": [
                {"title": "Read chapter 4", "minutes": 50},
                {"title": "Essay draft", "minutes": 90, "due": "2026-11-24"},
            ],
            "minutes_per_day": 60,
            "days_off": ["sunday"],
        },
    )
    assert week["feasible"]
    assert week["coverage"] == "tasks"
    essay = [b for b in week["blocks"] if b["concept"] and "essay" in b["concept"]]
    assert sum(minutes(block) for block in essay) == 90
    assert max(block["end"] for block in essay) <= "2026-11-25"
    assert week["days"][0]["text"].startswith("Mon 23 Nov, from 17:00: Essay draft (")
    assert "everything fits" in week["summary"]


async def test_a_task_that_cannot_be_done_when_it_is_due_is_named_with_its_minutes() -> None:
    week = await call(
        "plan_week",
        {
            "tasks": [{"title": "Essay", "minutes": 200, "due": "2026-11-23"}],
            "minutes_per_day": 60,
        },
    )
    assert not week["feasible"]
    due = [conflict for conflict in week["conflicts"] if conflict["kind"] == "due"]
    assert due == [
        {
            "kind": "due",
            "text": "Essay is due on Mon 23 Nov 2026 and lacks 80 minutes.",
            "minutes": 80,
        }
    ]
    assert week["relaxations"][0]["changes"] == {"minutes_per_day": 100}


async def test_a_bare_topic_gets_a_week_that_says_it_is_general() -> None:
    week = await call("plan_week", {"topic": "Mycology"})
    assert week["coverage"] == "generic"
    assert all("Mycology" in task["title"] for task in week["tasks"])
    assert week["feasible"]


async def test_a_topic_that_a_pack_covers_gets_a_week_of_its_first_concepts() -> None:
    genetics = await call("plan_week", {"topic": "genetics"})
    calculus = await call("plan_week", {"topic": "calculus", "minutes_per_day": 30})
    assert genetics["coverage"] == calculus["coverage"] == "pack"
    assert any(task["concept"].startswith("genetics/") for task in genetics["tasks"])
    assert any(task["concept"].startswith("calculus/") for task in calculus["tasks"])
    assert sum(task["minutes"] for task in calculus["tasks"]) <= 7 * 30
    assert genetics["feasible"]
    assert calculus["feasible"]


async def test_without_tasks_or_topic_the_week_asks_for_them() -> None:
    with pytest.raises(InvalidInput) as refused:
        await call("plan_week", {})
    (error,) = refused.value.errors
    assert (error.field, error.got) == ("tasks", "neither")
    assert "or a topic" in error.expected


async def test_minutes_that_were_not_given_are_assumed_and_said() -> None:
    week = await call("plan_week", {"tasks": [{"title": "Lab report"}]})
    (assumed,) = week["assumptions"]
    assert (assumed["field"], assumed["value"]) == ("tasks[0].minutes", 60)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"deadline": "next week"}, "deadline"),
        ({"minutes_per_day": 3}, "minutes_per_day"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "start"),
        ({"deadline": "0001-01-01"}, "deadline"),
        ({"study_times": [{"start": "25:00", "end": "26:00"}]}, "study_times[0].start"),
        ({"study_times": [{"start": "09:00", "end": "09:00"}]}, "study_times[0].end"),
        ({"tasks": [{"concept": "a"}]}, "tasks.a"),
        ({"tasks": [LIMITS, LIMITS]}, "tasks"),
        ({"tasks": []}, "tasks"),
        (
            {"busy": [{"start": "2026-11-22T12:00:00Z", "end": "2026-11-22T11:00:00Z"}]},
            "busy[0].end",
        ),
    ],
)
async def test_input_that_cannot_be_taken_is_refused_by_the_name_of_its_field(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await call("plan", {"tasks": [LIMITS], **changes})
    assert field in [error.field for error in refused.value.errors]


async def test_a_deadline_in_the_far_future_is_planned_for_two_years() -> None:
    schedule = await call("plan", {"tasks": [LIMITS], "deadline": "9999-12-31"})
    assert schedule["feasible"]


async def test_a_study_plan_becomes_a_calendar_that_reads_back() -> None:
    schedule = await call("plan", {"tasks": [LIMITS, CHAIN_RULE], "deadline": "2026-12-12"})
    plan = {
        "run_id": "run-7",
        "engine": "core",
        "goal": {"statement": "Pass calculus", "by": "2026-12-12"},
        "path": [{**LIMITS, "why_now": "first"}, {**CHAIN_RULE, "why_now": "then"}],
        "schedule": schedule,
    }
    file = await call("calendar", {"plan": plan, "alarm_minutes": 10})
    events = list(cast("Any", Calendar).from_ical(file["ics"]).walk("VEVENT"))
    work = [block for block in schedule["blocks"] if block["kind"] != "break"]
    assert file["events"] == len(events) == len(work)
    assert file["filename"] == "study-plan-run-7.ics"
    for event, block in zip(events, work, strict=True):
        assert event["DTSTART"].dt == datetime.fromisoformat(block["start"])
        assert event["DTEND"].dt == datetime.fromisoformat(block["end"])
        assert str(event["DESCRIPTION"]) == block["because"]
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert str(events[0]["SUMMARY"]) == "Learn: Limits"


async def test_the_same_run_keeps_its_event_ids_when_blocks_move() -> None:
    def uids(file: Any) -> list[str]:
        return [line for line in file["ics"].splitlines() if line.startswith("UID")]

    first = await call("plan", {"tasks": [LIMITS]})
    later = await call("plan", {"tasks": [LIMITS], "days_off": ["sunday"]})
    before = await call("calendar", {"blocks": first["blocks"], "run_id": "r"})
    after = await call("calendar", {"blocks": later["blocks"], "run_id": "r", "sequence": 1})
    assert uids(before) == uids(after)
    assert "SEQUENCE:1" in after["ics"]


async def test_the_same_request_gives_the_same_bytes() -> None:
    request = {"tasks": [LIMITS, CHAIN_RULE], "deadline": "2026-12-12"}
    assert orjson.dumps(await call("plan", request)) == orjson.dumps(await call("plan", request))


def minutes(block: dict[str, str]) -> float:
    length = datetime.fromisoformat(block["end"]) - datetime.fromisoformat(block["start"])
    return length.total_seconds() / 60
