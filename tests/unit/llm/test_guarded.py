"""What stands around a provider, with a scripted one inside."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pydantic import BaseModel

from agent_runner.json_types import JsonObject
from agent_runner.llm.breaker import FAILURES, Breaker
from agent_runner.llm.guarded import Guarded, Policy
from agent_runner.llm.known_answers import KnownAnswers
from agent_runner.llm.ledger import EVERYBODY, KIND, Account, Budget, Ledger
from agent_runner.llm.models import ModelFacts, Price
from agent_runner.llm.of_run import LEFT_FOR_CORE_S, ModelOfRun
from agent_runner.llm.port import ModelFailed, NoModel, Prompt, Reason, Reply, Usage
from agent_runner.llm.scripted import Script, ScriptedProvider, Step
from agent_runner.store.memory import MemoryStore

PROMPT = Prompt(purpose="t", system="s", user="u", max_output_tokens=100)
AWAY = ModelFailed("unavailable")
PRICED = ModelFacts(name="scripted", prices=(Price(input=1.0, output=10.0),))


class Pauses:
    """Takes no time, and tells how long it was to be."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def soon(seconds: float = 10.0) -> float:
    return time.monotonic() + seconds


async def reason_of(model: ModelOfRun, prompt: Prompt = PROMPT) -> Reason | None:
    try:
        await model.generate(prompt)
    except ModelFailed as error:
        return error.reason
    return None


def retrying(
    *script: Script, attempts: int = 3
) -> tuple[Guarded, ScriptedProvider, Pauses]:  # fmt: skip
    provider, pauses = ScriptedProvider(script), Pauses()
    policy = Policy(attempts=attempts)
    return Guarded(provider, policy, rng=random.Random(1), pause=pauses), provider, pauses


# Retries


@pytest.mark.parametrize("failure", [AWAY, ModelFailed("quota")])
async def test_what_may_pass_is_tried_again_after_longer_and_longer_pauses(
    failure: ModelFailed,
) -> None:
    guarded, provider, pauses = retrying(failure, failure, "here")
    reply = await guarded.generate(PROMPT, until_s=soon(), account=Account())
    assert reply.text == "here"
    assert len(provider.asked) == 3
    first, second = pauses.seconds
    assert 0.25 <= first <= 0.5 <= second <= 1.0


@pytest.mark.parametrize("reason", ["bad_key", "bad_model", "bad_request", "timeout", "blocked"])
async def test_what_will_not_pass_is_not_tried_again(reason: Reason) -> None:
    guarded, provider, _ = retrying(ModelFailed(reason), "late")
    assert await reason_of(ModelOfRun(guarded)) == reason
    assert len(provider.asked) == 1


async def test_a_provider_is_given_the_time_it_asks_for() -> None:
    guarded, _, pauses = retrying(ModelFailed("quota", retry_after_s=3.0), "here")
    await guarded.generate(PROMPT, until_s=soon(), account=Account())
    assert pauses.seconds == [3.0]


async def test_nothing_is_tried_again_that_would_come_after_the_deadline() -> None:
    guarded, provider, pauses = retrying(ModelFailed("quota", retry_after_s=30.0), "here")
    assert await reason_of(ModelOfRun(guarded)) == "quota"
    assert (len(provider.asked), pauses.seconds) == (1, [])


async def test_a_stream_is_tried_again_only_as_long_as_nothing_was_shown() -> None:
    broken = Step(chunks=("a",), failure=AWAY)
    guarded, provider, _ = retrying(AWAY, Step(chunks=("x", "y")), broken, "late")
    model = ModelOfRun(guarded)
    shown = [piece async for piece in model.stream(PROMPT)]
    assert shown[:2] == ["x", "y"]
    with suppress(ModelFailed):
        async for piece in model.stream(PROMPT):
            shown.append(piece)
    assert shown[-1] == "a"
    assert len(provider.asked) == 3


# Deadlines


async def test_a_call_has_no_more_time_than_its_run() -> None:
    provider = ScriptedProvider(then="x")
    model = ModelOfRun(Guarded(provider), deadline_s=soon(5.0), timeout_s=60.0)
    await model.generate(PROMPT)
    await model.generate(PROMPT, timeout_s=1.0)
    assert 4.0 < provider.timeouts_s[0] <= 5.0 - LEFT_FOR_CORE_S
    assert provider.timeouts_s[1] <= 1.0


async def test_a_run_whose_time_is_up_gets_no_answer() -> None:
    provider = ScriptedProvider(then=Step(text="x", until=asyncio.Event()))
    model = ModelOfRun(Guarded(provider), deadline_s=soon(0.0))
    assert await reason_of(model) == "timeout"


# Slots


async def test_only_so_many_calls_run_at_once() -> None:
    gate = asyncio.Event()
    provider = ScriptedProvider(then=Step(text="x", until=gate))
    model = ModelOfRun(Guarded(provider, Policy(concurrency=2)))
    calls = [asyncio.create_task(model.generate(PROMPT)) for _ in range(5)]
    await provider.began.wait()
    gate.set()
    await asyncio.gather(*calls)
    assert (provider.most_at_once, len(provider.asked)) == (2, 5)


async def test_who_finds_no_slot_in_time_is_told_so_and_who_leaves_gives_it_back() -> None:
    provider = ScriptedProvider([Step(text="x", until=asyncio.Event()), "second"])
    model = ModelOfRun(Guarded(provider, Policy(concurrency=1)))
    first = asyncio.create_task(model.generate(PROMPT))
    await provider.began.wait()
    with pytest.raises(ModelFailed) as caught:
        await model.generate(PROMPT, timeout_s=0.02)
    assert caught.value.reason == "busy"
    first.cancel()
    with suppress(asyncio.CancelledError):
        await first
    assert (await model.generate(PROMPT)).text == "second"


# Circuit breaker


class Ticks:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


async def test_a_provider_that_fails_in_a_row_is_left_alone_and_then_tried_by_one() -> None:
    ticks = Ticks()
    gate = asyncio.Event()
    script: list[Script] = [AWAY] * FAILURES
    provider = ScriptedProvider([*script, AWAY, Step(text="back", until=gate)], then="well")
    breaker = Breaker(ticks)
    model = ModelOfRun(Guarded(provider, breaker=breaker))
    for _ in range(FAILURES):
        assert await reason_of(model) == "unavailable"
    assert breaker.state == "open"
    assert await reason_of(model) == "unavailable"
    assert len(provider.asked) == FAILURES
    ticks.now_s += 31
    assert breaker.state == "half_open"
    assert await reason_of(model) == "unavailable"  # It is still away …
    assert breaker.state == "open"
    ticks.now_s += 31
    provider.began.clear()
    trying = asyncio.create_task(model.generate(PROMPT))
    await provider.began.wait()
    assert await reason_of(model) == "unavailable"  # … and only one tries.
    gate.set()
    assert (await trying).text == "back"
    assert breaker.state == "ok"
    assert await reason_of(model) is None


async def test_one_that_tries_and_is_cancelled_lets_the_next_one_try() -> None:
    ticks = Ticks()
    breaker = Breaker(ticks)
    stuck = Step(until=asyncio.Event())
    provider = ScriptedProvider([ModelFailed("bad_key"), stuck, "well"])
    model = ModelOfRun(Guarded(provider, breaker=breaker))
    assert await reason_of(model) == "bad_key"
    ticks.now_s += 301
    provider.began.clear()
    trying = asyncio.create_task(model.generate(PROMPT))
    await provider.began.wait()
    trying.cancel()
    with suppress(asyncio.CancelledError):
        await trying
    assert await reason_of(model) is None


def test_a_refusal_of_one_prompt_says_nothing_of_the_provider() -> None:
    breaker = Breaker(Ticks())
    for _ in range(FAILURES * 2):
        breaker.failed(ModelFailed("blocked"), had_s=1)
        breaker.failed(ModelFailed("timeout"), had_s=0.1)
    assert breaker.state == "ok"


def test_a_provider_that_asks_for_a_pause_gets_it_from_everyone() -> None:
    ticks = Ticks()
    breaker = Breaker(ticks)
    breaker.failed(ModelFailed("quota", retry_after_s=12.0), had_s=1)
    assert breaker.state == "open"
    ticks.now_s += 12
    assert breaker.state == "half_open"


async def test_a_short_pause_is_waited_out_by_the_call_and_keeps_nobody_away() -> None:
    ticks = Ticks()
    breaker = Breaker(ticks)
    busy = ModelFailed("quota", retry_after_s=1.0)
    provider = ScriptedProvider([busy] * 3, then="well")
    pauses = Pauses()
    guarded = Guarded(provider, Policy(attempts=3), breaker=breaker, pause=pauses)
    assert await reason_of(ModelOfRun(guarded)) == "quota"
    assert pauses.seconds == [1.0, 1.0]
    assert breaker.state == "failing"
    assert await reason_of(ModelOfRun(guarded)) is None
    assert breaker.state == "ok"


def test_however_often_it_asks_for_a_short_pause_it_gets_no_long_one() -> None:
    ticks = Ticks()
    breaker = Breaker(ticks)
    for _ in range(FAILURES):
        breaker.failed(ModelFailed("quota", retry_after_s=1.0), had_s=1)
    assert breaker.state == "open"
    ticks.now_s += 1
    assert breaker.state == "half_open"


def test_after_the_first_failure_it_tells_why_and_when_until_a_call_is_answered() -> None:
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    breaker = Breaker(Ticks(), lambda: at)
    assert (breaker.state, breaker.last_failure) == ("ok", None)
    breaker.failed(ModelFailed("unavailable"), had_s=1)
    assert (breaker.state, breaker.last_failure) == ("failing", ("unavailable", at))
    breaker.failed(ModelFailed("bad_request"), had_s=1)
    assert (breaker.state, breaker.last_failure) == ("failing", ("bad_request", at))
    breaker.succeeded()
    assert (breaker.state, breaker.last_failure) == ("ok", None)


# The end of the process


async def test_when_the_process_is_to_end_calls_under_way_end_and_none_begins() -> None:
    never = Step(text="late", until=asyncio.Event())
    provider = ScriptedProvider([never], then="later")
    guarded = Guarded(provider)
    asking = asyncio.create_task(reason_of(ModelOfRun(guarded)))
    await provider.began.wait()
    guarded.stop()
    assert await asyncio.wait_for(asking, 5) == "unavailable"
    assert provider.cancelled == 1
    later = ModelOfRun(guarded)
    assert await reason_of(later) == "unavailable"
    assert later.sent == ()
    assert len(provider.asked) == 1


async def test_when_the_process_is_to_end_a_stream_ends_between_its_pieces() -> None:
    class Endless(ScriptedProvider):
        async def stream(
            self, prompt: Prompt, *, timeout_s: float
        ) -> AsyncGenerator[str | Reply, None]:
            async for piece in super().stream(prompt, timeout_s=timeout_s):
                yield piece
                await asyncio.Event().wait()

    guarded = Guarded(Endless(["one"]))
    pieces = ModelOfRun(guarded).stream(PROMPT)
    async with aclosing(pieces):
        assert await anext(pieces) == "one"
        waiting = asyncio.ensure_future(anext(pieces))
        await asyncio.sleep(0)
        guarded.stop()
        with pytest.raises(ModelFailed, match="asked to end"):
            await asyncio.wait_for(waiting, 5)


# Budget


async def test_a_run_has_a_budget_of_tokens() -> None:
    provider = ScriptedProvider(then=Step(text="x", usage=Usage(input_tokens=50, output_tokens=60)))
    guarded = Guarded(provider, ledger=Ledger(Budget(tokens_per_run=250)))
    model = ModelOfRun(guarded)
    assert [await reason_of(model) for _ in range(3)] == [None, None, "budget"]
    assert await reason_of(ModelOfRun(guarded)) is None  # another run
    assert len(provider.asked) == 3


async def test_a_learners_day_has_a_budget_that_a_new_process_knows_of() -> None:
    store = MemoryStore()
    budget = Budget(tokens_per_learner_day=300)

    def process(now: datetime) -> tuple[Guarded, Ledger]:
        step = Step(text="x", usage=Usage(input_tokens=50, output_tokens=60))
        ledger = Ledger(budget, store, now=lambda: now)
        return Guarded(ScriptedProvider(then=step), ledger=ledger), ledger

    day = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    for expected in (None, None, "budget"):
        guarded, ledger = process(day)
        assert await reason_of(ModelOfRun(guarded, learner="ann")) == expected
        await ledger.aclose()
    guarded, _ = process(day)
    assert await reason_of(ModelOfRun(guarded, learner="bob")) is None
    guarded, ledger = process(datetime(2026, 11, 23, 0, 1, tzinfo=UTC))
    assert await reason_of(ModelOfRun(guarded, learner="ann")) is None
    await ledger.aclose()
    kept = [key for key, _ in await store.items("ann", KIND)]
    assert [key[:10] for key in kept] == ["2026-11-23"]


async def test_the_days_money_is_limited_for_everybody_together() -> None:
    store = MemoryStore()
    provider = ScriptedProvider(
        then=Step(text="x", usage=Usage(input_tokens=100_000, output_tokens=90_000))
    )
    ledger = Ledger(Budget(usd_per_day=1.5), store)
    guarded = Guarded(provider, facts=PRICED, ledger=ledger)
    reply = await guarded.generate(PROMPT, until_s=soon(), account=Account(learner="ann"))
    assert reply.usage.usd == pytest.approx(0.1 + 0.9)
    assert await reason_of(ModelOfRun(guarded, learner="bob")) is None
    assert await reason_of(ModelOfRun(guarded, learner="cid")) == "budget"
    await ledger.aclose()
    ((_, kept),) = await store.items(EVERYBODY, KIND)
    assert kept["usd"] == pytest.approx(2.0)


async def test_calls_that_run_at_once_cannot_pass_the_budget_together() -> None:
    gate = asyncio.Event()
    provider = ScriptedProvider(then=Step(text="x", until=gate))
    guarded = Guarded(provider, ledger=Ledger(Budget(tokens_per_learner_day=250), MemoryStore()))
    calls = [asyncio.create_task(reason_of(ModelOfRun(guarded))) for _ in range(4)]
    await provider.began.wait()
    gate.set()
    assert sorted(map(str, await asyncio.gather(*calls))) == ["None", "None", "budget", "budget"]


async def test_a_call_that_is_cancelled_is_paid_for_all_the_same() -> None:
    store = MemoryStore()
    ledger = Ledger(Budget(), store)
    provider = ScriptedProvider(then=Step(chunks=("some words",) * 2))
    model = ModelOfRun(Guarded(provider, ledger=ledger), learner="ann")
    async with aclosing(model.stream(replace(PROMPT, user="u" * 300))) as pieces:
        async for _ in pieces:
            break
    await ledger.aclose()
    ((_, kept),) = await store.items("ann", KIND)
    tokens = kept["tokens"]
    assert isinstance(tokens, int)
    assert tokens > 100


async def test_a_call_that_never_reached_the_model_costs_nothing() -> None:
    account = Account()
    guarded = Guarded(ScriptedProvider([AWAY]))
    with pytest.raises(ModelFailed):
        await guarded.generate(PROMPT, until_s=soon(), account=account)
    assert account.tokens == 0


class BrokenStore(MemoryStore):
    async def items(self, learner: str, kind: str) -> Sequence[tuple[str, JsonObject]]:
        raise OSError("the disk is gone")

    async def put(self, learner: str, kind: str, key: str, value: JsonObject) -> None:
        raise OSError("the disk is gone")


async def test_without_its_store_a_process_counts_what_it_knows_of() -> None:
    step = Step(text="x", usage=Usage(input_tokens=50, output_tokens=60))
    ledger = Ledger(Budget(tokens_per_learner_day=250), BrokenStore())
    model = ModelOfRun(Guarded(ScriptedProvider(then=step), ledger=ledger))
    assert [await reason_of(model) for _ in range(3)] == [None, None, "budget"]
    await ledger.aclose()


# Known answers


async def asked_twice(one: Prompt, other: Prompt, *, learners: tuple[str, str]) -> int:
    provider = ScriptedProvider(then="x")
    guarded = Guarded(provider, known=KnownAnswers())
    await ModelOfRun(guarded, learner=learners[0]).generate(one)
    await ModelOfRun(guarded, learner=learners[1]).generate(other)
    return len(provider.asked)


async def test_the_same_is_not_asked_twice() -> None:
    other_purpose = replace(PROMPT, purpose="other")
    assert await asked_twice(PROMPT, other_purpose, learners=("ann", "ann")) == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(PROMPT, system="S"),
        replace(PROMPT, user="U"),
        replace(PROMPT, material=("m",)),
        replace(PROMPT, schema={"type": "object"}),
        replace(PROMPT, max_output_tokens=99),
        replace(PROMPT, temperature=0.0),
    ],
)
async def test_all_that_matters_makes_it_another_question(other: Prompt) -> None:
    assert await asked_twice(PROMPT, other, learners=("ann", "ann")) == 2


async def test_what_one_learner_was_told_is_not_told_to_another_unless_it_is_public() -> None:
    assert await asked_twice(PROMPT, PROMPT, learners=("ann", "bob")) == 2
    public = replace(PROMPT, is_public=True)
    assert await asked_twice(public, public, learners=("ann", "bob")) == 1


async def test_a_known_answer_is_streamed_and_costs_nothing() -> None:
    provider = ScriptedProvider(["x"])
    model = ModelOfRun(Guarded(provider, facts=PRICED, known=KnownAnswers()))
    await model.generate(PROMPT)
    text, reply = [piece async for piece in model.stream(PROMPT)]
    assert text == "x"
    assert isinstance(reply, Reply)
    assert reply.usage == Usage(usd=0.0, cached=True)
    assert [sent.usage.cached for sent in model.sent] == [False, True]


def test_known_answers_are_bounded_in_number_and_time() -> None:
    ticks = Ticks()
    known = KnownAnswers(most=2, now_s=ticks)
    for key in "abc":
        known.keep(key, Reply(text=key, model="m", usage=Usage()))
    assert [known.find(key) is None for key in "abc"] == [True, False, False]
    ticks.now_s += 901
    assert known.find("c") is None


# Structured


class Form(BaseModel):
    count: int


async def structured(*script: Script) -> tuple[Form | Reason, ScriptedProvider, ModelOfRun]:
    provider = ScriptedProvider(script)
    model = ModelOfRun(Guarded(provider, known=KnownAnswers()))
    try:
        return await model.structured(PROMPT, Form), provider, model
    except ModelFailed as error:
        return error.reason, provider, model


async def test_an_answer_is_held_against_its_form() -> None:
    found, provider, _ = await structured('```json\n{"count": 3}\n```')
    assert found == Form(count=3)
    assert provider.asked[0].schema == Form.model_json_schema()


async def test_an_answer_that_does_not_fit_is_asked_for_once_more_and_no_oftener() -> None:
    found, provider, _ = await structured('{"count": "many"}', '{"count": 4}')
    assert found == Form(count=4)
    assert "count: int_parsing" in provider.asked[1].user
    found, provider, _ = await structured("no", "no", '{"count": 5}')
    assert found == "malformed"
    assert len(provider.asked) == 2


async def test_an_answer_of_no_use_is_not_kept() -> None:
    _, provider, model = await structured("no", "no", '{"count": 6}')
    assert await model.structured(PROMPT, Form) == Form(count=6)
    assert len(provider.asked) == 3


# What a trace can tell


async def test_a_run_can_tell_what_it_sent_and_never_the_text() -> None:
    provider = ScriptedProvider(["x", ModelFailed("blocked", usage=Usage(input_tokens=3))])
    model = ModelOfRun(Guarded(provider))
    prompt = Prompt(purpose="learning.ask", system="12", user="345", material=("6789", "0"))
    assert await reason_of(model, prompt) is None
    assert await reason_of(model, prompt) == "blocked"
    first, second = model.sent
    assert (first.purpose, first.model) == ("learning.ask", "scripted")
    assert (first.characters, first.material_characters) == (10, 5)
    assert (second.failed, second.usage.input_tokens) == ("blocked", 3)
    assert "6789" not in repr(model.sent)


async def test_what_is_refused_before_it_is_sent_was_not_sent() -> None:
    provider = ScriptedProvider([ModelFailed("bad_key")])
    model = ModelOfRun(Guarded(provider))
    assert await reason_of(model) == "bad_key"
    assert await reason_of(model) == "bad_key"
    assert [one.failed for one in model.sent] == ["bad_key"]
    assert len(provider.asked) == 1
    poor = ModelOfRun(Guarded(ScriptedProvider(), ledger=Ledger(Budget(tokens_per_run=1))))
    assert await reason_of(poor) == "budget"
    assert poor.sent == ()


async def test_whatever_a_provider_raises_is_one_kind_of_failure_and_not_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def burst(_: Prompt) -> str:
        raise RuntimeError("AIza-secret-key and the prompt")

    model = ModelOfRun(Guarded(ScriptedProvider(then=burst)))
    assert await reason_of(model) == "unavailable"
    assert "AIza" not in caplog.text


async def test_without_a_model_there_is_one_answer() -> None:
    model = NoModel()
    assert (model.available, model.name, model.sent) == (False, None, ())
    with pytest.raises(ModelFailed, match="no_key"):
        await model.structured(PROMPT, Form)


def test_a_price_holds_until_its_last_day() -> None:
    prices = (Price(input=1, output=2, until=date(2026, 12, 31)), Price(input=2, output=4))
    facts = ModelFacts(name="m", prices=prices)
    usage = Usage(input_tokens=1_000_000, output_tokens=1_000_000)
    assert facts.usd(usage, date(2026, 12, 31)) == 3
    assert facts.usd(usage, date(2027, 1, 1)) == 6
    assert ModelFacts(name="m").usd(usage, date(2027, 1, 1)) is None
