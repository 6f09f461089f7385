"""Free text, over the six real agents."""

from __future__ import annotations

from typing import Any

import pytest

from agent_runner.context import RunContext
from agent_runner.store import MemoryStore
from tests.unit.orchestrator.six import NOW, ZONE, breaks, context, hangs, orchestrator, with_skill


async def say(*texts: str, registry: Any = None, seconds: float | None = None) -> list[Any]:
    """The replies of one thread."""
    store = MemoryStore()
    replies: list[Any] = []
    async with orchestrator(registry) as skills:
        for number, text in enumerate(texts):
            ctx = context(
                run_id=f"turn-{number}", thread_id="thread", shared_store=store, seconds=seconds
            )
            request: Any = {"user_input": text, "now": NOW, "timezone": ZONE}
            replies.append(await skills["chat"].run(ctx, request))
    return replies


def skills_of(reply: Any) -> list[str]:
    return [route["skill"] for route in reply["routed"]]


@pytest.mark.parametrize(
    ("text", "skill", "said"),
    [
        ("explain the chain rule", "learning.explain", "Chain rule"),
        ("quiz me on genetics", "assessment.quiz", "questions on Genetics"),
        ("plan my week for genetics", "schedule.plan_week", "Mon 23 Nov"),
        ("Help me study calculus until 20 December", "orchestrator.study_plan", "2026-12-20"),
        ("motivate me", "motivation.encourage", "no numbers"),
    ],
)
async def test_a_text_goes_to_its_skill_and_the_reply_has_its_facts(
    text: str, skill: str, said: str
) -> None:
    (reply,) = await say(text)

    assert skills_of(reply) == [skill]
    assert said in reply["reply"]
    assert reply["results"][skill]
    assert reply["degraded"] == []


async def test_a_text_for_two_skills_gets_both() -> None:
    (reply,) = await say("quiz me on genetics and tell me when to study")

    assert set(reply["results"]) == {"assessment.quiz", "schedule.plan_week"}


async def test_quiz_me_on_that_is_about_the_last_subject() -> None:
    _plan, quiz = await say("Help me study calculus until 20 December", "quiz me on that")

    assert quiz["results"]["assessment.quiz"]["topic"] == "Calculus"


async def test_a_question_of_time_goes_back_to_the_plan() -> None:
    _plan, _quiz, again = await say(
        "Help me study calculus until 20 December", "quiz me on that", "and not on Fridays?"
    )

    plan = again["results"]["orchestrator.study_plan"]
    assert plan["goal"]["by"] == "2026-12-20"
    days = {block["start"][:10] for block in plan["schedule"]["blocks"]}
    assert days
    assert not days & {"2026-11-27", "2026-12-04", "2026-12-11", "2026-12-18"}


async def test_threads_of_other_learners_are_their_own() -> None:
    store = MemoryStore()
    async with orchestrator() as skills:
        for user, text in (("ann", "explain the chain rule"), ("bob", "quiz me on that")):
            ctx = RunContext(run_id=user, user_id=user, thread_id="one", shared_store=store)
            reply: Any = await skills["chat"].run(ctx, {"user_input": text})
    assert "assessment.quiz" not in {name for name, found in reply["results"].items() if found}


@pytest.mark.parametrize("text", ["hi", "thanks!", "what can you do?", "book me a flight"])
async def test_what_needs_no_skill_is_answered_in_words(text: str) -> None:
    (reply,) = await say(text)

    assert reply["results"] == {}
    assert reply["reply"]


async def test_a_person_in_danger_gets_help_before_anything_else() -> None:
    (reply,) = await say("quiz me on genetics, I want to kill myself anyway")

    assert reply["routed"] == []
    assert reply["guard"]["level"] >= 2
    assert reply["helplines"]
    assert "questions on" not in reply["reply"]


async def test_what_a_skill_lacks_is_asked_for_in_its_own_words() -> None:
    (reply,) = await say("quiz me on Sumerian pottery")

    assert reply["results"] == {"assessment.quiz": None}
    assert "Sumerian pottery" in reply["reply"]


@pytest.mark.parametrize("text", ["What should I do next?", "What should I study today?"])
async def test_what_to_do_next_asks_for_a_subject_where_nothing_is_known(text: str) -> None:
    (reply,) = await say(text)

    assert skills_of(reply) == ["personalization.next_best_action"]
    assert "Say which subject" in reply["reply"]
    assert "make out" not in reply["reply"]


async def test_what_to_do_next_goes_by_the_subject_that_is_named_or_was_last() -> None:
    (named,) = await say("What should I do next in calculus?")
    _plan, after = await say("Help me study calculus until 20 December", "What should I do next?")

    for reply in (named, after):
        assert reply["routed"][0]["arguments"] == {"topic": "calculus"}
        assert "limit" in reply["reply"].lower()


async def test_what_to_do_next_is_not_held_to_a_subject_that_no_pack_knows() -> None:
    (reply,) = await say("What should I study today for Sumerian pottery?")

    assert reply["routed"][0]["arguments"] == {}


async def test_a_wish_to_be_forgotten_deletes_nothing_and_says_how() -> None:
    _told, wish, after = await say(
        "From now on I have 30 minutes a day",
        "Delete everything you know about me",
        "What do you know about me?",
    )

    assert wish["results"] == {}
    assert wish["degraded"] == []
    assert "DELETE /api/account" in wish["reply"]
    assert "30" in after["reply"]


async def test_a_failing_skill_is_named_and_the_other_answers() -> None:
    (reply,) = await say(
        "quiz me on genetics and tell me when to study",
        registry=with_skill("assessment.quiz", breaks),
    )

    assert reply["degraded"] == ["assessment:failed"]
    assert reply["results"]["assessment.quiz"] is None
    assert reply["results"]["schedule.plan_week"]
    assert "on purpose" not in str(reply)


async def test_a_hanging_skill_is_late_and_the_reply_comes() -> None:
    (reply,) = await say(
        "explain the chain rule", registry=with_skill("learning.explain", hangs), seconds=1.5
    )

    assert reply["degraded"] == ["learning:late"]
    assert "once more" in reply["reply"]


async def test_the_same_text_gives_the_same_bytes() -> None:
    text = "Help me study calculus until 20 December"

    assert await say(text) == await say(text)
