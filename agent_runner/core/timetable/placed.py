"""A piece of work at its place, in minutes of the timetable's own time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PartKind = Literal["learn", "practice"]
WorkKind = Literal["learn", "practice", "review"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """Work at a place; `task` is an index, `gaps` the reviews' gaps in days up to this one."""

    start: int
    end: int
    day: int
    kind: WorkKind
    task: int
    gaps: tuple[int, ...] = ()
