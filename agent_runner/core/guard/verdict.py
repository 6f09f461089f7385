"""Owns what the guard says of a text. The words a person reads are in `help.py`."""

from dataclasses import dataclass
from typing import Literal

from agent_runner.core.guard.families import Family, Level


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What was heard: the rule (or `classifier`), its family and the folded words."""

    rule: str
    family: Family
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """`level` 0 to 3; at 2 and 3 the run stops and the person gets help instead of a plan.

    `families` and `matched` are empty at level 0, the gravest first; `language` is the one the
    words were heard in. `matched` holds what the person wrote: never log or store it.
    """

    level: Level
    families: tuple[Family, ...]
    matched: tuple[Finding, ...]
    language: str
    country: str | None

    @property
    def stops(self) -> bool:
        """Whether help comes before anything else."""
        return self.level >= 2

    @property
    def name(self) -> Literal["none", "distress", "serious", "danger"]:
        """The level as a word: none, distress, serious or danger."""
        return ("none", "distress", "serious", "danger")[self.level]
