"""What a model may add to a whole run: once, in time, and never to what was decided."""

from __future__ import annotations

import asyncio
from typing import Any, get_args

import pytest

from agent_runner.context import RunContext
from agent_runner.llm.port import ModelFailed, Reason
from agent_runner.llm.scripted import Script, Step
from tests.unit.agents.enrichment.scripted import Run, says
from tests.unit.orchestrator.six import NOW, ZONE, orchestrator, plan_for

TEXT = "Help me study genetics, one hour a day"


async def planned(*script: Script, text: str = TEXT, **fields: Any) -> tuple[Run, Any]:
    run = Run(*script, **fields)
    return run, await plan_for(text, ctx=run.ctx)


async def said(text: str, *script: Script, **fields: Any) -> tuple[Run, Any]:
    run = Run(*script, **fields)
    request: Any = {"user_input": text, "now": NOW, "timezone": ZONE}
    async with orchestrator() as skills:
        return run, await skills["chat"].run(run.ctx, request)


def reworded(plan: Any, count: int = 12) -> str:
    steps = plan["path"][:count]
    return says(
        reasons=[
            {"n": n, "why": f"Here is why it comes now. {step['why_now']}"}
            for n, step in enumerate(steps, start=1)
        ]
    )


def but(plan: Any, *names: str) -> Any:
    """The plan without these members, and without what measures time."""
    left = {name: part for name, part in plan.items() if name not in (*names, "agents")}
    left["agents"] = {name: report["status"] for name, report in plan["agents"].items()}
    return left


async def test_a_plan_without_a_model_has_no_new_member() -> None:
    plan = await plan_for(TEXT)

    assert plan["engine"] == "core"
    assert "sent" not in plan["trace"]
    assert list(plan["trace"]) == [
        "decisions", "note", "left_out", "seed", "now", "input_hash", "versions", "order",
    ]  # fmt: skip


async def test_a_plan_gets_its_reasons_reworded_and_says_what_was_sent() -> None:
    core = await plan_for(TEXT)
    run, plan = await planned(reworded(core))

    assert plan["engine"] == "core+llm"
    assert plan["degraded"] == []
    for before, after in zip(core["path"][:12], plan["path"][:12], strict=True):
        assert after["why_now"] == f"Here is why it comes now. {before['why_now']}"
        assert {**after, "why_now": ""} == {**before, "why_now": ""}
    (sent,) = plan["trace"].pop("sent")
    assert sent["purpose"] == "orchestrator.study_plan"
    assert sent["kinds"] == ["core", "learner"]
    assert sent["input_tokens"] > 0
    assert but(plan, "path", "engine") == but(core, "path", "engine")
    assert len(run.provider.asked) == 1


@pytest.mark.parametrize("reason", get_args(Reason))
async def test_with_every_failure_of_the_model_the_cores_plan_stands(reason: Reason) -> None:
    core = await plan_for(TEXT)
    failure = ModelFailed(reason)
    _run, plan = await planned(failure, failure)

    assert plan["degraded"] == [f"llm:{reason}"]
    assert plan["engine"] == "core"
    plan["trace"].pop("sent", None)
    assert but(plan, "degraded") == but(core, "degraded")


async def test_a_model_that_hangs_leaves_the_plan_in_time() -> None:
    run = Run(Step(text="late", until=asyncio.Event()), seconds=4)
    plan = await plan_for(TEXT, ctx=run.ctx)

    assert plan["degraded"] == ["llm:timeout"]
    assert plan["path"]
    assert (run.ctx.remaining_s or 0) > 0


async def test_a_plan_with_a_made_up_number_keeps_the_cores_reason() -> None:
    core = await plan_for(TEXT)
    why = "It takes 99 minutes, and opens the later steps of genetics."
    _run, plan = await planned(*[says(reasons=[{"n": 1, "why": why}])] * 2)

    assert plan["path"] == core["path"]
    assert plan["engine"] == "core"
    assert plan["degraded"] == ["llm:malformed"]


@pytest.mark.parametrize("text", ["I want to kill myself", "ich will nicht mehr leben"])
async def test_help_is_never_touched_by_a_model(text: str) -> None:
    _run, core = Run(), await plan_for(text)
    run, help_ = await planned(says(text="All is well."), text=text)
    chat, reply = await said(text, says(text="All is well."))

    assert help_["message"] == core["message"]
    assert help_["engine"] == reply["engine"] == "core"
    assert run.provider.asked == chat.provider.asked == []
    assert "enrichment" not in reply


async def test_cancelling_a_run_ends_the_call_of_the_model() -> None:
    run = Run(Step(text="never", until=asyncio.Event()))
    task = asyncio.create_task(plan_for(TEXT, ctx=run.ctx))
    await asyncio.wait_for(run.provider.began.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert run.provider.cancelled == 1


WORDS = (
    "The chain rule: the derivative of a composite function is the outer derivative, taken at the "
    "inner function, times the inner derivative."
)


async def test_a_reply_comes_in_other_words_token_by_token() -> None:
    chunks = tuple(says(text=WORDS))
    run, reply = await said("explain the chain rule", Step(chunks=chunks))

    assert reply["reply"] == run.shown == WORDS
    assert reply["engine"] == "core+llm"
    assert reply["degraded"] == []
    assert "Watch out" in reply["enrichment"]["core_reply"]
    assert reply["enrichment"]["sent"][0]["purpose"] == "orchestrator.chat"
    assert "enrichment" not in reply["results"]["learning.explain"]
    assert len(run.provider.asked) == 1


async def test_a_reply_with_a_fact_of_its_own_is_withdrawn() -> None:
    text = f"{WORDS} It was found in 1676."
    run, reply = await said("explain the chain rule", says(text=text))

    assert run.withdrawn == ["llm:malformed"]
    assert "1676" not in str(reply)
    assert "Watch out" in reply["reply"]
    assert reply["engine"] == "core"
    assert reply["degraded"] == ["llm:malformed"]


async def test_a_plan_in_a_reply_loses_no_number_and_no_question() -> None:
    text = "Help me study calculus until 20 December"
    short = says(text="Calculus it is: a study plan with concepts in study blocks is ready.")
    _run, reply = await said(text, short)

    assert "2026-12-20" in reply["reply"]
    assert reply["degraded"] == ["llm:malformed"]


@pytest.mark.parametrize(
    "text", ["quiz me on genetics", "plan my week for genetics", "hello", "I slept 3 hours"]
)
async def test_lists_and_how_somebody_is_are_not_worded_by_a_model(text: str) -> None:
    run, reply = await said(text, says(text="Something else."))

    assert run.provider.asked == []
    assert reply["engine"] == "core"
    assert reply["degraded"] == []
    assert "enrichment" not in reply


async def test_what_is_said_of_how_one_is_is_not_sent_without_consent() -> None:
    text = "I slept 3 hours. And explain the chain rule"
    run, reply = await said(text, says(text=WORDS))

    assert "wellness.check_in" in reply["results"]
    assert "slept" not in run.asked


async def test_a_reply_without_a_model_is_the_same_as_ever() -> None:
    async with orchestrator() as skills:
        request: Any = {"user_input": "explain the chain rule", "now": NOW, "timezone": ZONE}
        reply: Any = await skills["chat"].run(RunContext(), request)

    assert "enrichment" not in reply
    assert reply["engine"] == "core"
    assert list(reply) == [
        "run_id", "engine", "thread_id", "reply", "routed", "results", "questions", "guard",
        "helplines", "degraded", "agents",
    ]  # fmt: skip
