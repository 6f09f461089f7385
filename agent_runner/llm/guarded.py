"""One provider with everything around it that keeps it from doing harm.

Every call of the process goes through here: known answers, budget, circuit breaker, slots, and
retries of what may pass (429, 5xx, a connection that broke), all within the call's deadline.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from agent_runner.llm.breaker import Breaker
from agent_runner.llm.deadline import left_s
from agent_runner.llm.known_answers import KnownAnswers, key_of
from agent_runner.llm.ledger import Account, Ledger
from agent_runner.llm.models import ModelFacts
from agent_runner.llm.port import ModelFailed, Prompt, Provider, Reason, Reply, Usage
from agent_runner.llm.stopping import Stopping

log = logging.getLogger(__name__)

FIRST_PAUSE_S: Final = 0.5
"""Before the second attempt, up to half less; twice as long before each further one."""
MOST_WAIT_S: Final = 2.0
"""How long a call waits for a slot."""
CHARACTERS_PER_TOKEN: Final = 3
"""A careful guess for text whose tokens nobody has counted."""

_PASSING: Final = frozenset[Reason]({"quota", "unavailable"})
_PAID: Final = frozenset[Reason]({"timeout", "blocked", "empty", "cut_off", "malformed"})
"""Failures after which the provider may have worked, and wants to be paid."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """How much a process asks of its provider. Without attempts there is one and no second."""

    attempts: int = 1
    concurrency: int = 8


class Guarded:
    """A provider for all runs of a process. Used on one event loop; `breaker` is read anywhere."""

    def __init__(
        self,
        provider: Provider,
        policy: Policy | None = None,
        *,
        facts: ModelFacts | None = None,
        ledger: Ledger | None = None,
        known: KnownAnswers | None = None,
        breaker: Breaker | None = None,
        rng: random.Random | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`known` None: every call is made anew."""
        self.provider = provider
        self.breaker = breaker or Breaker()
        self._policy = policy or Policy()
        self._facts = facts or ModelFacts(name=provider.name)
        self._ledger = ledger or Ledger()
        self._known = known
        self._rng = rng or random.Random()
        self._pause = pause
        self._stopping = Stopping()
        self._slots = asyncio.Semaphore(self._policy.concurrency)

    async def generate(self, prompt: Prompt, *, until_s: float, account: Account) -> Reply:
        """The answer; `until_s` is on the monotonic clock. Raises `ModelFailed` alone."""
        key = key_of(prompt, model=self.provider.name, learner=account.learner)
        if self._known is not None and (reply := self._known.find(key)):
            return reply
        async with self._admitted(prompt, account, until_s) as spending:
            attempt = 1
            while True:
                try:
                    timeout_s = left_s(until_s)
                    reply = await self._stopping.unless(
                        partial(self.provider.generate, prompt, timeout_s=timeout_s)
                    )
                    break
                except ModelFailed as error:
                    await self._before_next(attempt, error, until_s)
                    attempt += 1
            return self._replied(spending, key, reply)

    async def stream(
        self, prompt: Prompt, *, until_s: float, account: Account
    ) -> AsyncGenerator[str | Reply, None]:
        """As `generate`, piece by piece. Once a piece was given, nothing is tried again."""
        key = key_of(prompt, model=self.provider.name, learner=account.learner)
        if self._known is not None and (reply := self._known.find(key)):
            yield reply.text
            yield reply
            return
        async with self._admitted(prompt, account, until_s) as spending:
            attempt = 1
            while True:
                try:
                    timeout_s = left_s(until_s)
                    async with aclosing(self.provider.stream(prompt, timeout_s=timeout_s)) as all_:
                        following = partial(anext, all_, None)
                        while (piece := await self._stopping.unless(following)) is not None:
                            if isinstance(piece, Reply):
                                yield self._replied(spending, key, piece)
                            else:
                                spending.said += len(piece)
                                yield piece
                    return
                except ModelFailed as error:
                    if spending.said:
                        raise
                    await self._before_next(attempt, error, until_s)
                    attempt += 1

    def stop(self) -> None:
        """End the calls under way with `unavailable`, and let no other begin."""
        self._stopping.stop()

    def forget(self, prompt: Prompt, account: Account) -> None:
        """The answer to this was of no use: ask anew next time."""
        if self._known is not None:
            model = self.provider.name
            self._known.forget(key_of(prompt, model=model, learner=account.learner))

    async def aclose(self) -> None:
        await self.provider.aclose()
        await self._ledger.aclose()

    @asynccontextmanager
    async def _admitted(
        self, prompt: Prompt, account: Account, until_s: float
    ) -> AsyncGenerator[_Spending, None]:
        """Around a call: all that has to be had before it, and to be settled after it."""
        spending = _Spending(prompt)
        most = Usage(
            input_tokens=spending.guessed_input,
            output_tokens=prompt.max_output_tokens + self._facts.thinking_tokens,
        )
        today = self._ledger.today
        hold = await self._ledger.hold(
            account,
            tokens=most.input_tokens + most.output_tokens,
            usd=self._facts.usd(most, today) or 0.0,
        )
        try:
            async with self._slot(until_s):
                is_trying = self.breaker.enter()
                try:
                    yield spending
                except ModelFailed as error:
                    self.breaker.failed(error, had_s=spending.had_s)
                    spending.failed(error)
                    raise
                except Exception as error:
                    # Its text may hold what was sent, or the key.
                    log.error("the provider failed with %s", type(error).__name__)
                    failure = ModelFailed("unavailable", type(error).__name__)
                    self.breaker.failed(failure, had_s=spending.had_s)
                    raise failure from None
                except BaseException:  # cancelled, or the reader of a stream has left
                    if is_trying:
                        self.breaker.left()
                    spending.left()
                    raise
                self.breaker.succeeded()
        finally:
            usage = spending.usage
            self._ledger.settle(hold, replace(usage, usd=self._facts.usd(usage, today)))

    @asynccontextmanager
    async def _slot(self, until_s: float) -> AsyncGenerator[None, None]:
        wait_s = min(MOST_WAIT_S, left_s(until_s))
        try:
            async with asyncio.timeout(wait_s):
                await self._slots.acquire()
        except TimeoutError:
            raise ModelFailed("busy", f"no slot within {wait_s:.1f} s", was_sent=False) from None
        try:
            yield
        finally:
            self._slots.release()

    async def _before_next(self, attempt: int, error: ModelFailed, until_s: float) -> None:
        """Wait until it makes sense to try again; raises the error where it makes none."""
        if error.reason not in _PASSING or attempt >= self._policy.attempts:
            raise error
        pause_s = self._rng.uniform(0.5, 1.0) * FIRST_PAUSE_S * 2 ** (attempt - 1)
        pause_s = max(pause_s, error.retry_after_s or 0.0)
        if pause_s >= left_s(until_s):
            raise error
        await self._stopping.unless(partial(self._pause, pause_s))

    def _replied(self, spending: _Spending, key: str, reply: Reply) -> Reply:
        usage = reply.usage
        if usage.input_tokens == 0 and usage.output_tokens == 0:  # The provider does not count.
            usage = spending.guess(said=len(reply.text))
        usage = replace(usage, usd=self._facts.usd(usage, self._ledger.today))
        spending.usage = usage
        reply = replace(reply, usage=usage)
        if self._known is not None:
            self._known.keep(key, reply)
        return reply


class _Spending:
    """What one call comes to cost."""

    def __init__(self, prompt: Prompt) -> None:
        sent = len(prompt.system) + len(prompt.user) + sum(map(len, prompt.material))
        self.guessed_input = sent // CHARACTERS_PER_TOKEN + 1
        self.usage = Usage()
        self.said = 0
        self._began_s = asyncio.get_running_loop().time()

    @property
    def had_s(self) -> float:
        """How long it has been under way."""
        return asyncio.get_running_loop().time() - self._began_s

    def guess(self, *, said: int) -> Usage:
        return Usage(input_tokens=self.guessed_input, output_tokens=said // CHARACTERS_PER_TOKEN)

    def failed(self, error: ModelFailed) -> None:
        if error.usage is not None:
            self.usage = error.usage
        elif error.reason in _PAID or self.said:
            self.left()

    def left(self) -> None:
        """Nobody knows: what was sent, and what came of the answer, is taken to be paid for."""
        self.usage = self.guess(said=self.said)
