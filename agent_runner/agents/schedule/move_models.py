"""What a move in a plan gives, as it crosses the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from agent_runner.core.timetable import Kind


class MovedOut(BaseModel):
    """A block that lies elsewhere now; `to` is null where it is not planned any more."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    concept: str
    title: str
    kind: Kind
    from_: datetime = Field(validation_alias="from", serialization_alias="from")
    to: datetime | None
    because: str


class Place(BaseModel):
    """Where a dragged block could be, with nothing else moved."""

    start: datetime
    end: datetime


class MoveConflict(BaseModel):
    """Why a block cannot be where it was dragged to."""

    kind: Literal[
        "past",
        "deadline",
        "day_off",
        "busy",
        "asleep",
        "order",
        "review",
        "day",
        "week",
        "due",
        "no_room",
    ]
    text: str
    nearest: list[Place]


class PlanMove(BaseModel):
    """A plan after a block was dragged; with `conflicts` it is as it was.

    `moved` begins with the dragged block. `is_fewest`: it is shown that no way moves fewer blocks.
    """

    plan: dict[str, JsonValue]
    moved: list[MovedOut]
    conflicts: list[MoveConflict]
    is_fewest: bool
    text: str
