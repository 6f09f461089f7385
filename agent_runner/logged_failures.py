"""What a log may say of a failure whose text quotes a learner: its type and place, no more."""

from __future__ import annotations

import traceback
from pathlib import PurePath

from agent_runner.errors import InvalidInput, RunnerError

_FRAMES = 6


def kind_of(error: BaseException) -> str:
    """The type, and of our own errors the code and the fields: `InvalidInput -32602 (due)`."""
    name = type(error).__name__
    if isinstance(error, InvalidInput):
        return f"{name} {error.code} ({', '.join(one.field for one in error.errors)})"
    return f"{name} {error.code}" if isinstance(error, RunnerError) else name


def place_of(error: BaseException) -> str:
    """Where it arose, the innermost last: `skill.py:110 run > grading.py:88 grade`."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return " > ".join(f"{PurePath(one.filename).name}:{one.lineno} {one.name}" for one in frames)
