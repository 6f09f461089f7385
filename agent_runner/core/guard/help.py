"""Owns what a person in danger reads: fixed text and helplines, by language and country.

Nothing here is generated. Texts and helplines are data files, written and dated by people; a test
fails when the helplines have not been reviewed for twelve months.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from agent_runner.core.guard.verdict import Verdict

DATA = Path(__file__).parent / "data"
SHOWN_LINES = 5

Kind = Literal["danger", "serious", "eating", "abuse", "third_person", "violence", "distress"]
Need = Literal["crisis", "eating", "abuse"]

_NEED: dict[Kind, Need] = {"eating": "eating", "abuse": "abuse"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Helpline:
    """One service. At least one of `number`, `text` (SMS) and `chat` (URL) is there."""

    country: str | None
    name: str
    number: str | None
    text: str | None
    chat: str | None
    hours: str
    url: str
    source: str
    reviewed: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Help:
    """What is shown: `message` first, then the lines; `emergency` where the country is known."""

    kind: Kind
    language: str
    message: str
    disclosure: str
    helplines: tuple[Helpline, ...]
    emergency: str | None
    text_version: str
    reviewed: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """Which texts are in force, whether or not any is shown."""

    disclosure: str
    version: str
    reviewed: date


def edition(locale: str = "en") -> Edition:
    """The disclosure that a program answers, and the dates of texts and helplines."""
    texts = _texts()
    language = locale.partition("-")[0].lower()
    return Edition(
        disclosure=texts["disclosure"].get(language, texts["disclosure"]["en"]),
        version=texts["version"],
        reviewed=date.fromisoformat(_lines()["reviewed"]),
    )


def help_for(verdict: Verdict, *, locale: str = "en") -> Help | None:
    """The help that belongs to a verdict; None at level 0.

    The language is the one the words were heard in, or the locale's if they were English.
    """
    if verdict.level == 0:
        return None
    texts, lines = _texts(), _lines()
    spoken = locale.partition("-")[0].lower() if verdict.language == "en" else verdict.language
    language = spoken if spoken in texts["disclosure"] else "en"
    kind = _kind(verdict)
    country = (verdict.country or "").upper() or None
    number = cast(Mapping[str, str], lines["emergency"]).get(country or "")
    return Help(
        kind=kind,
        language=language,
        message=texts["texts"][kind][language].format(
            emergency=number or texts["emergency"][language]
        ),
        disclosure=texts["disclosure"][language],
        helplines=helplines(country, _NEED.get(kind, "crisis")),
        emergency=number,
        text_version=texts["version"],
        reviewed=date.fromisoformat(lines["reviewed"]),
    )


def helplines(country: str | None, need: Need = "crisis") -> tuple[Helpline, ...]:
    """The lines of a country for a need, those for any crisis after them, and a world-wide one."""
    everything = _lines()
    entries = [
        e
        for e in cast(Sequence[Mapping[str, Any]], everything["lines"])
        if country is not None and e["country"] == country.upper()
    ]
    special = [e for e in entries if need in e["for"]]
    general = [e for e in entries if "crisis" in e["for"] and e not in special]
    chosen = [*special, *general][: SHOWN_LINES - 1]
    return tuple(_helpline(entry) for entry in [*chosen, everything["anywhere"]])


def _kind(verdict: Verdict) -> Kind:
    family = verdict.families[0]
    if verdict.level == 1:
        return "distress"
    if family == "eating_disorder":
        return "eating"
    if family == "abuse":
        return "abuse"
    if family == "third_person":
        return "third_person"
    if family == "harm_to_others":
        return "violence"
    return "danger" if verdict.level == 3 else "serious"


def _helpline(entry: Mapping[str, Any]) -> Helpline:
    return Helpline(
        country=entry["country"],
        name=entry["name"],
        number=entry.get("number"),
        text=entry.get("text"),
        chat=entry.get("chat"),
        hours=entry["hours"],
        url=entry["url"],
        source=entry["source"],
        reviewed=date.fromisoformat(entry["reviewed"]),
    )


@cache
def _texts() -> dict[str, Any]:
    return json.loads((DATA / "texts.json").read_text("utf-8"))


@cache
def _lines() -> dict[str, Any]:
    return json.loads((DATA / "helplines.json").read_text("utf-8"))
