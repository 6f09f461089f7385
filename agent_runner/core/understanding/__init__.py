"""Free text of a learner → what is to be studied, until when, in which time, from which level.

    understand("Help me study machine learning", now=now, timezone="Europe/Berlin").subjects

Pure: no clock, no file, no network. English in full, the basics of German, Spanish and French.
Whether a subject is one we know is not decided here.
"""

from agent_runner.core.understanding.defaults import SUBJECT_QUESTION
from agent_runner.core.understanding.model import (
    Assumption,
    DateRange,
    Found,
    GoalKind,
    Language,
    Level,
    Overrides,
    Problem,
    Question,
    Settled,
    StudyTime,
    Target,
    Understanding,
)
from agent_runner.core.understanding.understand import understand

__all__ = [
    "SUBJECT_QUESTION",
    "Assumption",
    "DateRange",
    "Found",
    "GoalKind",
    "Language",
    "Level",
    "Overrides",
    "Problem",
    "Question",
    "Settled",
    "StudyTime",
    "Target",
    "Understanding",
    "understand",
]
