"""From the timetable's answer to what crosses the wire."""

from __future__ import annotations

from collections.abc import Sequence

from agent_runner.agents.schedule.models import (
    Assumption,
    CalendarProblem,
    ConflictOut,
    DayMinutesOut,
    MoveOut,
    RelaxationOut,
    Schedule,
    ScheduledBlock,
    TaskMinutes,
)
from agent_runner.core.timetable import Timetable


def schedule_of(
    found: Timetable,
    *,
    calendar_problems: Sequence[CalendarProblem] = (),
    assumptions: Sequence[Assumption] = (),
) -> Schedule:
    """The timetable as models, with what the request's reading adds."""
    return Schedule(
        tz=found.tz,
        blocks=[
            ScheduledBlock(
                start=block.start,
                end=block.end,
                kind=block.kind,
                concept=block.concept,
                because=block.because,
            )
            for block in found.blocks
        ],
        feasible=found.feasible,
        slack_minutes=found.slack_minutes,
        unplaced=[
            TaskMinutes(concept=one.concept, title=one.title, minutes=one.minutes)
            for one in found.unplaced
        ],
        conflicts=[
            ConflictOut(kind=one.kind, text=one.text, minutes=one.minutes)
            for one in found.conflicts
        ],
        relaxations=[
            RelaxationOut(kind=one.kind, text=one.text, changes=dict(one.changes))
            for one in found.relaxations
        ],
        due_forecast=[
            DayMinutesOut(date=one.date, minutes=one.minutes) for one in found.due_forecast
        ],
        moves=[
            MoveOut(concept=one.concept, kind=one.kind, was=one.was, to=one.to, because=one.because)
            for one in found.moves
        ],
        calendar_problems=list(calendar_problems),
        assumptions=list(assumptions),
    )
