"""The one door to dateparser: a written date ("12. Dezember 2026", "3/4") to a date.

It gets spans that are dates already; finding them, relative dates and weekdays are not its job.
dateparser is imported on first use, because that takes a tenth of a second; it opens no network.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from agent_runner.core.understanding.model import Language

Order = Literal["DMY", "MDY"]

_MONTH_FIRST_REGIONS = frozenset({"US", "PH", "PW", "FM", "MH", "PR", "GU"})
_YEAR_FIRST = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{2,4}))?\.?")


def order_of(locale: str) -> Order:
    """Which of day and month a locale puts first in figures; plain `en` counts as American."""
    language, *rest = re.split(r"[-_]", locale)
    region = next((part.upper() for part in rest if len(part) == 2), None)
    if region is None:
        return "MDY" if language.lower() == "en" else "DMY"
    return "MDY" if region in _MONTH_FIRST_REGIONS else "DMY"


def written_date(text: str, *, today: date, language: Language, order: Order) -> date | None:
    """The date a span names; None where the calendar has no such day.

    Without a year it is the next such date, today included.
    """
    numeric = _NUMERIC.fullmatch(text)
    if numeric and not _YEAR_FIRST.fullmatch(text):
        year = numeric[3] or ""
        parts = (numeric[1], numeric[2], f"20{year}" if len(year) == 2 else year)
        text = "/".join(part for part in parts if part)
    else:
        order = "DMY"
    yesterday = datetime.combine(today - timedelta(days=1), datetime.max.time())
    return _parse(text, yesterday.replace(microsecond=0), language, order) or (
        _parse(text, yesterday.replace(microsecond=0), language, _OTHER[order]) if numeric else None
    )


_OTHER: dict[Order, Order] = {"DMY": "MDY", "MDY": "DMY"}


@lru_cache(maxsize=512)
def _parse(text: str, base: datetime, language: Language, order: Order) -> date | None:
    from dateparser.date import DateDataParser

    languages = [language] if language == "en" else [language, "en"]
    parser = DateDataParser(
        languages=languages,
        settings={
            "RELATIVE_BASE": base,
            "PREFER_DATES_FROM": "future",
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month"],
            "DATE_ORDER": order,
        },
    )
    found = parser.get_date_data(text).date_obj
    return found.date() if found is not None else None
