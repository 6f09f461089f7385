"""Runs the checks against a command, one after another, and gathers what came of each."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Literal

from agent_runner.conformance.answer import Ledger, Rule
from agent_runner.conformance.check import Check, Group
from agent_runner.conformance.framing import FramingName
from agent_runner.conformance.server import Server
from agent_runner.conformance.trial import Mismatch, Trial, request

Outcome = Literal["passed", "failed", "skipped"]

_OUTPUT_RULES: dict[Rule, str] = {
    "is JSON": "stdout carries nothing but JSON-RPC",
    "has no NaN": "NaN and Infinity are never written",
    "is an answer": 'every answer has "2.0", an id, and either a result or an error',
    "has a proper error": "every error has a whole number as code and a text as message",
}


class NoAnswer(Exception):
    """The command cannot be run, or is no server at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What is put to the test."""

    command: Sequence[str]
    framing: FramingName
    methods: frozenset[str]
    timeout_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What came of one check. `expected` and `came` where it failed; `why` where it was skipped."""

    group: str
    check: str
    outcome: Outcome
    ms: float = 0.0
    expected: str = ""
    came: str = ""
    why: str = ""


async def run_suite(subject: Subject, groups: Sequence[Group]) -> AsyncGenerator[Finding]:
    """The findings as they come, in the order of the checks. Raises `NoAnswer`."""
    suite = _Suite(subject)
    try:
        await suite.begin()
        for group in groups:
            for check in group.checks:
                yield await suite.judge(group, check)
        for finding in suite.judge_output():
            yield finding
    finally:
        await suite.end()


class _Suite:
    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._ledger = Ledger()
        self._shared: Server | None = None

    async def begin(self) -> None:
        """See whether there is a server at all."""
        try:
            server = await self._server()
        except OSError as error:
            raise NoAnswer(f"{self._subject.command[0]}: {error.strerror}") from None
        trial = Trial(server, Ledger())
        try:
            await trial.send(request("hello"))
            await trial.receive("an answer")
        except Mismatch as error:
            raise NoAnswer(f"no answer to a first request: {error.came}") from None
        finally:
            await server.stop()

    async def end(self) -> None:
        if self._shared is not None:
            await self._shared.stop()
            self._shared = None

    async def judge(self, group: Group, check: Check) -> Finding:
        why = self._why_not(check)
        if why:
            return Finding(group=group.name, check=check.name, outcome="skipped", why=why)
        began_s = time.monotonic()
        mismatch = await (self._run_alone(check) if check.alone else self._run_shared(check))
        return Finding(
            group=group.name,
            check=check.name,
            outcome="failed" if mismatch else "passed",
            ms=(time.monotonic() - began_s) * 1000,
            expected=mismatch.expected if mismatch else "",
            came=mismatch.came if mismatch else "",
        )

    def judge_output(self) -> list[Finding]:
        """What holds for everything that was said in all the checks."""
        return [
            Finding(
                group="output",
                check=name,
                outcome="failed" if rule in self._ledger.breaches else "passed",
                expected="that of every message" if rule in self._ledger.breaches else "",
                came=self._ledger.breaches.get(rule, ""),
            )
            for rule, name in _OUTPUT_RULES.items()
        ]

    def _why_not(self, check: Check) -> str:
        if self._subject.framing not in check.framings:
            return f"not for the framing {self._subject.framing}"
        missing = check.needs - self._subject.methods
        return f"needs --methods {','.join(sorted(missing))}" if missing else ""

    async def _run_alone(self, check: Check) -> Mismatch | None:
        server = await self._server()
        try:
            await check.run(Trial(server, self._ledger))
        except Mismatch as mismatch:
            return mismatch
        finally:
            await server.stop()
        return None

    async def _run_shared(self, check: Check) -> Mismatch | None:
        self._shared = self._shared or await self._server()
        trial = Trial(self._shared, self._ledger)
        try:
            await check.run(trial)
            await trial.in_step()
        except Mismatch as mismatch:
            # What it may still say must not be taken for an answer to the next check.
            await self.end()
            return mismatch
        return None

    async def _server(self) -> Server:
        subject = self._subject
        server = Server(subject.command, framing=subject.framing, timeout_s=subject.timeout_s)
        await server.start()
        return server
