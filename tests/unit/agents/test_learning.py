"""The Learning agent: paths, explanations and the list of subjects."""

from __future__ import annotations

from typing import Any

import pytest

from agent_runner import RunContext
from agent_runner.agents.learner_model import save_ratings
from agent_runner.agents.learning import agent
from agent_runner.core.mastery import Rating, Ratings
from agent_runner.curriculum.library import curriculum
from agent_runner.errors import InvalidInput, NotFound


async def call(skill: str, ctx: RunContext | None = None, **params: Any) -> Any:
    return await agent.skills[skill].run(ctx or RunContext(), params)


async def test_a_path_holds_the_whole_subject_in_an_order_that_can_be_learnt() -> None:
    path = await call("path", topic="Help me study machine learning")
    steps = path["path"]
    learnt = [step["concept"] for step in steps if step["kind"] == "learn"]
    assert path["coverage"] == "pack"
    assert sorted(learnt) == sorted(curriculum().refs("machine-learning"))
    place = {step["concept"]: index for index, step in enumerate(steps)}
    for step in steps:
        assert all(place[other] < place[step["concept"]] for other in step["prerequisites"])
        assert step["minutes"] > 0
        assert 2 <= len(step["objectives"]) <= 3
        assert all(one["locator"].startswith("https://") for one in step["resources"])
        low, high = step["mastery"]["interval"]
        assert low <= step["mastery"]["p"] <= high
    assert path["minutes"] == sum(step["minutes"] for step in steps)


@pytest.mark.parametrize("pack", sorted(curriculum().packs))
async def test_every_step_of_every_subject_has_a_reason_of_its_own(pack: str) -> None:
    path = await call("path", topic=pack)
    reasons = [step["why_now"] for step in path["path"] if step["kind"] == "learn"]
    assert len(set(reasons)) == len(reasons)


async def test_a_reason_names_what_the_step_needs_and_opens() -> None:
    path = await call("path", topic="machine learning")
    why = {step["concept"]: step["why_now"] for step in path["path"]}
    assert why["machine-learning/gradient-descent"].startswith(
        "It builds on Linear regression as a learner and Gradient and directional derivative"
        " and opens"
    )
    assert why["calculus/gradient"] == (
        "A short refresher from Calculus: Gradient descent rests on it."
    )


async def test_what_is_known_is_left_out_with_all_it_rests_on() -> None:
    path = await call("path", topic="machine learning", known=["calculus", "linear algebra"])
    packs = {step["concept"].partition("/")[0] for step in path["path"]}
    assert not packs & {"calculus", "linear-algebra"}
    path = await call("path", topic="machine learning", known=["gradient descent"])
    left_out = {one["concept"]: one for one in path["left_out"]}
    assert left_out["machine-learning/gradient-descent"]["why"] == "You know gradient descent."
    assert left_out["machine-learning/linear-models"]["reason"] == "known"


async def test_a_path_fits_the_minutes_and_says_what_was_cut() -> None:
    whole = await call("path", topic="machine learning")
    path = await call("path", topic="machine learning", minutes_budget=600)
    assert path["minutes"] <= 600
    assert path["fits"]
    assert path["cut"]
    assert set(path["cut"]) <= {step["title"] for step in whole["path"]}
    assert f"{len(path['cut'])} cut to fit 600 minutes" in path["note"]


async def test_five_minutes_are_too_few_and_it_says_so() -> None:
    path = await call("path", topic="machine learning", minutes_budget=5)
    assert not path["fits"]
    assert [step["kind"] for step in path["path"]][-1] == "learn"
    assert path["needed_minutes"] > 1000


async def test_an_advanced_learner_skips_what_is_introductory() -> None:
    beginner = await call("path", topic="mechanics", level="beginner")
    advanced = await call("path", topic="mechanics", level="expert")
    assert advanced["minutes"] < beginner["minutes"]
    assert {one["reason"] for one in advanced["left_out"]} == {"known"}
    assert "you are advanced" in advanced["left_out"][0]["why"]


async def test_answers_of_the_learner_shape_the_path() -> None:
    ctx = RunContext()
    ref = "calculus/limits"
    known = Ratings(general=Rating(n=9), concepts={ref: Rating(theta=3, n=9, evidence=9)})
    await save_ratings(ctx.store, known)
    path = await call("path", ctx, topic="calculus")
    left_out = {one["concept"]: one["why"] for one in path["left_out"]}
    assert left_out[ref] == "Your answers put it at 95 %."
    shaky = {ref: {"p": 0.3, "n": 4, "interval": [0.1, 0.6]}}
    path = await call("path", ctx, topic="calculus", mastery=shaky)
    step = next(step for step in path["path"] if step["concept"] == ref)
    assert "4 answers of yours put it at 30 % (10–60 %)." in step["why_now"]


async def test_what_is_excluded_is_left_out_as_asked() -> None:
    path = await call("path", topic="machine learning", exclude=["neural networks"])
    left_out = {one["concept"]: one["why"] for one in path["left_out"]}
    assert left_out == {"machine-learning/neural-networks": "You asked to leave it out."}


async def test_a_whole_field_asks_which_subject_is_meant() -> None:
    path = await call("path", topic="physics")
    assert path["topic"] == "Mechanics"
    assert path["alternatives"] == ["Electromagnetism"]
    assert path["questions"][0]["text"] == "Is it Mechanics that you mean, or Electromagnetism?"


async def test_a_subject_beside_a_known_one_is_not_passed_over_in_silence() -> None:
    path = await call("path", topic="calculus and Sumerian pottery")
    assert path["topic"] == "Calculus"
    assert path["note"].endswith("nothing on “Sumerian pottery”, which no topic pack covers.")
    assert path["questions"][0]["id"] == "not_covered"


@pytest.mark.parametrize(
    "topic",
    ["Help me study machine learning", "calculus and linear algebra", "my boring genetics class"],
)
async def test_nothing_is_said_to_be_missing_where_nothing_is(topic: str) -> None:
    path = await call("path", topic=topic)
    assert path["questions"] == []
    assert "nothing on" not in path["note"]


@pytest.mark.parametrize("minutes", [None, 1, 7, 100, 5000])
async def test_an_unknown_subject_gets_an_honest_path(minutes: int | None) -> None:
    given: dict[str, Any] = {} if minutes is None else {"minutes_budget": minutes}
    path = await call("path", topic="Sumerian pottery", **given)
    assert path["coverage"] == "generic"
    assert path["note"].startswith("No topic pack covers Sumerian pottery")
    assert "Sumerian pottery" in path["path"][0]["title"]
    assert path["questions"][0]["text"].startswith("Which parts does Sumerian pottery have")
    assert path["minutes"] == sum(step["minutes"] for step in path["path"])
    if minutes is not None and minutes >= 5:
        assert path["minutes"] <= minutes
    reasons = [step["why_now"] for step in path["path"]]
    assert len(set(reasons)) == len(reasons)
    assert [step["resources"] for step in path["path"]] == [[]] * len(reasons)


async def test_two_unknown_subjects_get_two_paths() -> None:
    one, other = [await call("generic_path", topic=topic) for topic in ("heraldry", "falconry")]
    assert one["path"] != other["path"]


async def test_a_strange_subject_cannot_break_the_words_around_it() -> None:
    path = await call("path", topic="{subject!r} {0} %s \n " + "x" * 400)
    assert "{" not in path["topic"]
    assert len(path["topic"]) < 100


async def test_the_same_request_gives_the_same_path() -> None:
    one, other = [
        await agent.skills["path"].answer(
            RunContext(), {"topic": "genetics and cell biology", "minutes_budget": 700}
        )
        for _ in range(2)
    ]
    assert one == other


@pytest.mark.parametrize(
    ("level", "has", "lacks"),
    [("novice", "intuition", "detail"), ("student", "detail", "intuition")],
)
async def test_an_explanation_goes_as_deep_as_the_level(level: str, has: str, lacks: str) -> None:
    concept = curriculum().concepts["machine-learning/gradient-descent"].concept
    explained = await call("explain", concept="gradient descent", level=level)
    assert explained["concept"] == "machine-learning/gradient-descent"
    assert concept.summary in explained["text"]
    assert getattr(concept, has) in explained["text"]
    assert getattr(concept, lacks) not in explained["text"]
    assert explained["example"] == concept.example
    assert explained["pitfall"] == concept.pitfall


async def test_an_expert_also_learns_how_it_connects() -> None:
    explained = await call("explain", topic="gradient descent", level="expert")
    assert "It rests on Linear regression as a learner" in explained["text"]
    assert "calculus/gradient" in [one["concept"] for one in explained["prerequisites"]]
    assert explained["next"]


async def test_a_whole_subject_is_explained_by_its_parts() -> None:
    explained = await call("explain", topic="genetics")
    assert explained["title"] == "Genetics"
    assert "Its parts: " in explained["text"]


async def test_what_is_not_in_the_packs_is_not_found_and_near_ones_are_named() -> None:
    with pytest.raises(NotFound, match="did you mean Photosynthesis"):
        await call("explain", concept="fotosynthesis")
    with pytest.raises(NotFound, match="There is no concept in the topic packs"):
        await call("explain", concept="Sumerian pottery")


async def test_explaining_nothing_asks_what() -> None:
    with pytest.raises(InvalidInput, match="concept: expected what is to be explained"):
        await call("explain")


async def test_every_concept_can_be_explained_at_every_level() -> None:
    ctx = RunContext()
    for ref in curriculum().concepts:
        for level in ("novice", "student", "expert"):
            assert (await call("explain", ctx, concept=ref, level=level))["concept"] == ref


async def test_the_topics_are_all_packs() -> None:
    topics = (await call("topics"))["topics"]
    assert [topic["id"] for topic in topics] == list(curriculum().packs)
    assert all(topic["minutes"] > 300 and topic["concepts"] >= 12 for topic in topics)
