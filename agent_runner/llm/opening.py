"""Opens the model that a process is told to use, once, and gives each run its own view of it.

Without a model nothing of it is made or imported; with one, its SDK is imported at the first call.
"""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from agent_runner.json_types import JsonObject
from agent_runner.llm.port import LanguageModel, NoModel
from agent_runner.model_settings import ModelSettings

if TYPE_CHECKING:
    from agent_runner.llm.guarded import Guarded
    from agent_runner.llm.ledger import Ledger, Records
    from agent_runner.llm.models import ModelFacts, ModelTable
    from agent_runner.llm.port import Provider

log = logging.getLogger(__name__)

ATTEMPTS: Final = 3
KNOWN_ANSWERS: Final = 256

_NO_MODEL: Final = NoModel()


class OpenModel:
    """The model of a process, or that there is none and why. Closed once, at the end."""

    def __init__(
        self,
        guarded: Guarded | None = None,
        *,
        provider: str | None = None,
        timeout_s: float = 20.0,
        why_not: str | None = "no GEMINI_API_KEY",
    ) -> None:
        self._guarded = guarded
        self._provider = provider
        self._timeout_s = timeout_s
        self._why_not = why_not

    def for_run(self, *, learner: str = "local", deadline_s: float | None = None) -> LanguageModel:
        """What `ctx.llm` is; `deadline_s` is the run's, on the monotonic clock. On any thread."""
        if self._guarded is None:
            return _NO_MODEL
        from agent_runner.llm.of_run import ModelOfRun

        return ModelOfRun(
            self._guarded, learner=learner, deadline_s=deadline_s, timeout_s=self._timeout_s
        )

    def facts(self) -> JsonObject:
        """`{configured, name, provider, state, reason?, failed_at?}` or `{…, why_not}`.

        `state` is the circuit breaker's: `ok` (the last call, if any, was answered), `failing`,
        `open`, `half_open`; otherwise with why and when the last call failed. On any thread.
        """
        if self._guarded is None:
            return ModelSettings(why_not=self._why_not).facts()
        breaker = self._guarded.breaker
        facts: JsonObject = {
            "configured": True,
            "name": self._guarded.provider.name,
            "provider": self._provider,
            "state": breaker.state,
        }
        failure = breaker.last_failure
        if failure is None:
            return facts
        reason, at = failure
        return {**facts, "reason": reason, "failed_at": at.isoformat(timespec="seconds")}

    def stop(self) -> None:
        """The process is asked to end: whoever waits for the model goes on without it."""
        if self._guarded is not None:
            self._guarded.stop()

    async def aclose(self) -> None:
        if self._guarded is not None:
            await self._guarded.aclose()


def open_model(settings: ModelSettings, records: Records | None = None) -> OpenModel:
    """`records`: where it is kept what was spent; it has to live longer than the model."""
    if settings.provider is None:
        return OpenModel(why_not=settings.why_not)
    from agent_runner.llm.guarded import Guarded, Policy
    from agent_runner.llm.known_answers import KnownAnswers
    from agent_runner.llm.ledger import Budget, Ledger
    from agent_runner.llm.models import read_table

    table = read_table()
    name = settings.name or table.defaults[_maker(settings.provider)]
    if name is None:
        return OpenModel(why_not="no name of a model")
    facts = table.facts(name.removeprefix("models/"))
    budget = Budget(
        tokens_per_run=settings.tokens_per_run,
        tokens_per_learner_day=settings.tokens_per_learner_day,
        usd_per_day=settings.usd_per_day,
    )
    ledger = Ledger(budget, records)
    _warn(table, facts, settings, ledger)
    provider, kind = _provider(settings, facts)
    guarded = Guarded(
        provider,
        Policy(attempts=ATTEMPTS, concurrency=settings.concurrency),
        facts=facts,
        ledger=ledger,
        known=KnownAnswers(KNOWN_ANSWERS),
    )
    return OpenModel(guarded, provider=kind, timeout_s=settings.timeout_s)


def _maker(provider: str) -> str:
    return "openai" if provider == "openai" else "gemini"


def _provider(settings: ModelSettings, facts: ModelFacts) -> tuple[Provider, str]:
    key, url = settings.api_key or "", settings.base_url
    if settings.provider == "openai":
        from agent_runner.llm.openai_compatible import OpenAiCompatible

        return OpenAiCompatible(facts, base_url=url or "", api_key=settings.api_key), "openai"
    if settings.provider == "genai":
        if find_spec("google") is not None and find_spec("google.genai") is not None:
            from agent_runner.llm.genai import GenAi

            return GenAi(facts, api_key=key, base_url=url), "genai"
        log.warning("google-genai is not installed: google-generativeai is used")
    from agent_runner.llm.gemini import Gemini

    # Twice as many threads as calls: one that was cancelled may need a moment to end.
    threads = settings.concurrency * 2
    return Gemini(facts, api_key=key, base_url=url, threads=threads), "gemini"


def _warn(table: ModelTable, facts: ModelFacts, settings: ModelSettings, ledger: Ledger) -> None:
    warning = table.warning(facts.name, ledger.today)
    if warning is not None:
        log.warning("%s", warning)
    if settings.provider != "openai" and settings.usd_per_day is not None and not facts.prices:
        log.warning("no price of %s is known: its cost in money is not limited", facts.name)
