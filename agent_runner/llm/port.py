"""What a skill may ask of a language model, and the model that is not there."""

from __future__ import annotations

from typing import Protocol


class LanguageModel(Protocol):
    """A model that may enrich an answer. It never replaces a fact, a schedule or a score."""

    @property
    def available(self) -> bool:
        """Whether a model is configured."""
        ...

    @property
    def name(self) -> str | None:
        """The model's name, None where there is none."""
        ...


class NoModel:
    """No key was given: every answer comes from the core."""

    available = False
    name = None
