"""The parts of a study plan that the schedule's skills read; the rest is passed over."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from agent_runner.agents.schedule.models import (
    Deadline,
    PathStep,
    ScheduledBlock,
    StudyTime,
    Weekday,
)
from agent_runner.instants import PlannedDate, PlannedInstant, ZoneName


class NamedStep(BaseModel):
    """A step of a study plan, for its title."""

    model_config = ConfigDict(extra="ignore")

    concept: str
    title: str


class PlannedSchedule(BaseModel):
    """The timetable part of a study plan."""

    model_config = ConfigDict(extra="ignore")

    tz: ZoneName = "UTC"
    blocks: list[ScheduledBlock]


class PlannedGoal(BaseModel):
    """The goal part of a study plan."""

    model_config = ConfigDict(extra="ignore")

    statement: str = "Study plan"


class PlannedStudy(BaseModel):
    """The parts of a study plan that a calendar needs; the rest is passed over."""

    model_config = ConfigDict(extra="ignore")

    run_id: str | None = None
    goal: PlannedGoal = PlannedGoal()
    path: list[NamedStep] = []
    schedule: PlannedSchedule


class StepOfPlan(PathStep):
    """A step of a study plan, with what a first step and an action are made of."""

    objectives: list[str] = Field(default_factory=list[str])


class GoalOfPlan(BaseModel):
    """The goal of a study plan, for its day."""

    model_config = ConfigDict(extra="ignore")

    by: PlannedDate | None = None


class LimitsOfPlan(BaseModel):
    """What a plan's timetable keeps to: parameters of `schedule.plan`."""

    model_config = ConfigDict(extra="ignore")

    start: PlannedInstant | None = None
    deadline: Deadline | None = None
    horizon_days: Annotated[int, Field(ge=1, le=730)] = 42
    timezone: ZoneName | None = None
    minutes_per_day: Annotated[int | None, Field(ge=5, le=960)] = None
    minutes_per_weekend_day: Annotated[int | None, Field(ge=5, le=960)] = None
    minutes_per_week: Annotated[int | None, Field(ge=5, le=6720)] = None
    daily_cap_minutes: Annotated[int, Field(ge=5, le=960)] = 240
    study_times: Annotated[list[StudyTime] | None, Field(max_length=50)] = None
    days_off: Annotated[list[Weekday] | None, Field(max_length=7)] = None
    dates_off: Annotated[list[date] | None, Field(max_length=400)] = None


class TimesOfPlan(BaseModel):
    """The timetable of a study plan."""

    model_config = ConfigDict(extra="ignore")

    tz: ZoneName = "UTC"
    blocks: Annotated[list[ScheduledBlock], Field(max_length=5000)] = []
    limits: LimitsOfPlan | None = None


class UsedOfLearner(BaseModel):
    """Something of the learner that went into a plan."""

    model_config = ConfigDict(extra="ignore")

    field: str = ""
    value: JsonValue = None


class LearnerOfPlan(BaseModel):
    """What of the learner went into a plan."""

    model_config = ConfigDict(extra="ignore")

    used: list[UsedOfLearner] = []


class WellnessOfPlan(BaseModel):
    """The day's limit for health in a plan."""

    model_config = ConfigDict(extra="ignore")

    cap_minutes_per_day: Annotated[int, Field(ge=5, le=960)] = 240


class TraceOfPlan(BaseModel):
    """When a plan was made."""

    model_config = ConfigDict(extra="ignore")

    now: PlannedInstant | None = None


class PlanOfLearner(BaseModel):
    """The parts of a study plan that its blocks and days are read from."""

    model_config = ConfigDict(extra="ignore")

    goal: GoalOfPlan = GoalOfPlan()
    path: Annotated[list[StepOfPlan], Field(max_length=500)] = []
    schedule: TimesOfPlan
    wellness: WellnessOfPlan = WellnessOfPlan()
    personalization: LearnerOfPlan = LearnerOfPlan()
    trace: TraceOfPlan = TraceOfPlan()
