"""The occurrences of a repeating event (RRULE, RDATE, EXDATE), bounded whatever the rule says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from itertools import islice, takewhile
from typing import Any, cast

from dateutil.rrule import rrulestr  # pyright: ignore[reportUnknownVariableType]
from icalendar import Event, vBroken

_DAILY_OR_RARER = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_MOST_OCCURRENCES = 20_000
_EARLIEST_YEAR = 1900


class UnfollowedRule(Exception):
    """A rule that is not followed: it cannot be read or would run too long."""


def occurrences(event: Event, start: datetime, *, until: datetime) -> list[datetime]:
    """The starts of all occurrences before `until`, in order; `start` alone without a rule.

    Repeats by the wall clock of `start`'s zone. Raises `UnfollowedRule` for rules by the hour or
    faster and for series that began before 1900, `ValueError` for a rule that makes no sense.
    """
    dates = {start}
    for rule in _listed(event.get("RRULE")):
        dates.update(_by_rule(rule, start, until))
    for extra in _dates(event.get("RDATE"), start):
        dates.add(extra)
    dates.difference_update(_dates(event.get("EXDATE"), start))
    return sorted(at for at in dates if at < until)


def _by_rule(rule: Any, start: datetime, until: datetime) -> Iterator[datetime]:
    if isinstance(rule, vBroken):
        raise UnfollowedRule("its rule cannot be read, only its first time counts")
    parts = {str(key).upper(): value for key, value in rule.items()}
    frequency = str(_listed(parts.get("FREQ", "")) and _listed(parts["FREQ"])[0]).upper()
    if frequency not in _DAILY_OR_RARER:
        raise UnfollowedRule(
            f"every {frequency or '?'} is not followed, only its first time counts"
        )
    if start.year < _EARLIEST_YEAR:
        raise UnfollowedRule(f"since {start.year} is not followed, only its first time counts")
    count = _listed(parts.get("COUNT")) or [None]
    # a rule with no match would be followed to the year 9999, so every rule gets an end
    end = min([until.astimezone(UTC), *_ends(parts.get("UNTIL"), start)])
    text = rule.to_ical().decode("utf-8")
    kept = [part for part in text.split(";") if not part.upper().startswith(("UNTIL=", "COUNT="))]
    rule_text = ";".join([*kept, f"UNTIL={end:%Y%m%dT%H%M%SZ}"])
    found = cast("Iterable[datetime]", rrulestr(rule_text, dtstart=start))
    most = _MOST_OCCURRENCES if count[0] is None else min(int(count[0]), _MOST_OCCURRENCES)
    yield from takewhile(lambda at: at < until, islice(found, most))


def _ends(value: Any, start: datetime) -> list[datetime]:
    return [
        datetime.combine(end, time.max, start.tzinfo).astimezone(UTC)
        if not isinstance(end, datetime)
        else (end if end.tzinfo else end.replace(tzinfo=start.tzinfo)).astimezone(UTC)
        for end in _listed(value)
        if isinstance(end, date)
    ]


def _dates(value: Any, start: datetime) -> Iterator[datetime]:
    for group in _listed(value):
        entries: list[Any] = [] if isinstance(group, vBroken) else getattr(group, "dts", [])
        for entry in entries:
            given: Any = entry.dt
            at: object = cast("Any", given)[0] if isinstance(given, tuple) else given
            if isinstance(at, datetime):
                yield at if at.tzinfo else at.replace(tzinfo=start.tzinfo)
            elif isinstance(at, date):
                yield datetime.combine(at, start.time(), start.tzinfo)


def value_of(prop: object) -> object:
    """What a property stands for; None for one that is missing, doubled or cannot be read."""
    return None if isinstance(prop, vBroken) else getattr(prop, "dt", None)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(cast("list[Any]", value)) if isinstance(value, list) else [value]
