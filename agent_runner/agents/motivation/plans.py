"""If-then plans that name a real block of the schedule, with a backup in the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from agent_runner.agents.motivation.models import Backup, IfThen, PathStep, StudyBlock
from agent_runner.agents.motivation.steps import first_step
from agent_runner.core.timetable.words import WEEKDAYS, day_text, time_text

_DOES: Mapping[str, str] = {
    "learn": "start with",
    "practice": "practise",
    "review": "test myself on",
}
# What a learner says gets in the way, and what to do then.
_OBSTACLES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("phone", "instagram", "tiktok", "youtube", "game", "social media", "netflix", "scroll"),
     "put the phone into another room before I sit down"),
    (("tired", "sleepy", "exhausted", "energy"),
     "do the first 5 minutes standing, then decide whether to go on or to rest"),
    (("noise", "noisy", "loud", "roommate", "family", "kids", "people", "flat"),
     "take my things to the place I have chosen beforehand"),
    (("start", "procrastinat", "motivat", "lazy", "boring", "bored", "mood"),
     "do only the first line, and let myself stop after that"),
    (("hard", "difficult", "stuck", "understand", "confus", "lost"),
     "write down the exact question I am stuck on and go on with the next example"),
    (("late", "time", "busy", "work", "shift", "job", "meeting", "train"),
     "do 10 minutes in the first gap and leave the rest to the next block"),
    (("afraid", "anxious", "nervous", "scared", "panic", "stress", "worr"),
     "write the worry down, put it aside, and do the easiest item first"),
)  # fmt: skip
_ANY_OBSTACLE = "do the first 5 minutes anyway, then decide again"


def if_then_plans(
    blocks: Sequence[StudyBlock],
    *,
    zone: ZoneInfo,
    now: datetime,
    steps: Sequence[PathStep],
    place: str | None,
    obstacle: str | None,
    most: int,
) -> list[IfThen]:
    """A plan for the first block of each of the next `most` study days; none without blocks."""
    titles = {step.concept: step for step in steps}
    work = sorted(
        (block for block in blocks if block.kind != "break" and _local(block.end, zone) > now),
        key=lambda block: _local(block.start, zone),
    )
    firsts: list[int] = []
    days = set[int]()
    for number, block in enumerate(work):
        day = _local(block.start, zone).toordinal()
        if day not in days and len(firsts) < most:
            days.add(day)
            firsts.append(number)
    return [
        IfThen(
            if_=f"it is {_when(work[number].start, zone)}",
            then=_then(work[number], titles, place),
            block_start=_local(work[number].start, zone),
            backup=_backup(work, number, zone, titles, obstacle),
        )
        for number in firsts
    ]


def title_of(concept: str | None, titles: Mapping[str, PathStep]) -> str:
    """The concept's title, or its id in words."""
    if concept is None:
        return "my plan"
    step = titles.get(concept)
    return step.title if step else concept.rsplit("/", 1)[-1].replace("-", " ")


def _then(block: StudyBlock, titles: Mapping[str, PathStep], place: str | None) -> str:
    title = title_of(block.concept, titles)
    step = titles.get(block.concept or "")
    where = f"sit down {place} and " if place else ""
    minutes = round((block.end - block.start).total_seconds() / 60)
    if block.kind == "learn" and step is not None and step.objectives:
        begin = first_step(title, step.objectives).text.partition(": ")[2].partition(". Stop")[0]
        return f"I {where}start with {title} ({minutes} minutes): {begin}"
    return f"I {where}{_DOES[block.kind]} {title} for {minutes} minutes"


def _backup(
    work: Sequence[StudyBlock],
    number: int,
    zone: ZoneInfo,
    titles: Mapping[str, PathStep],
    obstacle: str | None,
) -> Backup:
    block = work[number]
    title = title_of(block.concept, titles)
    today = _local(block.start, zone).date()
    later = next((b for b in work[number + 1 :] if _local(b.start, zone).date() > today), None)
    start = _local(later.start, zone) if later is not None else None
    if obstacle:
        then = f"I {_answer_to(obstacle)}"
        return Backup(if_=f"this gets in the way: {_plain(obstacle)}", then=then, block_start=start)
    if later is None:
        then = f"I do 10 minutes of {title} before I go to bed and ask for a new schedule"
        return Backup(if_="I miss that", then=then, block_start=None)
    then = f"I do 10 minutes of {title} first when it is {_when(later.start, zone)}"
    return Backup(if_="I miss that", then=then, block_start=start)


def _answer_to(obstacle: str) -> str:
    said = obstacle.lower()
    return next((do for words, do in _OBSTACLES if any(w in said for w in words)), _ANY_OBSTACLE)


def _plain(obstacle: str) -> str:
    return " ".join(obstacle.split()).strip(" .,;:!?")[:120]


def _when(at: datetime, zone: ZoneInfo) -> str:
    there = _local(at, zone)
    return f"{WEEKDAYS[there.weekday()]}{day_text(there)[3:]}, {time_text(there)}"


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(zone)
