"""The study plan over the six real agents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
import pytest

from agent_runner.context import RunContext
from agent_runner.json_types import JsonObject
from agent_runner.store import MemoryStore
from tests.unit.orchestrator.promises import assert_valid
from tests.unit.orchestrator.six import NOW, ZONE, orchestrator, personalization, plan_for

SUBJECTS = (
    "machine learning",
    "linear algebra",
    "calculus",
    "statistics",
    "python",
    "databases",
    "operating systems",
    "genetics",
    "microeconomics",
    "philosophy",
)
WISHES = (
    "Help me study {}",
    "I have a {} exam on 20 December, one hour a day",
    "{} in three weeks, 30 minutes a day, not on Sundays",
    "I want to learn {} by 15 January, 2 hours a day, weekdays only",
)


async def test_forty_different_requests_give_forty_different_valid_plans() -> None:
    plans: set[bytes] = set()
    async with orchestrator() as skills:
        for subject in SUBJECTS:
            for wish in WISHES:
                text = wish.format(subject)
                plan: Any = await skills["study_plan"].run(
                    RunContext(run_id=text), {"user_input": text, "now": NOW, "timezone": ZONE}
                )
                assert_valid(plan)
                assert plan["degraded"] == []
                assert plan["coverage"] == "pack", text
                plans.add(orjson.dumps([plan["path"], plan["schedule"]["blocks"]]))
    assert len(plans) == 40


async def test_what_was_said_is_obeyed_in_every_part() -> None:
    plan = await plan_for(
        "Machine learning exam on 12 December, one hour a day, not on Sundays, "
        "I already know calculus"
    )

    assert_valid(plan, days_off=frozenset({6}), most_minutes=60)
    assert plan["goal"]["by"] == "2026-12-12"
    assert not any(step["concept"].startswith("calculus/") for step in plan["path"])
    assert not any(block["start"].startswith("2026-12-13") for block in plan["schedule"]["blocks"])
    assert all(point["date"] <= "2026-12-12" for point in plan["assessment"]["checkpoints"])
    assert all(due["date"] <= "2026-12-12" for due in plan["review"]["due_forecast"])
    assumed = {assumption["field"] for assumption in plan["assumptions"]}
    assert not assumed & {"deadline", "minutes_per_day", "days_off", "known"}
    asked = {question["id"] for question in plan["questions"]}
    assert not asked & {"deadline", "minutes_per_day", "days_off", "known"}
    used = {used["field"]: used["value"] for used in plan["personalization"]["used"]}
    assert used == {"known": ["calculus"], "minutes_per_day": 60, "days_off": ["sunday"]}


@pytest.mark.parametrize(
    "text", ["exam tomorrow, 5 minutes a day", "genetics exam tomorrow, 5 minutes a day"]
)
async def test_an_exam_tomorrow_with_five_minutes_a_day_is_infeasible_with_numbers(
    text: str,
) -> None:
    plan = await plan_for(text)

    assert_valid(plan, most_minutes=5)
    schedule = plan["schedule"]
    assert not schedule["feasible"]
    assert schedule["slack_minutes"] < -100
    assert all(any(c.isdigit() for c in conflict["text"]) for conflict in schedule["conflicts"])
    assert schedule["relaxations"]
    assert schedule["blocks"], "the minutes there are, are used"
    decisions = {decision["question"]: decision for decision in plan["trace"]["decisions"]}
    assert decisions["deadline"]["chosen"] == 5


async def test_a_wish_above_the_cap_gives_way_to_it() -> None:
    plan = await plan_for("Help me study genetics until 1 December, 300 minutes a day")

    assert_valid(plan, most_minutes=240)
    assert plan["wellness"]["cap_minutes_per_day"] == 240
    decisions = {decision["question"]: decision for decision in plan["trace"]["decisions"]}
    assert decisions["minutes_per_day"]["chosen"] == 240
    assert decisions["minutes_per_day"]["priority"] == "wellness_cap"
    assert {option["value"] for option in decisions["minutes_per_day"]["options"]} == {300, 240}


async def test_without_a_deadline_the_plan_is_as_long_as_the_subject_needs() -> None:
    plan = await plan_for("Help me study calculus and genetics, 40 minutes a day")

    assert plan["schedule"]["feasible"]
    assert plan["goal"]["by"] > "2027-01-03", "later than the six weeks that are assumed at first"
    deadline = next(entry for entry in plan["assumptions"] if entry["field"] == "deadline")
    assert deadline["value"] == plan["goal"]["by"]


@pytest.mark.parametrize("text", ["I want to kill myself", "Is it worth me being alive?"])
async def test_a_person_in_danger_gets_help_and_no_plan(text: str) -> None:
    answer = await plan_for(text, country="IE")

    assert answer["plan"] is None
    assert "path" not in answer
    assert "schedule" not in answer
    assert answer["guard"]["level"] >= 2
    assert answer["message"]
    assert any(line["country"] == "IE" for line in answer["helplines"])


async def test_help_is_near_also_when_only_the_time_zone_is_known() -> None:
    answer = await plan_for("I want to kill myself")

    assert any(line["country"] == "DE" for line in answer["helplines"])


async def test_an_exam_that_is_killing_somebody_gets_a_plan() -> None:
    plan = await plan_for("this linear algebra exam is killing me")

    assert_valid(plan)
    assert plan["wellness"]["guard"]["level"] == 0


async def test_the_same_request_gives_the_same_bytes() -> None:
    text = "chemistry exam on 5 December, 45 minutes a day, I know stoichiometry"

    first = orjson.dumps(await plan_for(text, seed=7))
    second = orjson.dumps(await plan_for(text, seed=7))

    assert first == second


async def test_the_same_request_gives_the_same_bytes_in_one_process_too() -> None:
    store = MemoryStore()
    request = {"user_input": "organic chemistry in a month", "now": NOW, "timezone": ZONE}
    async with orchestrator() as skills:
        answers = [
            await skills["study_plan"].answer(
                RunContext(run_id=f"run-{n}", shared_store=store), request
            )
            for n in range(3)
        ]

    assert len(set(answers)) == 1


async def test_an_unknown_subject_gets_an_honest_general_plan_and_a_question() -> None:
    plan = await plan_for("Help me study Sumerian pottery")

    assert_valid(plan)
    assert plan["coverage"] == "generic"
    assert "Sumerian pottery" in plan["goal"]["statement"]
    assert plan["questions"]
    assert plan["assessment"]["placement"] == []


async def test_fields_of_the_request_win_over_its_text() -> None:
    plan = await plan_for(
        "genetics, two hours a day until 3 December",
        deadline="2026-12-20",
        minutes_per_day=30,
        days_off=["saturday"],
        start="2026-11-30",
    )

    assert_valid(plan, days_off=frozenset({5}), most_minutes=30)
    assert plan["goal"]["by"] == "2026-12-20"
    assert min(block["start"] for block in plan["schedule"]["blocks"]) >= "2026-11-30"


@pytest.mark.parametrize(
    "text", ["What's the weather in Paris?", "What is 2+2?", "hello", "asdf qwer"]
)
async def test_a_text_that_asks_for_no_plan_is_answered_with_a_question(text: str) -> None:
    answer = await plan_for(text)

    assert answer["plan"] is None
    assert answer["message"]
    assert answer["questions"][0]["id"] == "subject"


async def test_subjects_in_a_bare_list_all_enter_the_plan() -> None:
    plan = await plan_for("calculus, linear algebra and probability please, 200 minutes a day")

    packs = {step["concept"].partition("/")[0] for step in plan["path"]}
    assert packs >= {"calculus", "linear-algebra", "probability-statistics"}


async def test_only_the_agents_asked_for_run() -> None:
    plan = await plan_for("Help me study genetics", agents=["learning", "schedule"])

    statuses = {name: agent["status"] for name, agent in plan["agents"].items()}
    assert statuses["learning"] == statuses["schedule"] == "ok"
    assert statuses["motivation"] == statuses["assessment"] == "skipped"
    assert plan["degraded"] == []
    assert plan["wellness"]["guard"]["level"] == 0, "the guard always runs"


async def test_every_step_is_told_as_an_event() -> None:
    events: list[dict[str, object]] = []
    ctx = RunContext(on_event=lambda event: events.append(dict(event)))
    await plan_for("Help me study genetics", ctx=ctx)

    kinds = [event["type"] for event in events]
    assert kinds[0] == "run.started"
    assert kinds[-1] == "run.done"
    started = [event["skill"] for event in events if event["type"] == "agent.started"]
    done = [event["skill"] for event in events if event["type"] == "agent.done"]
    assert sorted(map(str, started)) == sorted(map(str, done))
    assert started[0] == "wellness.guard"
    assert kinds.count("decision") == 4


async def test_what_the_profile_says_is_used_and_named() -> None:
    store = MemoryStore()
    ctx = RunContext(shared_store=store)
    said: JsonObject = {"minutes_per_day": 25, "days_off": ["tuesday"]}
    await personalization.skills["update"].run(ctx, said)
    plan = await plan_for("Help me study genetics", ctx=RunContext(shared_store=store))

    assert plan["degraded"] == []
    assert_valid(plan, days_off=frozenset({1}), most_minutes=25)
    used = {used["field"] for used in plan["personalization"]["used"]}
    assert {"minutes_per_day", "days_off"} <= used
    assumed = {entry["field"] for entry in plan["assumptions"]}
    assert not {"minutes_per_day", "days_off"} & assumed


async def test_a_deadline_that_is_over_is_said_and_nothing_is_planned_before_it() -> None:
    plan = await plan_for("genetics exam", deadline="2026-11-01")

    assert not plan["schedule"]["feasible"]
    assert plan["schedule"]["blocks"] == []
    assert plan["schedule"]["conflicts"]


async def test_the_clocks_going_forward_does_not_move_the_hours() -> None:
    plan = await plan_for(
        "Help me study genetics in two weeks, 1 hour a day", now="2026-03-20T09:00:00+01:00"
    )

    assert_valid(plan, most_minutes=60)
    offsets = {
        datetime.fromisoformat(block["start"]).utcoffset() for block in plan["schedule"]["blocks"]
    }
    assert len(offsets) == 2
