"""From tasks and constraints to blocks on real days, with the reason for each.

    timetable(tasks, Constraints(tz="Europe/Berlin", start=now, deadline=date(2026, 12, 12)))

Pure and deterministic; reads no clock. What it promises of the blocks: nothing overlaps, nothing
lies before the start, past the deadline, in busy time or on a day ruled out; a day never holds
more work than its cap; a concept is learned after its prerequisites, practised after it is
learned and reviewed from the next day on with growing gaps; at most two blocks of a concept follow
one another; after at most 50 minutes of work there is a break, and blocks last as long as they say,
also across clock changes. What does not fit is said in minutes, with the smallest ways out.
"""

from agent_runner.core.timetable.drag_words import MovedBlock, Refused
from agent_runner.core.timetable.dragging import Dragged, dragged
from agent_runner.core.timetable.model import (
    Block,
    Busy,
    Conflict,
    Constraints,
    DayMinutes,
    Kind,
    Move,
    Relaxation,
    Task,
    Timetable,
    Unplaced,
    Window,
    default_windows,
)
from agent_runner.core.timetable.solving import timetable

__all__ = [
    "Block",
    "Busy",
    "Conflict",
    "Constraints",
    "DayMinutes",
    "Dragged",
    "Kind",
    "Move",
    "MovedBlock",
    "Refused",
    "Relaxation",
    "Task",
    "Timetable",
    "Unplaced",
    "Window",
    "default_windows",
    "dragged",
    "timetable",
]
