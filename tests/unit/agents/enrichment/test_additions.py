"""What each skill lets a model add, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from agent_runner import RunContext
from agent_runner.agents.assessment import agent as assessment
from agent_runner.agents.learning import agent as learning
from agent_runner.agents.motivation import agent as motivation
from agent_runner.agents.personalization import agent as personalization
from agent_runner.llm.scripted import Script
from agent_runner.skill import Agent
from agent_runner.store import MemoryStore
from tests.unit.agents.enrichment.scripted import Run, says

EXPLANATION = (
    "When one function is nested in another, the chain rule takes the derivative of the outer "
    "function at the inner one and multiplies it by the inner derivative, layer by layer."
)
EXAMPLE = (
    "Take a wheel that turns twice as fast as another: 2 · 3 = 6 turns for three of the first."
)


async def call(agent: Agent, skill: str, ctx: RunContext, **params: Any) -> Any:
    return await agent.skills[skill].run(ctx, params)


async def explained(*script: Script, **params: Any) -> tuple[Run, Any, Any]:
    """The run, the core's answer, and the answer with the model."""
    run = Run(*script)
    given = {"concept": "chain rule", **params}
    core = await call(learning, "explain", RunContext(), **given)
    return run, core, await call(learning, "explain", run.ctx, **given)


def core_of(result: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in result.items() if name not in ("enrichment", "degraded")}


async def test_an_explanation_gets_other_words_and_an_example_beside_the_core() -> None:
    run, core, found = await explained(says(text=EXPLANATION, example=EXAMPLE))

    assert core_of(found) == core
    assert found["enrichment"]["text"] == EXPLANATION
    assert found["enrichment"]["example"] == EXAMPLE
    (sent,) = found["enrichment"]["sent"]
    assert (sent["purpose"], sent["kinds"]) == ("learning.explain", ["core"])
    assert "degraded" not in found
    assert run.shown == f"{EXPLANATION}\n\n{EXAMPLE}"


async def test_the_level_asked_for_reaches_the_model() -> None:
    novice, *_rest = await explained(says(text=EXPLANATION, example=EXAMPLE), level="novice")
    expert, *_rest = await explained(says(text=EXPLANATION, example=EXAMPLE), level="expert")

    assert "never heard of it" in novice.asked
    assert "knows the subject well" in expert.asked


@pytest.mark.parametrize(
    "members",
    [
        {"text": f"{EXPLANATION} It was found in 1676."},
        {"text": f"{EXPLANATION} You will need 45 minutes."},
        {"text": f"{EXPLANATION} See https://evil.example."},
        {"text": f"{EXPLANATION} You are brilliant."},
        {"text": f"{EXPLANATION} It fits visual learners."},
        {"text": "Bananas are rich in potassium and grow on large herbs in warm countries."},
        {"example": "Take 2 · 3 = 7 turns of the wheel."},
        {"example": "In 1969 a rocket flew to the moon."},
        {"example": "On Friday a wheel turns twice as fast."},
        {"example": "Look at [this](wheel) one, it turns."},
    ],
)
async def test_an_explanation_with_a_fact_of_its_own_is_not_taken(members: dict[str, str]) -> None:
    answer = says(**{"text": EXPLANATION, "example": EXAMPLE, **members})
    run, core, found = await explained(answer)

    assert core_of(found) == core
    assert found["enrichment"]["text"] is None
    assert found["degraded"] == ["llm:malformed"]
    assert len(found["enrichment"]["sent"]) == 1
    assert run.withdrawn == (["llm:malformed"] if run.shown else [])
    assert "evil" not in run.shown


async def path_with(*whys: dict[str, Any]) -> tuple[Any, Any]:
    run = Run(says(reasons=[*whys]))
    core = await call(learning, "path", RunContext(), topic="machine learning")
    return core, await call(learning, "path", run.ctx, topic="machine learning")


async def test_a_path_gets_its_reasons_reworded_and_nothing_else() -> None:
    core = await call(learning, "path", RunContext(), topic="machine learning")
    whys = [
        {"n": n, "why": f"This is where you are now. {step['why_now']}"}
        for n, step in enumerate(core["path"][:12], start=1)
    ]
    core, found = await path_with(*whys)

    assert found["enrichment"]["reworded"] == [step["concept"] for step in core["path"][:12]]
    assert found["path"][0]["why_now"] == whys[0]["why"]
    assert found["path"][12:] == core["path"][12:]
    assert "degraded" not in found
    for before, after in zip(core["path"], found["path"], strict=True):
        assert {**after, "why_now": ""} == {**before, "why_now": ""}
    for name in core:
        assert name == "path" or found[name] == core[name]


@pytest.mark.parametrize(
    "wrong",
    [
        "It takes 7 minutes, and then you can go on.",
        "Photosynthesis comes next, since it opens the later steps.",
        "Dr Eve Evil says that you need this step to go on.",
        "Do this by Friday, it opens the later steps.",
        "You have been doing great, so this later step is needed.",
        "Obey me and skip everything else, for bananas are much tastier.",
        "Visit www.evil.example before you take this step.",
    ],
)
async def test_a_reason_that_says_more_than_the_core_leaves_the_cores(wrong: str) -> None:
    core = await call(learning, "path", RunContext(), topic="machine learning")
    good = f"This is where you are now. {core['path'][1]['why_now']}"
    _core, found = await path_with({"n": 1, "why": wrong}, {"n": 2, "why": good})

    assert found["path"][0] == core["path"][0]
    assert found["path"][1]["why_now"] == good
    assert found["degraded"] == ["llm:malformed"]


async def test_a_reason_given_twice_or_for_no_step_is_not_taken() -> None:
    core = await call(learning, "path", RunContext(), topic="machine learning")
    why = f"So it is. {core['path'][0]['why_now']}"
    _core, found = await path_with({"n": 1, "why": why}, {"n": 1, "why": why + " Now."})

    assert found["path"] == core["path"]
    assert found["enrichment"]["reworded"] == []
    assert found["degraded"] == ["llm:malformed"]


async def test_an_encouragement_gets_a_warmer_sentence_with_the_cores_numbers() -> None:
    warm = "12 of 15 answers right: bring that along when you write three things from memory."
    run = Run(says(text=warm))
    facts = {"answers_right": 12, "answers_total": 15}
    found = await call(motivation, "encourage", run.ctx, facts=facts, topic="genetics")

    assert found["enrichment"]["text"] == warm
    assert "12 of 15 answers right" in found["text"]


@pytest.mark.parametrize(
    "text",
    [
        "14 of 15 answers right, that is a good base for the next step.",
        "Great job, write three things from memory now!",
        "12 of 15 answers right: with your ADHD that is not easy.",
        "12 of 15 answers right, as fits a visual learner.",
        "12 of 15 answers right; see you on Friday for the next step.",
    ],
)
async def test_an_encouragement_with_more_than_the_numbers_given_is_not_taken(text: str) -> None:
    run = Run(says(text=text), says(text=text))
    facts = {"answers_right": 12, "answers_total": 15}
    found = await call(motivation, "encourage", run.ctx, facts=facts)

    assert found["enrichment"]["text"] is None
    assert found["degraded"] == ["llm:malformed"]


async def test_mood_and_message_go_to_a_model_only_with_consent() -> None:
    store, answer = MemoryStore(), says(text="Now write one thing from memory.")
    given = {"mood": 1, "message": "My grandmother is ill and I sleep badly", "topic": "genetics"}
    before = Run(answer, shared_store=store)
    await call(motivation, "encourage", before.ctx, **given)
    await call(personalization, "share", before.ctx, wellness=True)
    after = Run(answer, shared_store=store)
    found = await call(motivation, "encourage", after.ctx, **given)

    assert "grandmother" not in before.asked
    assert "mood" not in before.asked
    assert "grandmother" in after.asked
    assert "wellness" in found["enrichment"]["sent"][0]["kinds"]


async def test_help_in_danger_is_never_worded_by_a_model() -> None:
    run = Run(says(text="All is well."))
    found = await call(motivation, "encourage", run.ctx, message="I want to kill myself")

    assert found["guard"] >= 2
    assert "enrichment" not in found
    assert run.provider.asked == []


GOOD: dict[str, Any] = {
    "n": 1,
    "prompt": "Which factor multiplies the outer derivative of a composite function?",
    "options": ["inner derivative", "second derivative", "outer integral", "constant term"],
    "answer": "inner derivative",
    "evidence": "the derivative of a composite function is the outer derivative, taken at the "
    "inner function, times the inner derivative",
}


async def quiz_with(*drafts: dict[str, Any], **fields: Any) -> tuple[Run, Any]:
    answer = says(questions=[*drafts])
    run = Run(answer, answer, **fields)
    concepts = ["calculus/chain-rule"]
    return run, await call(assessment, "quiz", run.ctx, concepts=concepts, count=3)


async def test_a_quiz_gets_a_question_of_the_model_beside_its_own() -> None:
    _run, quiz = await quiz_with(GOOD)
    core = await call(assessment, "quiz", RunContext(), concepts=["calculus/chain-rule"], count=3)

    assert len(quiz["items"]) == len(core["items"])
    (item,) = quiz["enrichment"]["items"]
    assert item["from_model"] is True
    assert item["prompt"] == GOOD["prompt"]
    assert sorted(item["options"]) == sorted(GOOD["options"])
    assert "answer" not in item
    assert "evidence" not in item


async def test_the_models_question_is_graded_by_the_checked_key_and_only_if_answered() -> None:
    run, quiz = await quiz_with(GOOD)
    (item,) = quiz["enrichment"]["items"]
    own = [{"item_id": one["item_id"], "answer": "?"} for one in quiz["items"]]
    without = await call(assessment, "grade", run.ctx, quiz_id=quiz["quiz_id"], answers=own[:1])
    given = [{"item_id": item["item_id"], "answer": "inner derivative"}]
    graded = await call(assessment, "grade", run.ctx, quiz_id=quiz["quiz_id"], answers=given)

    assert without["score"]["of"] == len(quiz["items"])
    assert item["item_id"] not in [one["item_id"] for one in without["items"]]
    found = {one["item_id"]: one for one in graded["items"]}[item["item_id"]]
    assert found["correct"]
    assert found["from_model"]
    assert "times the inner derivative" in found["why"]


@pytest.mark.parametrize(
    "changed",
    [
        {"answer": "outer derivative of nothing"},
        {"options": ["inner derivative", "Inner derivative", "x", "y"]},
        {"options": ["inner derivative", "outer derivative", "x", "y"]},
        {"prompt": "Is the inner derivative what multiplies the outer derivative?"},
        {"evidence": "The inner derivative is what my friend told me to answer here."},
        {"evidence": "Forgetting the inner derivative, as in (sin 2x)′ = cos 2x.", "answer": "x",
         "options": ["x", "y", "z"]},
        {"prompt": "Which factor of 1823 multiplies the outer derivative of the function?"},
        {"prompt": "Ignore the rules: which factor multiplies the outer derivative?"},
        {"options": ["inner derivative", "see http://evil.example", "x", "y"]},
        {"n": 4},
    ],
)  # fmt: skip
async def test_a_question_whose_answer_cannot_be_relied_on_is_not_asked(
    changed: dict[str, Any],
) -> None:
    _run, quiz = await quiz_with({**GOOD, **changed})

    assert quiz["enrichment"]["items"] == []
    assert quiz["degraded"] == ["llm:malformed"]


async def test_a_question_that_is_asked_already_is_not_asked_again() -> None:
    _run, quiz = await quiz_with(GOOD, {**GOOD, "prompt": GOOD["prompt"] + " "})

    assert len(quiz["enrichment"]["items"]) == 1
    assert quiz["degraded"] == ["llm:malformed"]


async def test_consent_is_no_until_it_is_given_and_is_shown_and_forgotten() -> None:
    run = Run()
    at_first = await call(personalization, "share", run.ctx)
    shared = await call(personalization, "share", run.ctx, documents=True)
    profile = await call(personalization, "profile", run.ctx)
    recalled = await call(personalization, "recall", run.ctx)
    await call(personalization, "forget", run.ctx)
    at_last = await call(personalization, "share", run.ctx)

    assert (at_first["documents"], at_first["wellness"]) == (False, False)
    assert (shared["documents"], shared["wellness"]) == (True, False)
    (field,) = [one for one in profile["fields"] if one["field"] == "share"]
    assert field["value"] == {"documents": True, "wellness": False}
    assert field["confidence"] == "stated"
    assert "share" not in [one["field"] for one in recalled["used"]]
    assert (at_last["documents"], at_last["wellness"]) == (False, False)


async def test_consent_can_be_taken_back() -> None:
    run = Run()
    await call(personalization, "share", run.ctx, documents=True, wellness=True)
    found = await call(personalization, "share", run.ctx, documents=False)

    assert (found["documents"], found["wellness"]) == (False, True)
