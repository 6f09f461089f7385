"""What is known of models by name: prices, retirements, what they take. All of it is data, in
`models.json`, with its date and sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from agent_runner.llm.port import Usage

MODEL_TABLE = "models.json"


class Price(BaseModel):
    """US dollars for a million tokens, up to the end of the day `until`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    input: float
    output: float
    until: date | None = None


class KnownModel(BaseModel):
    """One model; prices in the order in which they hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    prices: tuple[Price, ...] = ()
    temperature: bool = False
    thinking_tokens: int = 0


class Retirement(BaseModel):
    """When a model is turned off, None where that could not be verified, and what to use then."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    on: date | None = None
    successor: str


class ModelTable(BaseModel):
    """`models.json`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    about: str
    sources: dict[str, str]
    defaults: dict[str, str | None]
    models: dict[str, KnownModel]
    retired: dict[str, Retirement]

    def facts(self, name: str) -> ModelFacts:
        """Of any name; of one that is not in the table little is known."""
        known = self.models.get(name, KnownModel())
        return ModelFacts(
            name=name,
            prices=known.prices,
            takes_temperature=known.temperature,
            thinking_tokens=known.thinking_tokens,
        )

    def warning(self, name: str, today: date) -> str | None:
        """What to say at the start of a process that is told to use a model."""
        retired = self.retired.get(name)
        if retired is None:
            return None
        if retired.on is None:
            return f"the model {name} is deprecated by its maker: use {retired.successor}"
        ends = "was turned off" if retired.on <= today else "will be turned off"
        return f"the model {name} {ends} on {retired.on}: use {retired.successor}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelFacts:
    """What a provider has to know of its model."""

    name: str
    prices: tuple[Price, ...] = ()
    takes_temperature: bool = False
    thinking_tokens: int = 0

    def usd(self, usage: Usage, today: date) -> float | None:
        """What a call costs today; None where no price is known."""
        for price in self.prices:
            if price.until is None or today <= price.until:
                paid = usage.input_tokens * price.input + usage.output_tokens * price.output
                return paid / 1_000_000
        return None


def read_table() -> ModelTable:
    """The table that comes with this package."""
    text = files("agent_runner.llm").joinpath(MODEL_TABLE).read_text("utf-8")
    return ModelTable.model_validate_json(text)
