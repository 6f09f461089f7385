from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from agent_runner import InvalidInput, RunContext, SkillFailed
from agent_runner.agents.motivation import agent
from agent_runner.agents.motivation.steps import first_step
from agent_runner.clock import FixedClock

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PATH = [
    {
        "concept": "calculus/limits",
        "title": "Limits",
        "objectives": ["Calculate a limit from a table of values", "Explain one-sided limits"],
        "minutes": 60,
    },
    {"concept": "calculus/chain-rule", "title": "Chain rule", "objectives": []},
]
PRAISE = re.compile(
    r"\b(great|amazing|awesome|well done|good job|proud|excellent|fantastic)\b", re.I
)


def block(
    start: str, concept: str | None, kind: str = "learn", minutes: int = 30
) -> dict[str, Any]:
    at = datetime.fromisoformat(start)
    end = at + timedelta(minutes=minutes)
    return {"start": start, "end": end.isoformat(), "kind": kind, "concept": concept}


BLOCKS = [
    block("2026-11-24T17:00:00+01:00", "calculus/limits"),
    block("2026-11-24T17:30:00+01:00", None, "break", 5),
    block("2026-11-24T17:35:00+01:00", "calculus/limits", "practice"),
    block("2026-11-25T17:00:00+01:00", "calculus/chain-rule"),
]


@pytest.fixture
def ctx() -> RunContext:
    return RunContext(timezone="Europe/Berlin", clock=FixedClock(NOW))


async def call(ctx: RunContext, skill: str, **params: Any) -> Any:
    return await agent.skills[skill].run(ctx, params)


def at(ctx: RunContext, day: date) -> RunContext:
    return ctx.with_clock(FixedClock(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)))


async def test_if_then_plans_name_the_real_blocks_of_the_next_days(ctx: RunContext) -> None:
    answer = await call(ctx, "if_then", blocks=BLOCKS, path=PATH, place="at my desk")
    first, second = answer["if_then"]
    assert first["if"] == "it is Tuesday 24 Nov, 17:00"
    assert first["block_start"] == "2026-11-24T17:00:00+01:00"
    assert first["then"].startswith("I sit down at my desk and start with Limits (30 minutes): ")
    assert second["then"] == "I sit down at my desk and start with Chain rule for 30 minutes"
    assert first["backup"] == {
        "if": "I miss that",
        "then": "I do 10 minutes of Limits first when it is Wednesday 25 Nov, 17:00",
        "block_start": "2026-11-25T17:00:00+01:00",
    }
    assert second["backup"]["block_start"] is None
    assert "2020" in answer["source"]["limits"]


async def test_an_obstacle_gets_its_own_answer_in_the_backup(ctx: RunContext) -> None:
    answer = await call(ctx, "if_then", blocks=BLOCKS, obstacle="My phone keeps buzzing.")
    backup = answer["if_then"][0]["backup"]
    assert backup["if"] == "this gets in the way: My phone keeps buzzing"
    assert backup["then"] == "I put the phone into another room before I sit down"


async def test_blocks_that_are_over_get_no_plan(ctx: RunContext) -> None:
    past = block("2026-11-20T17:00:00+01:00", "calculus/limits")
    answer = await call(ctx, "if_then", blocks=[past, *BLOCKS], count=14)
    starts = [plan["block_start"] for plan in answer["if_then"]]
    assert starts == ["2026-11-24T17:00:00+01:00", "2026-11-25T17:00:00+01:00"]


async def test_without_blocks_there_is_a_first_step_and_no_plan(ctx: RunContext) -> None:
    answer = await call(ctx, "if_then", blocks=[], path=PATH)
    assert answer["if_then"] == []
    assert answer["first_step"]["text"].startswith("Limits — “Calculate a limit")


@pytest.mark.parametrize(
    ("objective", "words"),
    [
        ("Calculate a limit from a table", "first line of the solution"),
        ("Explain why enzymes are specific", "two sentences from memory"),
        ("Compare mitosis and meiosis", "two columns"),
        ("Implement a hash table", "smallest version"),
        ("Prove that √2 is irrational", "what is given"),
        ("Zigzag through the archive", "three things"),
    ],
)
def test_a_first_step_begins_what_the_objective_asks_for(objective: str, words: str) -> None:
    step = first_step("Some concept", [objective])
    assert words in step.text
    assert objective in step.text
    assert step.minutes <= 10


async def test_without_numbers_encouragement_says_so_and_gives_a_step(ctx: RunContext) -> None:
    answer = await call(ctx, "encourage", topic="Linear algebra")
    assert answer["facts"] == []
    assert "no numbers of yours yet" in answer["text"]
    assert answer["next_step"]["minutes"] <= 10
    assert "Linear algebra" in answer["next_step"]["text"]
    assert not PRAISE.search(answer["text"])


async def test_encouragement_tells_the_learners_own_numbers(ctx: RunContext) -> None:
    for back in (9, 8, 2, 1, 0):
        day = date(2026, 11, 22) - timedelta(days=back)
        kept = back != 1
        await call(at(ctx, day), "log_session", minutes=40, concept="calculus/limits", kept=kept)
    for right in [False] * 10 + [True] * 5 + [True] * 12 + [False] * 3:
        await ctx.store.append("assessment.answers", {"correct": right})
    answer = await call(ctx, "encourage")
    texts = {fact["name"]: fact["text"] for fact in answer["facts"]}
    assert texts["answers"] == "12 of your last 15 answers right, up from 5 of the 15 before"
    assert texts["blocks_kept"] == "2 of 3 planned blocks kept"
    assert texts["minutes"] == (
        "2 h of study on 3 days in the last 7 days, 40 minutes more than in the 7 before"
    )
    assert "12 of your last 15" in answer["text"]
    assert not PRAISE.search(answer["text"])


async def test_numbers_the_caller_gives_count_too(ctx: RunContext) -> None:
    given = {"answers_right": 12, "answers_total": 15}
    answer = await call(ctx, "encourage", facts=given)
    assert answer["facts"][0]["text"] == "12 of 15 answers right"
    assert answer["facts"][0]["source"] == "given by the caller"


async def test_a_low_mood_gets_a_smaller_step(ctx: RunContext) -> None:
    low = await call(ctx, "encourage", topic="Biology", mood=1)
    fine = await call(ctx, "encourage", topic="Biology", mood=4)
    assert low["next_step"]["minutes"] < fine["next_step"]["minutes"]
    assert "mood 1 of 5" in low["text"]
    assert low["technique"]["name"] == "smaller step"


@pytest.mark.parametrize(
    ("message", "heard"),
    [
        ("I failed my exam and I am so dumb", "you failed an exam and are hard on yourself; "),
        ("I just flunked the midterm", "you failed an exam; "),
        ("I didn't pass my chemistry test", "you failed an exam; "),
        ("I'm just not smart enough for this", "you are hard on yourself; "),
        ("I am lazy", "you feel lazy; "),
        ("i'm SO lazy and so far behind", "you feel lazy and are behind; "),
        ("I feel like giving up", "you think of giving up; "),
        ("Ich bin durch die Prüfung gefallen, bin durchgefallen", "you failed an exam; "),
        ("Ich habe die Klausur nicht bestanden", "you failed an exam; "),
        ("Ich bin einfach zu blöd dafür", "you are hard on yourself; "),
        ("Ich bin so faul", "you feel lazy; "),
    ],
)
async def test_a_setback_is_taken_up_in_one_sentence_before_the_step(
    ctx: RunContext, message: str, heard: str
) -> None:
    answer = await call(ctx, "encourage", topic="Biology", message=message)
    taken_up, step = answer["text"].split(". Next: ")
    assert taken_up.startswith("From what you write, ")
    assert heard in taken_up
    assert "." not in taken_up
    assert step == answer["next_step"]["text"]
    assert not PRAISE.search(answer["text"])
    assert not re.search(r"\b(don't worry|it will be|you will|everyone|disorder)\b", taken_up)


async def test_a_setback_is_taken_up_beside_the_numbers_there_are(ctx: RunContext) -> None:
    given = {"answers_right": 12, "answers_total": 15}
    answer = await call(ctx, "encourage", message="I failed my exam", facts=given)
    assert "you failed an exam; " in answer["text"]
    assert "Your own numbers: 12 of 15 answers right." in answer["text"]


@pytest.mark.parametrize(
    "message",
    [
        "I don't want to fail my exam",
        "I did not fail the exam",
        "My brother failed his exam",
        "I failed to see the point of this test",
        "I am not lazy",
        "This book is stupid",
        "Ich bin nicht durchgefallen",
        "Ich will nicht aufgeben",
        "motivate me",
    ],
)
async def test_what_tells_of_no_setback_of_ones_own_is_not_taken_up(
    ctx: RunContext, message: str
) -> None:
    answer = await call(ctx, "encourage", message=message)
    assert "From what you write" not in answer["text"]
    assert "no numbers of yours yet" in answer["text"]


async def test_danger_beside_a_setback_gets_help_alone(ctx: RunContext) -> None:
    answer = await call(ctx, "encourage", message="I failed my exam and I want to kill myself")
    assert answer["guard"] >= 2
    assert "From what you write" not in answer["text"]


async def test_who_cannot_begin_gets_an_if_then_plan_with_its_source(ctx: RunContext) -> None:
    answer = await call(ctx, "encourage", message="I just can't get started with chemistry")
    assert answer["technique"]["name"] == "if-then plan"
    assert "(2006)" in answer["source"]["reference"]
    assert answer["source"]["reviewed"] == "2026-11-22"


async def test_a_message_that_tells_of_danger_gets_help_and_no_study_tip(ctx: RunContext) -> None:
    answer = await call(ctx, "encourage", topic="Biology", message="I want to kill myself")
    assert answer["guard"] >= 2
    assert "findahelpline.com" in answer["text"].lower()
    assert answer["technique"] is None
    assert "Biology" not in answer["next_step"]["text"]


@pytest.mark.parametrize(
    ("skill", "params"),
    [
        ("goal_check", {"goal": "I want to kill myself on Friday"}),
        ("if_then", {"blocks": BLOCKS, "obstacle": "I want to kill myself"}),
    ],
)
async def test_no_plan_is_made_of_words_that_tell_of_danger(
    ctx: RunContext, skill: str, params: dict[str, Any]
) -> None:
    with pytest.raises(SkillFailed, match="116 123"):
        await call(replace(ctx, locale="en-IE"), skill, **params)


async def test_a_goal_is_asked_for_the_first_thing_it_lacks(ctx: RunContext) -> None:
    answer = await call(ctx, "goal_check", goal="learn Python")
    assert not answer["complete"]
    assert answer["question"]["slot"] == "how_much"
    whole = await call(
        ctx, "goal_check", goal="Solve 40 Python exercises by Friday, 30 minutes a day"
    )
    assert (whole["complete"], whole["question"]) == (True, None)


async def test_a_logged_session_counts_on_the_learners_local_day(ctx: RunContext) -> None:
    late = ctx.with_clock(FixedClock(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)))
    logged = await call(late, "log_session", minutes=25, kept=True)
    assert logged["minutes_last_7_days"] == 25
    assert logged["streak_days"] == 1
    (event,) = await late.store.events("motivation.session")
    assert event.value["day"] == "2026-11-23"


@pytest.mark.parametrize("day", ["2026-11-23", "2020-01-01"])
async def test_a_session_of_another_time_is_refused(ctx: RunContext, day: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await call(ctx, "log_session", minutes=25, day=day)
    assert refused.value.errors[0].field == "day"


async def test_sessions_can_be_forgotten(ctx: RunContext) -> None:
    await call(ctx, "log_session", minutes=25)
    assert await call(ctx, "forget") == {"deleted": 1}
    assert (await call(ctx, "encourage"))["facts"] == []


async def test_another_learners_sessions_stay_unseen(ctx: RunContext) -> None:
    other = RunContext(user_id="other", clock=ctx.clock, shared_store=ctx.shared_store)
    await call(other, "log_session", minutes=25)
    assert (await call(ctx, "encourage"))["facts"] == []
