"""The model as one run has it: bound to its learner, its deadline and its budget."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from agent_runner.llm.guarded import Guarded
from agent_runner.llm.ledger import Account
from agent_runner.llm.port import Form, ModelFailed, Prompt, Reply, Sent, Usage
from agent_runner.llm.structured import Unfit, asked_for, read_form, repair_of

LEFT_FOR_CORE_S = 0.25
"""How long before the run's deadline the model has to be done, so that the answer comes in time."""


class ModelOfRun:
    """A `LanguageModel`. Making one touches no event loop, so that any thread may."""

    available = True

    def __init__(
        self,
        guarded: Guarded,
        *,
        learner: str = "local",
        deadline_s: float | None = None,
        timeout_s: float = 20.0,
    ) -> None:
        """`deadline_s` is the run's, on the monotonic clock; `timeout_s` that of one call."""
        self._guarded = guarded
        self._account = Account(learner=learner)
        self._deadline_s = deadline_s
        self._timeout_s = timeout_s
        self._sent: list[Sent] = []

    @property
    def name(self) -> str | None:
        return self._guarded.provider.name

    @property
    def timeout_s(self) -> float:
        return self._timeout_s

    @property
    def sent(self) -> Sequence[Sent]:
        return tuple(self._sent)

    async def generate(self, prompt: Prompt, *, timeout_s: float | None = None) -> Reply:
        return await self._generate(prompt, self._until_s(timeout_s))

    async def stream(
        self, prompt: Prompt, *, timeout_s: float | None = None
    ) -> AsyncGenerator[str | Reply, None]:
        until_s = self._until_s(timeout_s)
        pieces = self._guarded.stream(prompt, until_s=until_s, account=self._account)
        usage, failed = Usage(), None
        try:
            async with aclosing(pieces):
                async for piece in pieces:
                    if isinstance(piece, Reply):
                        usage = piece.usage
                    yield piece
        except ModelFailed as error:
            usage, failed = error.usage or usage, error
            raise
        finally:  # Also where the reader has left: it was sent all the same.
            self._note(prompt, usage, failed)

    async def structured(
        self, prompt: Prompt, form: type[Form], *, timeout_s: float | None = None
    ) -> Form:
        until_s = self._until_s(timeout_s)
        asked = asked_for(prompt, form)
        reply = await self._generate(asked, until_s)
        found = read_form(reply.text, form)
        if not isinstance(found, Unfit):
            return found
        self._guarded.forget(asked, self._account)
        again = repair_of(asked, reply.text, found)
        reply = await self._generate(again, until_s)
        found = read_form(reply.text, form)
        if isinstance(found, Unfit):
            self._guarded.forget(again, self._account)
            raise ModelFailed("malformed", f"twice: {found.problems}")
        return found

    def _until_s(self, timeout_s: float | None) -> float:
        until_s = time.monotonic() + (self._timeout_s if timeout_s is None else timeout_s)
        if self._deadline_s is not None:
            until_s = min(until_s, self._deadline_s - LEFT_FOR_CORE_S)
        return until_s

    async def _generate(self, prompt: Prompt, until_s: float) -> Reply:
        usage, failed = Usage(), None
        try:
            reply = await self._guarded.generate(prompt, until_s=until_s, account=self._account)
            usage = reply.usage
        except ModelFailed as error:
            usage, failed = error.usage or usage, error
            raise
        finally:  # Also where it was cancelled: it was sent all the same.
            self._note(prompt, usage, failed)
        return reply

    def _note(self, prompt: Prompt, usage: Usage, error: ModelFailed | None) -> None:
        if error is not None and not error.was_sent:
            return
        material = sum(map(len, prompt.material))
        self._sent.append(
            Sent(
                purpose=prompt.purpose,
                model=self._guarded.provider.name,
                characters=len(prompt.system) + len(prompt.user) + material,
                material_characters=material,
                usage=usage,
                failed=None if error is None else error.reason,
            )
        )
