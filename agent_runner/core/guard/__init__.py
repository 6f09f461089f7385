"""The safety guard: hears danger to a person in free text, and has the words that help.

    from agent_runner.core.guard import assess
    verdict = assess("this exam is killing me", country="IE")   # level 0

`help_for(verdict)` gives the text and helplines that a person is shown.
"""

from agent_runner.core.guard.families import Family, Level
from agent_runner.core.guard.guard import Guard, assess, load_guard
from agent_runner.core.guard.help import Edition, Help, Helpline, edition, help_for, helplines
from agent_runner.core.guard.verdict import Finding, Verdict

__all__ = [
    "Edition",
    "Family",
    "Finding",
    "Guard",
    "Help",
    "Helpline",
    "Level",
    "Verdict",
    "assess",
    "edition",
    "help_for",
    "helplines",
    "load_guard",
]
