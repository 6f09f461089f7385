"""The Assessment agent: questions without their keys, fair grades, mastery that moves once."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent_runner import RunContext
from agent_runner.agents.assessment import agent
from agent_runner.agents.assessment.bank import GAP, gives_away, questions_on
from agent_runner.agents.assessment.choosing import TARGET_SUCCESS
from agent_runner.agents.assessment.quizzes import QUIZZES
from agent_runner.agents.learner_model import ANSWERS, CARDS, load_ratings
from agent_runner.clock import FixedClock
from agent_runner.core.mastery import LearnerLevel, chance_of_right, new_ratings
from agent_runner.core.tokens import stems
from agent_runner.curriculum.library import curriculum
from agent_runner.errors import InvalidInput, NotFound

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def ctx() -> RunContext:
    return RunContext(clock=FixedClock(NOW))


def later(ctx: RunContext, minutes: int = 1) -> RunContext:
    return replace(ctx, clock=FixedClock(ctx.clock.now() + timedelta(minutes=minutes)))


async def call(skill: str, ctx: RunContext, **params: Any) -> Any:
    return await agent.skills[skill].run(ctx, params)


async def keys(ctx: RunContext, quiz: Any) -> dict[str, str]:
    stored = await ctx.store.get(QUIZZES, quiz["quiz_id"])
    assert stored is not None
    return {item["item_id"]: item["answer"] for item in stored["items"]}  # type: ignore


async def graded(ctx: RunContext, quiz: Any, *, right: int) -> Any:
    """Answer the first `right` items rightly and the others wrongly."""
    answers = [
        {"item_id": item, "answer": key if place < right else "certainly not this"}
        for place, (item, key) in enumerate((await keys(ctx, quiz)).items())
    ]
    return await call("grade", ctx, quiz_id=quiz["quiz_id"], answers=answers)


async def test_a_quiz_asks_without_telling(ctx: RunContext) -> None:
    quiz = await call("quiz", ctx, topic="genetics", count=10)
    assert len(quiz["items"]) == 10
    assert len({item["item_id"] for item in quiz["items"]}) == 10
    for item in quiz["items"]:
        assert item.keys() <= {"item_id", "kind", "prompt", "options", "concept", "source"}
        assert (item["options"] is None) == (item["kind"] != "mcq")
        assert item["source"]["pack"] == "genetics"


async def test_no_item_is_named_after_its_answer(ctx: RunContext) -> None:
    for pack in curriculum().packs:
        quiz = await call("quiz", ctx, topic=pack, count=30)
        for item, key in (await keys(ctx, quiz)).items():
            shown = next(one for one in quiz["items"] if one["item_id"] == item)
            if shown["concept"] is not None:
                title = curriculum().title(shown["concept"])
                assert stems(title) != stems(key)


async def test_the_options_are_not_always_in_the_order_of_the_pack(ctx: RunContext) -> None:
    places: list[int] = []
    for seed in range(5):
        quiz = await call("quiz", replace(ctx, seed=seed), topic="databases", count=20)
        for item, key in zip(quiz["items"], (await keys(ctx, quiz)).values(), strict=True):
            if item["options"]:
                places.append(item["options"].index(key))
    assert all(0.1 < places.count(place) / len(places) < 0.4 for place in range(4))


async def test_the_same_seed_and_clock_give_the_same_quiz(ctx: RunContext) -> None:
    one, other = [await call("quiz", ctx, topic="calculus") for _ in range(2)]
    assert one == other
    assert one != await call("quiz", replace(ctx, seed=1), topic="calculus")
    assert one["items"] != (await call("quiz", later(ctx), topic="calculus"))["items"]


@pytest.mark.parametrize(("level", "nearness"), [("intermediate", 0.1), ("advanced", 0.05)])
async def test_a_quiz_aims_at_three_in_four_right(
    ctx: RunContext, level: LearnerLevel, nearness: float
) -> None:
    quiz = await call("quiz", ctx, topic="calculus", count=10, level=level)
    stored: Any = await ctx.store.get(QUIZZES, quiz["quiz_id"])
    ratings = new_ratings(level)
    chances = [
        chance_of_right(
            ratings.ability(
                item["concept"], level=curriculum().concepts[item["concept"]].concept.level
            ),
            difficulty=item["difficulty"],
            options=len(item["options"]),
        )
        for item in stored["items"]
    ]
    assert abs(sum(chances) / len(chances) - TARGET_SUCCESS) < nearness


async def test_the_level_of_a_quiz_holds_until_answers_say_more(ctx: RunContext) -> None:
    quiz = await call("quiz", ctx, concepts=["calculus/limits"], count=1, level="advanced")
    move = (await graded(ctx, quiz, right=1))["mastery"][0]
    assert move["before"] > 0.8


async def test_what_was_just_seen_is_asked_last(ctx: RunContext) -> None:
    seen: set[str] = set()
    for _ in range(4):
        quiz = await call("quiz", ctx, concepts=["calculus/limits", "calculus/chain-rule"], count=2)
        items = {item["item_id"] for item in quiz["items"]}
        if len(seen) < 4:
            assert not items & seen
        seen |= items
        await graded(ctx, quiz, right=2)
        ctx = later(ctx)
        if len(seen) >= 4:
            break


async def test_a_quiz_spreads_over_the_concepts(ctx: RunContext) -> None:
    quiz = await call("quiz", ctx, topic="calculus", count=20)
    stored = await ctx.store.get(QUIZZES, quiz["quiz_id"])
    assert stored is not None
    asked = [item["concept"] for item in stored["items"]]  # type: ignore
    assert len(set(asked)) == 20


async def test_all_right_is_a_hundred_per_cent(ctx: RunContext) -> None:
    quiz = await call("quiz", ctx, topic="mechanics", count=8)
    result = await graded(ctx, quiz, right=8)
    assert result["score"] == {"right": 8, "of": 8, "percent": 100}
    assert all(move["after"] > move["before"] for move in result["mastery"])
    assert all(move["n"] == 1 for move in result["mastery"])


async def test_a_grade_tells_the_key_and_why(ctx: RunContext) -> None:
    quiz = await call("quiz", ctx, topic="mechanics", count=4)
    result = await graded(ctx, quiz, right=3)
    assert [item["correct"] for item in result["items"]] == [True, True, True, False]
    assert result["items"][3]["expected"]
    assert all(item["why"] and item["title"] for item in result["items"])
    assert result["score"]["percent"] == 75


async def test_a_letter_and_a_place_are_answers(ctx: RunContext) -> None:
    quiz = await call("quiz", ctx, topic="databases", count=10)
    by_id = await keys(ctx, quiz)
    choices = [item for item in quiz["items"] if item["kind"] == "mcq"][:2]
    letter = "abcd"[choices[0]["options"].index(by_id[choices[0]["item_id"]])]
    place = choices[1]["options"].index(by_id[choices[1]["item_id"]]) + 1
    answers = [
        {"item_id": choices[0]["item_id"], "answer": letter},
        {"item_id": choices[1]["item_id"], "answer": place},
    ]
    result = await call("grade", ctx, quiz_id=quiz["quiz_id"], answers=answers)
    assert result["score"]["right"] == 2
    assert len(result["unanswered"]) == 8


async def test_what_has_no_answer_is_listed_and_moves_nothing(ctx: RunContext) -> None:
    quiz = await call("quiz", ctx, topic="databases", count=3)
    first = quiz["items"][0]["item_id"]
    answers = [{"item_id": first, "answer": None}]
    result = await call("grade", ctx, quiz_id=quiz["quiz_id"], answers=answers)
    assert result["unanswered"] == [item["item_id"] for item in quiz["items"]]
    assert result["mastery"] == []
    assert await ctx.store.events(ANSWERS, limit=9) == []


async def test_the_same_quiz_graded_twice_moves_mastery_once(ctx: RunContext) -> None:
    quiz = await call("quiz", ctx, topic="databases", count=4)
    first = await graded(ctx, quiz, right=2)
    ratings = await load_ratings(ctx.store)
    again = await graded(ctx, quiz, right=2)
    assert not first["counted_before"]
    assert again["counted_before"]
    assert again["mastery"] == []
    assert again["score"] == first["score"]
    assert "4 were counted before" in again["note"]
    assert await load_ratings(ctx.store) == ratings


async def test_the_same_answers_sent_at_the_same_time_move_mastery_once(ctx: RunContext) -> None:
    quiz = await call("quiz", ctx, topic="databases", count=4)
    results = await asyncio.gather(*(graded(ctx, quiz, right=4) for _ in range(5)))
    assert sum(len(result["mastery"]) for result in results) == 4
    assert len(await ctx.store.events(ANSWERS, limit=99)) == 4


async def test_what_was_left_open_may_be_answered_later(ctx: RunContext) -> None:
    quiz = await call("quiz", ctx, topic="databases", count=2)
    (one, key), (other, other_key) = (await keys(ctx, quiz)).items()
    quiz_id = quiz["quiz_id"]
    await call("grade", ctx, quiz_id=quiz_id, answers=[{"item_id": one, "answer": key}])
    both = [{"item_id": one, "answer": key}, {"item_id": other, "answer": other_key}]
    result = await call("grade", ctx, quiz_id=quiz_id, answers=both)
    assert result["score"]["right"] == 2
    assert len(result["mastery"]) == 1


async def test_a_quiz_is_found_by_its_items(ctx: RunContext) -> None:
    quiz = await call("quiz", ctx, topic="databases", count=2)
    await call("quiz", later(ctx), topic="genetics", count=2)
    item, key = next(iter((await keys(ctx, quiz)).items()))
    result = await call("grade", ctx, answers=[{"item_id": item, "answer": key}])
    assert result["quiz_id"] == quiz["quiz_id"]


async def test_letters_in_order_answer_the_newest_quiz(ctx: RunContext) -> None:
    await call("quiz", ctx, topic="databases", count=2)
    quiz = await call("quiz", later(ctx), concepts=["genetics", "calculus"], count=3)
    by_id = await keys(ctx, quiz)
    given = [by_id[item["item_id"]] for item in quiz["items"]][:2]
    result = await call("grade", ctx, answers_in_order=given)
    assert result["quiz_id"] == quiz["quiz_id"]
    assert result["score"]["right"] == 2
    assert len(result["unanswered"]) == 1


async def test_grading_without_any_quiz_says_so(ctx: RunContext) -> None:
    with pytest.raises(NotFound, match="There is no quiz of yours with 'any item'"):
        await call("grade", ctx, answers_in_order=["a"])


async def test_unknown_ids_are_named(ctx: RunContext) -> None:
    quiz = await call("quiz", ctx, topic="databases", count=1)
    item = quiz["items"][0]["item_id"]
    with pytest.raises(NotFound, match="There is no quiz 'quiz-x'"):
        await call("grade", ctx, quiz_id="quiz-x", answers=[])
    answers = [{"item_id": "no-such", "answer": "a"}]
    with pytest.raises(InvalidInput, match=r"answers\[0\].item_id: .* got 'no-such'"):
        await call("grade", ctx, quiz_id=quiz["quiz_id"], answers=answers)
    answers = [{"item_id": item, "answer": "a"}, {"item_id": item, "answer": "b"}]
    with pytest.raises(InvalidInput, match=r"answers\[1\].item_id: .* a second answer"):
        await call("grade", ctx, quiz_id=quiz["quiz_id"], answers=answers)
    with pytest.raises(InvalidInput, match="answers: expected answers to a quiz"):
        await call("grade", ctx)
    with pytest.raises(InvalidInput, match="answers_in_order: expected at most 1 answers"):
        await call("grade", ctx, answers_in_order=["a", "b"])


async def test_one_learners_quiz_is_nobody_elses(ctx: RunContext) -> None:
    quiz = await call("quiz", ctx, topic="databases", count=1)
    with pytest.raises(NotFound):
        await call("grade", replace(ctx, user_id="eve"), quiz_id=quiz["quiz_id"], answers=[])


async def test_unknown_subjects_are_named(ctx: RunContext) -> None:
    with pytest.raises(NotFound, match="Sumerian pottery"):
        await call("quiz", ctx, topic="Sumerian pottery")
    with pytest.raises(InvalidInput, match=r"concepts\[1\]: .* got 'generic/scope'"):
        await call("quiz", ctx, concepts=["calculus/limits", "generic/scope"])
    with pytest.raises(InvalidInput, match="topic: expected a topic, or concepts"):
        await call("quiz", ctx)


async def test_an_answer_makes_a_review_card(ctx: RunContext) -> None:
    quiz = await call("quiz", ctx, concepts=["calculus/limits"], count=1)
    await graded(ctx, quiz, right=1)
    [(ref, card)] = await ctx.store.items(CARDS)
    assert ref == "calculus/limits"
    assert datetime.fromisoformat(str(card["due"])) >= NOW + timedelta(days=1)


async def test_old_quizzes_are_forgotten(ctx: RunContext) -> None:
    for place in range(103):
        await call("quiz", later(ctx, place), topic="databases", count=1)
    assert len(await ctx.store.items(QUIZZES)) == 100


async def test_a_placement_asks_one_question_on_each_of_the_most_telling_concepts(
    ctx: RunContext,
) -> None:
    quiz = await call("placement", ctx, topic="machine learning")
    stored = await ctx.store.get(QUIZZES, quiz["quiz_id"])
    assert stored is not None
    asked = [item["concept"] for item in stored["items"]]  # type: ignore
    assert len(set(asked)) == len(asked) == 8
    groups = {curriculum().concepts[str(ref)].concept.group for ref in asked}
    assert len(groups) >= 4
    assert quiz == await call("placement", ctx, topic="machine learning")


async def test_a_placement_changes_with_what_is_known_already(ctx: RunContext) -> None:
    first = await call("placement", ctx, topic="machine learning", count=4)
    await graded(ctx, first, right=4)
    second = await call("placement", later(ctx), topic="machine learning", count=4)
    assert not {one["item_id"] for one in first["items"]} & {
        one["item_id"] for one in second["items"]
    }


async def test_a_placement_can_be_asked_for_by_concepts_and_graded(ctx: RunContext) -> None:
    refs = ["calculus/limits", "linear-algebra/vectors"]
    quiz = await call("placement", ctx, concepts=refs, count=8)
    assert len(quiz["items"]) == 2
    assert (await graded(ctx, quiz, right=2))["also_moved"] > 0


def test_every_computed_question_is_fair() -> None:
    made = Counter[str]()
    for ref, entry in curriculum().concepts.items():
        title = entry.concept.title
        for question in questions_on(curriculum(), ref):
            if question.by_hand:
                continue
            made[question.kind] += 1
            definition = question.prompt if GAP in question.prompt else question.answer
            assert definition.count(GAP) == 1
            assert title.lower() not in definition.lower()
            if question.options:
                assert len(set(question.options)) == 4
                assert question.answer in question.options
    assert made["mcq"] > 300
    assert made["cloze"] > 100


def test_a_question_that_asks_for_the_concept_does_not_name_it() -> None:
    for ref in curriculum().concepts:
        for question in questions_on(curriculum(), ref):
            if question.answer == curriculum().title(ref):
                assert gives_away(curriculum(), question)


def test_items_have_ids_of_their_own() -> None:
    ids = [one.item_id for ref in curriculum().concepts for one in questions_on(curriculum(), ref)]
    assert len(set(ids)) == len(ids)


PATH = [
    {"concept": f"calculus/{name}", "minutes": 60, "weight": 1.0}
    for name in ("limits", "continuity", "derivative-definition", "chain-rule", "optimization")
]


async def test_checkpoints_spread_over_the_days_until_the_deadline(ctx: RunContext) -> None:
    days = await call("checkpoints", ctx, path=PATH, by="2026-12-02")
    assert [day["date"] for day in days] == ["2026-11-28", "2026-12-02"]
    assert [len(day["concepts"]) for day in days] == [3, 2]
    assert days[0]["text"].startswith("Answer 6 questions on ")
    assert "With 5 or more right, go on to Chain rule" in days[0]["text"]
    assert "all 5 concepts of the path are done" in days[1]["text"]


async def test_checkpoints_come_on_the_days_of_the_schedule(ctx: RunContext) -> None:
    placed = [(1, "learn", 0), (3, "practice", 0), (2, "learn", 1), (9, "review", 0)]
    blocks = [
        {
            "start": f"2026-12-0{day}T17:00:00+01:00",
            "end": f"2026-12-0{day}T17:45:00+01:00",
            "kind": kind,
            "concept": PATH[place]["concept"],
        }
        for day, kind, place in placed
    ]
    days = await call("checkpoints", ctx, path=PATH, blocks=blocks, by="2026-12-30")
    assert [(day["date"], len(day["concepts"])) for day in days] == [("2026-12-03", 2)]


async def test_checkpoints_take_the_days_that_the_path_gives(ctx: RunContext) -> None:
    path = [{"concept": "generic/scope", "title": "What heraldry covers", "date": "2026-12-05"}]
    days = await call("checkpoints", ctx, path=path)
    assert [day["date"] for day in days] == ["2026-12-05"]
    assert days[0]["text"].startswith(
        "Close your sources and write down what came of “What heraldry"
    )
    assert await call("checkpoints", ctx, path=[]) == []
