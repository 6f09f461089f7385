"""A model that says what it was told to: the double of every provider, for tests.

What is kept of the calls (`asked`, `most_at_once`, `cancelled`) lets a test say what reached it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass

from agent_runner.llm.port import ModelFailed, Prompt, Reply, Usage


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One answer. In a stream `chunks` come one by one (`text`, where there are none), then
    `failure`, if any, is raised. It waits `delay_s` and for `until` before it says anything.
    """

    text: str = ""
    chunks: tuple[str, ...] = ()
    failure: ModelFailed | None = None
    delay_s: float = 0.0
    until: asyncio.Event | None = None
    usage: Usage | None = None


Script = str | ModelFailed | Step | Callable[[Prompt], str]
"""A text, a failure, a `Step`, or what makes a text of the prompt."""


class ScriptedProvider:
    """Answers with one step of its script after the other, then with `then` for ever.

    At the end of a script without `then` it fails as one that is away: `unavailable`.
    """

    def __init__(
        self, script: Iterable[Script] = (), *, then: Script | None = None, name: str = "scripted"
    ) -> None:
        self._script = deque(script)
        self._then = then
        self._name = name
        self.asked: list[Prompt] = []
        self.timeouts_s: list[float] = []
        self.at_once = 0
        self.most_at_once = 0
        self.cancelled = 0
        self.is_closed = False
        self.began = asyncio.Event()
        """Set when a call has begun."""

    @property
    def name(self) -> str:
        return self._name

    async def generate(self, prompt: Prompt, *, timeout_s: float) -> Reply:
        reply: Reply | None = None
        async for piece in self.stream(prompt, timeout_s=timeout_s):
            if isinstance(piece, Reply):
                reply = piece
        assert reply is not None
        return reply

    async def stream(
        self, prompt: Prompt, *, timeout_s: float
    ) -> AsyncGenerator[str | Reply, None]:
        self.asked.append(prompt)
        self.timeouts_s.append(timeout_s)
        step = self._next_step(prompt)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.began.set()
        try:
            async with asyncio.timeout(timeout_s):
                await asyncio.sleep(step.delay_s)
                if step.until is not None:
                    await step.until.wait()
            for chunk in step.chunks or ((step.text,) if step.text else ()):
                yield chunk
                await asyncio.sleep(0)
        except TimeoutError:
            raise ModelFailed("timeout", f"nothing within {timeout_s:.1f} s") from None
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled += 1
            raise
        finally:
            self.at_once -= 1
        if step.failure is not None:
            raise step.failure
        text = "".join(step.chunks) or step.text
        yield Reply(text=text, model=self._name, usage=step.usage or _counted(prompt, text))

    async def aclose(self) -> None:
        self.is_closed = True

    def _next_step(self, prompt: Prompt) -> Step:
        script = self._script.popleft() if self._script else self._then
        if script is None:
            return Step(failure=ModelFailed("unavailable", "the script is at its end"))
        if isinstance(script, Step):
            return script
        if isinstance(script, ModelFailed):
            return Step(failure=script)
        return Step(text=script if isinstance(script, str) else script(prompt))


def _counted(prompt: Prompt, text: str) -> Usage:
    """A token for a word."""
    sent = " ".join((prompt.system, *prompt.material, prompt.user))
    return Usage(input_tokens=len(sent.split()), output_tokens=len(text.split()))
