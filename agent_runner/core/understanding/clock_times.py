"""Times of the clock in a text: "2pm", "14:00", "14 Uhr", "a las 9", as minutes from midnight."""

from __future__ import annotations

import re

NOON_WORDS = {"noon": 720, "midday": 720, "mittag": 720, "midi": 720, "midnight": 1440}
CLOCK = (
    r"(?:(?P<{0}h>\d{{1,2}})(?:[:.](?P<{0}m>[0-5]\d))?\s*(?P<{0}ap>[ap]\.?m\b\.?|uhr\b|o'?clock\b|h"
    r"(?P<{0}hm>[0-5]\d)?\b)?|(?P<{0}w>noon|midday|mittag|midi|midnight))"
)
_BESIDE_AFTER = re.compile(
    r"\s*,?\s*(?:at|@|um|a las?|a|vers)?\s*" + CLOCK.format("t") + r"(?![\w:])"
)
_LEADS = re.compile(r"\s*,?\s*(?:at|@|um|a las?|a|vers)\s")
_BESIDE_BEFORE = re.compile(r"(?:at|um|@)\s+" + CLOCK.format("t") + r"\s*(?:on|,)?\s*$")


def minute_of_match(match: re.Match[str], name: str, *, marked: bool = False) -> int | None:
    """Minutes from midnight of a `CLOCK` match; None where it is no time of the clock.

    `marked`: what stands beside says that it is a time ("at 9"), so that a bare number is one.
    """
    if match[f"{name}w"]:
        return NOON_WORDS[match[f"{name}w"]]
    if not match[f"{name}h"]:
        return None
    hour, minute = int(match[f"{name}h"]), int(match[f"{name}m"] or match[f"{name}hm"] or 0)
    half_day = (match[f"{name}ap"] or "").replace(".", "")
    if not half_day and not match[f"{name}m"] and not marked:
        return None
    if half_day in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half_day == "pm" else 0)
    elif marked and not half_day and not match[f"{name}m"] and 1 <= hour <= 6:
        hour += 12
    return hour * 60 + minute if hour < 24 or (hour == 24 and minute == 0) else None


def time_beside(text: str, start: int, end: int) -> tuple[int, int, int] | None:
    """A time of day right after or right before a date: `(start, end, minute)` of both together."""
    after = _BESIDE_AFTER.match(text, end, end + 24)
    if after:
        marked = bool(_LEADS.match(text, end))
        minute = minute_of_match(after, "t", marked=marked)
        if minute is not None:
            return start, after.end(), minute
    before = _BESIDE_BEFORE.search(text[max(0, start - 20) : start])
    if before:
        minute = minute_of_match(before, "t", marked=True)
        if minute is not None:
            return start - (min(start, 20) - before.start()), end, minute
    return None
