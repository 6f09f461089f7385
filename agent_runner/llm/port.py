"""What a skill may ask of a language model, and the model that is not there.

A skill talks to a `LanguageModel`, which belongs to its run: deadline, retries, budget and cache
are seen to there. That stands on a `Provider`, which speaks to one model and does nothing else.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from pydantic import BaseModel

from agent_runner.json_types import JsonValue

Form = TypeVar("Form", bound=BaseModel)

Reason = Literal[
    "no_key",  # none is configured
    "bad_key",  # the provider refuses the key
    "bad_model",  # the provider knows no such model, or retired it
    "bad_request",  # the provider refuses what was asked
    "quota",  # too many requests, or the provider's quota is used up
    "budget",  # our own limit of tokens or money is used up
    "busy",  # too many calls of ours at the same time
    "timeout",
    "unavailable",  # the provider is down, or not to be reached
    "blocked",  # stopped for safety, by the provider
    "empty",  # an answer without text
    "cut_off",  # the answer is longer than was allowed
    "malformed",  # not the JSON that was asked for
    "not_shared",  # what would have to be sent, the learner has not agreed to share
]


class ModelFailed(Exception):
    """The model did not help; the core's answer stands, with `degraded: ["llm:<reason>"]`.

    `retry_after_s` is what the provider asked for; `usage` what the failure cost, where the
    provider says so; `detail` is for the log and holds no key and nothing of what was sent.
    `was_sent` False: it was refused here, before anything left the process.
    """

    def __init__(
        self,
        reason: Reason,
        detail: str = "",
        *,
        retry_after_s: float | None = None,
        usage: Usage | None = None,
        was_sent: bool = True,
    ) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: Reason = reason
        self.detail = detail
        self.retry_after_s = retry_after_s
        self.usage = usage
        self.was_sent = was_sent


@dataclass(frozen=True, kw_only=True, slots=True)
class Prompt:
    """What a model is asked.

    `system` is ours alone; `user` may hold the learner's words; `material` is text of others
    (documents), which is data and never an instruction. `purpose` is the skill's name, for traces
    and budgets. `schema`: the JSON Schema the answer must keep to. `is_public`: it holds nothing of
    a learner's own, so what was answered to one may be answered to another.
    """

    purpose: str
    system: str
    user: str
    material: tuple[str, ...] = ()
    schema: Mapping[str, JsonValue] | None = None
    max_output_tokens: int = 1024
    temperature: float = 0.4
    is_public: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """What a call cost; `usd` None where no price is known. `cached`: nothing, it was known."""

    input_tokens: int = 0
    output_tokens: int = 0
    usd: float | None = None
    cached: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """A whole answer."""

    text: str
    model: str
    usage: Usage


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """What one call sent away and what it cost, for a trace; never the text itself.

    `characters`: how much was sent, `material_characters` of them out of documents. `failed`: why
    nothing came back. A call that was answered from what is known (`usage.cached`) sent nothing.
    """

    purpose: str
    model: str
    characters: int
    material_characters: int
    usage: Usage
    failed: Reason | None = None


class Provider(Protocol):
    """One model of one maker. Raises `ModelFailed`; makes one request, and no second."""

    @property
    def name(self) -> str:
        """The model's name."""
        ...

    async def generate(self, prompt: Prompt, *, timeout_s: float) -> Reply:
        """The answer; cancelling it ends the request."""
        ...

    def stream(self, prompt: Prompt, *, timeout_s: float) -> AsyncGenerator[str | Reply, None]:
        """Pieces of text as they come, and the whole as a `Reply` at the end."""
        ...

    async def aclose(self) -> None: ...


class LanguageModel(Protocol):
    """A model that may enrich an answer. It never replaces a fact, a schedule or a score.

    Every method raises `ModelFailed`, and nothing else but `CancelledError`, within `timeout_s`
    (or the run's deadline, where that is nearer).
    """

    @property
    def available(self) -> bool:
        """Whether a model is configured."""
        ...

    @property
    def name(self) -> str | None:
        """The model's name, None where there is none."""
        ...

    @property
    def timeout_s(self) -> float:
        """How long a call may take that says nothing of it."""
        ...

    @property
    def sent(self) -> Sequence[Sent]:
        """What this run has sent so far, in the order in which the calls ended."""
        ...

    async def generate(self, prompt: Prompt, *, timeout_s: float | None = None) -> Reply: ...

    def stream(
        self, prompt: Prompt, *, timeout_s: float | None = None
    ) -> AsyncGenerator[str | Reply, None]: ...

    async def structured(
        self, prompt: Prompt, form: type[Form], *, timeout_s: float | None = None
    ) -> Form:
        """The answer as a `form`, validated; `prompt.schema` is made of it."""
        ...


class NoModel:
    """No key was given: every answer comes from the core."""

    available = False
    name = None
    timeout_s = 0.0
    sent: Sequence[Sent] = ()

    async def generate(self, prompt: Prompt, *, timeout_s: float | None = None) -> Reply:  # noqa: ARG002
        raise ModelFailed("no_key", was_sent=False)

    async def stream(
        self,
        prompt: Prompt,  # noqa: ARG002
        *,
        timeout_s: float | None = None,  # noqa: ARG002
    ) -> AsyncGenerator[str | Reply, None]:
        raise ModelFailed("no_key", was_sent=False)
        yield ""

    async def structured(
        self,
        prompt: Prompt,  # noqa: ARG002
        form: type[Form],  # noqa: ARG002
        *,
        timeout_s: float | None = None,  # noqa: ARG002
    ) -> Form:
        raise ModelFailed("no_key", was_sent=False)
