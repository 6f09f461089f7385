"""Which country a learner is probably in, so that help is near: from the locale, or the zone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources


def country_of(*, locale: str, timezone: str) -> str | None:
    """The ISO 3166 code (`DE`): the region of `de-DE`, else the country of `Europe/Berlin`."""
    for part in locale.replace("_", "-").split("-")[1:]:
        if len(part) == 2 and part.isalpha():
            return part.upper()
    return _countries().get(timezone)


@cache
def _countries() -> Mapping[str, str]:
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows if len(row) > 2}
