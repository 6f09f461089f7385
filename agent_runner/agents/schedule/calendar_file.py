"""A plan's blocks as a calendar file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from agent_runner.agents.schedule.models import CalendarFile, ScheduledBlock
from agent_runner.core.ics import Entry, write

_VERBS: Mapping[str, str] = {"learn": "Learn", "practice": "Practise", "review": "Review"}


def calendar_file(
    blocks: Sequence[ScheduledBlock],
    *,
    run_id: str,
    name: str,
    zone: ZoneInfo,
    titles: Mapping[str, str],
    stamp: datetime,
    sequence: int,
    alarm_minutes: int | None,
) -> CalendarFile:
    """Breaks are left out. The n-th block of a kind and concept keeps its UID when it moves."""
    numbers: dict[tuple[str, str], int] = {}
    entries: list[Entry] = []
    for block in blocks:
        if block.kind == "break":
            continue
        concept = block.concept or "study"
        number = numbers[block.kind, concept] = numbers.get((block.kind, concept), 0) + 1
        title = titles.get(concept) or concept.rsplit("/", 1)[-1].replace("-", " ")
        entries.append(
            Entry(
                uid=f"{_plain(run_id)}.{block.kind}.{_plain(concept)}.{number}@study-companion",
                start=_aware(block.start, zone),
                end=_aware(block.end, zone),
                title=f"{_VERBS[block.kind]}: {title}",
                text=block.because,
                category=_VERBS[block.kind],
                alarm_minutes=alarm_minutes,
            )
        )
    ics = write(entries, name=name, tz=zone.key, stamp=stamp, sequence=sequence)
    return CalendarFile(ics=ics, filename=f"study-plan-{_plain(run_id)}.ics", events=len(entries))


def _aware(at: datetime, zone: ZoneInfo) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:80] or "x"
