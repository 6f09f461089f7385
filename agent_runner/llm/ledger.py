"""What was spent, and whether more may be: by run, by learner and day, and in money by day.

It is kept in the store, so that a restart does not forget it. Each process writes documents of its
own (`<day>/<process>`), so that none overwrites another's, and adds up those of all. Days
are in UTC.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Protocol

from agent_runner.json_types import JsonObject
from agent_runner.llm.port import ModelFailed, Usage

log = logging.getLogger(__name__)

KIND: Final = "llm.spent"
EVERYBODY: Final = ""
"""Under whose name the money of the day is kept; no learner is called so."""


class Records(Protocol):
    """Of a store, what is needed here."""

    async def put(self, learner: str, kind: str, key: str, value: JsonObject) -> None: ...
    async def items(self, learner: str, kind: str) -> Sequence[tuple[str, JsonObject]]: ...
    async def delete(self, learner: str, kind: str, key: str | None) -> int: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """The limits; None is none."""

    tokens_per_run: int | None = None
    tokens_per_learner_day: int | None = None
    usd_per_day: float | None = None


@dataclass(kw_only=True, slots=True)
class Account:
    """Whose calls these are, and what the run has spent or holds."""

    learner: str = "local"
    tokens: int = 0


@dataclass(kw_only=True, slots=True)
class _Sum:
    tokens: int = 0
    usd: float = 0.0

    def add(self, tokens: int, usd: float) -> None:
        self.tokens += tokens
        self.usd += usd


@dataclass(kw_only=True, slots=True)
class Hold:
    """What a call may cost at most; it is held until it is known what it did cost."""

    account: Account
    tokens: int
    usd: float


class Ledger:
    """Used on the event loop."""

    def __init__(
        self,
        budget: Budget | None = None,
        records: Records | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._budget = budget or Budget()
        self._records = records
        self._now = now
        self._process = uuid.uuid4().hex
        self._own: dict[tuple[str, date], _Sum] = defaultdict(_Sum)
        self._held: dict[str, _Sum] = defaultdict(_Sum)
        self._writing: set[asyncio.Task[None]] = set()

    @property
    def today(self) -> date:
        return self._now().astimezone(UTC).date()

    async def hold(self, account: Account, *, tokens: int, usd: float) -> Hold:
        """Set aside what a call may cost. Raises `ModelFailed` (`budget`)."""
        budget = self._budget
        _check("tokens of the run", account.tokens + tokens, budget.tokens_per_run)
        learner, everybody = account.learner, EVERYBODY
        spent, paid = _Sum(), _Sum()
        if budget.tokens_per_learner_day is not None:
            spent = await self._of_others(learner)
        if budget.usd_per_day is not None:
            paid = await self._of_others(everybody)
        # From here on nothing else runs: what is checked is what is held.
        day = self.today
        spent.add(self._own[learner, day].tokens + self._held[learner].tokens, 0)
        paid.add(0, self._own[everybody, day].usd + self._held[everybody].usd)
        what = "tokens of the learner's day"
        _check(what, spent.tokens + tokens, budget.tokens_per_learner_day)
        _check("dollars of the day", paid.usd + usd, budget.usd_per_day)
        account.tokens += tokens
        self._held[learner].add(tokens, 0)
        self._held[everybody].add(0, usd)
        return Hold(account=account, tokens=tokens, usd=usd)

    def settle(self, hold: Hold, usage: Usage) -> None:
        """Put what a call did cost in place of what was held for it."""
        tokens = usage.input_tokens + usage.output_tokens
        hold.account.tokens += tokens - hold.tokens
        learner, day = hold.account.learner, self.today
        self._held[learner].add(-hold.tokens, 0)
        self._held[EVERYBODY].add(0, -hold.usd)
        if tokens == 0:
            return
        for name in (learner, EVERYBODY):
            self._own[name, day].add(tokens, usage.usd or 0.0)
            if self._records is not None:
                # A task of its own: a call that was cancelled is written down too.
                task = asyncio.create_task(self._write(self._records, name, day))
                self._writing.add(task)
                task.add_done_callback(self._writing.discard)

    async def aclose(self) -> None:
        """Wait until all is written."""
        await asyncio.gather(*self._writing, return_exceptions=True)

    async def _of_others(self, name: str) -> _Sum:
        """What other processes, and earlier ones, spent today; what is older is deleted."""
        total = _Sum()
        if self._records is None:
            return total
        day, own = self.today.isoformat(), self._key(self.today)
        try:
            for key, value in await self._records.items(name, KIND):
                if key < day:
                    await self._records.delete(name, KIND, key)
                elif key != own and key.startswith(day):
                    tokens, usd = value.get("tokens"), value.get("usd")
                    total.add(
                        tokens if isinstance(tokens, int) else 0,
                        float(usd) if isinstance(usd, (int, float)) else 0.0,
                    )
        except Exception as error:  # The store is away: what this process knows has to do.
            log.warning("what was spent on the model cannot be read: %s", type(error).__name__)
        return total

    async def _write(self, records: Records, name: str, day: date) -> None:
        spent = self._own[name, day]
        value: JsonObject = {"tokens": spent.tokens, "usd": spent.usd}
        try:
            await records.put(name, KIND, self._key(day), value)
        except Exception as error:
            log.warning("what was spent on the model is not kept: %s", type(error).__name__)

    def _key(self, day: date) -> str:
        return f"{day.isoformat()}/{self._process}"


def _check(what: str, would_be: float, limit: float | None) -> None:
    if limit is not None and would_be > limit:
        raise ModelFailed(
            "budget", f"the limit of {limit:g} {what} would be passed", was_sent=False
        )
