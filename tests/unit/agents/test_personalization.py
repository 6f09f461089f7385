"""The Personalization agent: an open model that can be seen, changed and deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent_runner import RunContext
from agent_runner.agents.assessment import agent as assessment
from agent_runner.agents.assessment.quizzes import QUIZZES
from agent_runner.agents.learner_model import CARDS, SESSIONS
from agent_runner.agents.personalization import agent
from agent_runner.clock import FixedClock
from agent_runner.errors import InvalidInput, NotFound

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def ctx() -> RunContext:
    return RunContext(clock=FixedClock(NOW))


async def call(skill: str, ctx: RunContext, **params: Any) -> Any:
    return await agent.skills[skill].run(ctx, params)


async def answer(ctx: RunContext, *concepts: str, right: bool = True, times: int = 1) -> None:
    for turn in range(times):
        at = replace(ctx, clock=FixedClock(NOW + timedelta(seconds=turn)))
        wanted: Any = {"concepts": [*concepts], "count": len(concepts)}
        quiz: Any = await assessment.skills["quiz"].run(at, wanted)
        stored: Any = await ctx.store.get(QUIZZES, quiz["quiz_id"])
        answers = [
            {"item_id": item["item_id"], "answer": item["answer"] if right else "surely not"}
            for item in stored["items"]
        ]
        given: Any = {"quiz_id": quiz["quiz_id"], "answers": answers}
        await assessment.skills["grade"].run(at, given)


def field(profile: Any, name: str) -> Any:
    return next(one for one in profile["fields"] if one["field"] == name)


async def test_a_new_learners_profile_holds_defaults_only(ctx: RunContext) -> None:
    profile = await call("profile", ctx)
    assert {one["confidence"] for one in profile["fields"]} == {"default"}
    assert profile["concepts"] == []
    assert profile["answers"] == 0
    assert all(one["change_with"] and one["forget_with"] for one in profile["fields"])


async def test_what_is_said_is_kept_with_its_evidence(ctx: RunContext) -> None:
    update = await call("update", ctx, level="student", minutes_per_day=45, days_off=["sunday"])
    assert [one["field"] for one in update["changed"]] == ["level", "minutes_per_day", "days_off"]
    level = field(await call("profile", ctx), "level")
    assert (level["value"], level["confidence"], level["n"]) == ("intermediate", "stated", 1)
    assert level["changed"] == NOW.isoformat()
    assert level["evidence"][0]["seq"] == 1


async def test_what_is_not_given_stays_and_the_same_again_changes_nothing(ctx: RunContext) -> None:
    await call("update", ctx, minutes_per_day=45, known=["calculus"])
    again = await call("update", ctx, minutes_per_day=45)
    assert again["changed"] == []
    assert "nothing changed" in again["text"]
    assert (await call("recall", ctx))["known"] == ["calculus"]


async def test_a_known_subject_without_a_pack_is_kept_and_named(ctx: RunContext) -> None:
    update = await call("update", ctx, known=["calculus", "heraldry"])
    assert update["not_recognised"] == ["heraldry"]


@pytest.mark.parametrize(
    ("params", "complaint"),
    [
        ({}, "expected one of level"),
        ({"timezone": "Mars/Olympus"}, "timezone: expected an IANA name"),
        ({"timezone": "../etc/passwd"}, "timezone: expected an IANA name"),
        ({"days_off": ["someday"]}, "days_off"),
        ({"minutes_per_day": 1}, "minutes_per_day"),
        ({"preferences": {"learning_style": "visual"}}, "preferences"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(
    ctx: RunContext, params: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(InvalidInput, match=complaint):
        await call("update", ctx, **params)


async def test_a_preference_comes_with_a_note_that_it_is_no_style(ctx: RunContext) -> None:
    await call("update", ctx, preferences={"formats": ["exercises"], "block_minutes": 25})
    preference = field(await call("profile", ctx), "preferences")
    assert preference["value"] == {"formats": ["exercises"], "block_minutes": 25}
    assert "has not been shown" in preference["note"]


async def test_mastery_is_shown_with_the_answers_it_rests_on(ctx: RunContext) -> None:
    await answer(ctx, "calculus/limits")
    profile = await call("profile", ctx)
    known = {one["concept"]: one for one in profile["concepts"]}
    limits = known["calculus/limits"]
    assert limits["mastery"]["n"] == 1
    assert "right, where" in limits["evidence"][0]["text"]
    assert limits["recall"] > 0.9
    assert limits["due"] > NOW.isoformat()
    inferred = [one for ref, one in known.items() if ref != "calculus/limits"]
    assert inferred
    assert all(one["mastery"]["n"] == 0 and one["evidence"] == [] for one in inferred)


async def test_a_plan_is_told_what_to_use_and_where_it_came_from(ctx: RunContext) -> None:
    assert (await call("recall", ctx))["used"] == []
    await call(
        "update", ctx, level="advanced", days_off=["sunday", "monday"], timezone="Asia/Tokyo"
    )
    await answer(ctx, "calculus/limits")
    recall = await call("recall", ctx)
    assert recall["level"] == "advanced"
    assert recall["days_off"] == ["monday", "sunday"]
    assert recall["timezone"] == "Asia/Tokyo"
    assert recall["mastery"]["calculus/limits"]["n"] == 1
    used = {one["field"]: one["source"] for one in recall["used"]}
    assert used["level"] == "You said so on 2026-11-22"
    assert used["mastery"] == "1 answer of yours"


async def test_mastery_of_given_concepts_only_may_be_asked(ctx: RunContext) -> None:
    recall = await call("recall", ctx, concepts=["calculus/limits", "no/such"])
    assert list(recall["mastery"]) == ["calculus/limits"]


async def test_pace_comes_from_minutes_logged_against_a_plan(ctx: RunContext) -> None:
    day = NOW.date().isoformat()
    for _ in range(10):
        await ctx.store.append(SESSIONS, {"day": day, "minutes": 60, "planned_minutes": 30})
    pace = (await call("recall", ctx))["pace"]
    assert pace["n"] == 10
    assert 1.4 < pace["ratio"] < 2
    assert field(await call("profile", ctx), "pace")["confidence"] == "measured"


async def test_one_field_can_be_forgotten(ctx: RunContext) -> None:
    await call("update", ctx, level="advanced", minutes_per_day=30)
    forgotten = await call("forget", ctx, field="level")
    assert forgotten["records"] == 1
    assert forgotten["text"] == "1 record deleted."
    recall = await call("recall", ctx)
    assert (recall["level"], recall["minutes_per_day"]) == (None, 30)


async def test_forgetting_everything_leaves_nothing_of_this_learner(ctx: RunContext) -> None:
    other = replace(ctx, user_id="bob")
    await call("update", other, level="advanced")
    await call("update", ctx, level="advanced")
    await answer(ctx, "calculus/limits", times=2)
    await ctx.store.append(SESSIONS, {"day": "2026-11-22", "minutes": 30})
    assert (await call("forget", ctx))["records"] > 5
    assert await ctx.store.erase() == 0
    assert (await call("recall", other))["level"] == "advanced"
    assert "nothing to delete" in (await call("forget", ctx))["text"]


async def test_the_next_best_action_is_ranked_by_gain_per_minute(ctx: RunContext) -> None:
    actions = (await call("next_best_action", ctx, topic="calculus"))["actions"]
    rates = [action["gain_per_minute"] for action in actions]
    assert rates == sorted(rates, reverse=True)
    assert all(rate > 0 for rate in rates)
    assert {action["kind"] for action in actions} == {"learn"}
    assert all(action["because"] for action in actions)


async def test_what_is_due_is_to_be_reviewed_and_what_is_shaky_to_be_practised(
    ctx: RunContext,
) -> None:
    await answer(ctx, "calculus/limits", right=False)
    due = replace(ctx, clock=FixedClock(NOW + timedelta(days=20)))
    actions = (await call("next_best_action", due))["actions"]
    assert {action["kind"] for action in actions} == {"review", "practise"}
    assert {action["concept"] for action in actions} == {"calculus/limits"}
    cards = await ctx.store.items(CARDS)
    assert len(cards) == 1


async def test_a_long_day_brings_up_rest(ctx: RunContext) -> None:
    day = NOW.date().isoformat()
    fresh = await call("next_best_action", ctx, topic="calculus")
    at = NOW.isoformat()
    await ctx.store.append(SESSIONS, {"day": day, "at": at, "minutes": 235})
    tired = await call("next_best_action", ctx, topic="calculus")
    rested = replace(ctx, clock=FixedClock(NOW + timedelta(minutes=20)))
    assert tired["studied_today_minutes"] == 235
    assert tired["actions"][0]["kind"] == "rest"
    assert tired["actions"][1]["gain"] < fresh["actions"][0]["gain"]
    after = await call("next_best_action", rested, topic="calculus")
    assert "rest" not in {action["kind"] for action in after["actions"]}


async def test_actions_fit_the_minutes_there_are(ctx: RunContext) -> None:
    actions = (await call("next_best_action", ctx, topic="calculus", minutes=12))["actions"]
    assert actions
    assert all(action["minutes"] <= 12 for action in actions)


async def test_goals_stand_in_for_a_topic(ctx: RunContext) -> None:
    with pytest.raises(InvalidInput, match="a subject, since nothing is known"):
        await call("next_best_action", ctx)
    await call("update", ctx, goals=["pass the genetics exam"])
    actions = (await call("next_best_action", ctx))["actions"]
    assert actions == (await call("next_best_action", ctx, topic="genetics"))["actions"]


async def test_an_unknown_topic_is_not_found(ctx: RunContext) -> None:
    with pytest.raises(NotFound, match="Sumerian pottery"):
        await call("next_best_action", ctx, topic="Sumerian pottery")
