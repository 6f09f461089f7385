"""A week's tasks out of a to-do list or a bare topic, and the lines that sum the week up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from agent_runner.agents.schedule.models import Assumption, DayOfWeekPlan, WeekTask
from agent_runner.core.timetable import Block, Task, Timetable
from agent_runner.core.timetable.words import day_text, duration_text, list_text, time_text

_DEFAULT_TASK_MINUTES = 60
_TOPIC_STEPS = (
    ("overview", "{topic}: look through the material and list what is new to you", 25),
    ("first-idea", "{topic}: work through the first idea you listed", 50),
    ("second-idea", "{topic}: work through the second idea you listed", 50),
    ("recall", "{topic}: write down from memory what you learned, then check it", 25),
    ("problems", "{topic}: mixed problems without looking at the solutions", 50),
)


def tasks_of_list(given: Sequence[WeekTask], zone: ZoneInfo) -> tuple[list[Task], list[Assumption]]:
    """The list as tasks, the earliest due first; minutes that were not given are assumed."""
    tasks: list[Task] = []
    assumptions: list[Assumption] = []
    for number, task in enumerate(given):
        minutes = task.minutes or _DEFAULT_TASK_MINUTES
        if task.minutes is None:
            assumptions.append(
                Assumption(
                    field=f"tasks[{number}].minutes",
                    value=minutes,
                    why=f"No minutes were given for “{task.title}”.",
                    change_with=f"tasks[{number}].minutes",
                )
            )
        due = task.due
        if isinstance(due, datetime) and due.tzinfo is None:
            due = due.replace(tzinfo=zone)
        concept = f"task/{number + 1}-{_slug(task.title)}"
        tasks.append(Task(concept=concept, title=task.title, learn_minutes=minutes, due=due))
    return sorted(tasks, key=lambda task: _due_key(task.due, zone)), assumptions


def tasks_of_topic(topic: str) -> list[Task]:
    """Five steps for a topic that no topic pack covers."""
    tasks: list[Task] = []
    for step, title, minutes in _TOPIC_STEPS:
        needs = (tasks[0].concept,) if tasks else ()
        if step in ("recall", "problems"):
            needs = tuple(task.concept for task in tasks[1:3])
        tasks.append(
            Task(
                concept=f"{_slug(topic)}/{step}",
                title=title.format(topic=topic),
                learn_minutes=minutes,
                prerequisites=needs,
            )
        )
    return tasks


def days_of(blocks: Sequence[Block], tasks: Sequence[Task]) -> list[DayOfWeekPlan]:
    """A line for each day with work: `Tue 24 Nov, from 17:00: Essay draft (50 minutes) …`."""
    titles = {task.concept: task.title for task in tasks}
    days: dict[date, list[Block]] = {}
    for block in blocks:
        if block.kind != "break":
            days.setdefault(block.start.date(), []).append(block)
    lines: list[DayOfWeekPlan] = []
    for day, work in sorted(days.items()):
        minutes: dict[str, int] = {}
        for block in work:
            title = titles.get(block.concept or "", "")
            minutes[title] = minutes.get(title, 0) + block.minutes
        parts = [f"{title} ({duration_text(spent)})" for title, spent in minutes.items()]
        text = f"{day_text(day)}, from {time_text(work[0].start)}: {list_text(parts, at_most=9)}"
        lines.append(DayOfWeekPlan(date=day, minutes=sum(minutes.values()), text=text))
    return lines


def summary_of(found: Timetable, days: Sequence[DayOfWeekPlan]) -> str:
    """One or two sentences: how much on how many days, and whether it all fits."""
    total = sum(day.minutes for day in days)
    if not days:
        reason = found.conflicts[0].text if found.conflicts else "There is nothing to plan."
        return f"No study block could be placed. {reason}"
    text = f"{duration_text(total)} on {len(days)} day{'s' if len(days) > 1 else ''}"
    if found.feasible:
        return f"{text}; everything fits, and {duration_text(found.slack_minutes)} stay free."
    ways = f" The smallest way to make it fit: {found.relaxations[0].text}" if (
        found.relaxations
    ) else ""  # fmt: skip
    return f"{text}; {duration_text(-found.slack_minutes)} find no place.{ways}"


def _due_key(due: date | datetime | None, zone: ZoneInfo) -> datetime:
    if due is None:
        return datetime.max.replace(tzinfo=UTC)
    if isinstance(due, datetime):
        return due
    return datetime.combine(due, time.max, zone)


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")[:60] or "task"
