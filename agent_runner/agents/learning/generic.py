"""A path for a subject that no topic pack covers: honest about knowing nothing of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent_runner.agents.learner_model import MasteryNow
from agent_runner.agents.learning.models import LearningPath, PathStep, Question

_DEFAULT_MINUTES = 360
_LEAST_MINUTES = 5
_SHORT_SUBJECT = 80

_STEPS: tuple[tuple[str, str, str, tuple[str, ...], float], ...] = (
    (
        "scope",
        "What {subject} covers",
        "Without a list of its parts nobody can say what of {subject} comes first; a syllabus, a "
        "table of contents or a past exam gives one.",
        (
            "List 5 to 15 parts of {subject} from one source you trust",
            "Mark which of them you will be asked about",
        ),
        0.1,
    ),
    (
        "first-look",
        "A first look over {subject}",
        "A quick read of the whole shows how the parts you listed hang together, before any of "
        "them takes your time.",
        (
            "Say in three sentences what {subject} is about",
            "Write down ten words of the subject and what each means",
        ),
        0.15,
    ),
    (
        "core-ideas",
        "The core ideas of {subject}",
        "Most of {subject} will rest on the few ideas that your sources come back to again and "
        "again; these repay the time best.",
        (
            "Explain each core idea in two sentences of your own",
            "Give one example of each that is not from your source",
        ),
        0.3,
    ),
    (
        "practice",
        "Practice in {subject}",
        "Recalling and using an idea keeps it far better than reading it once more (practice "
        "testing: Dunlosky et al., 2013).",
        (
            "Work through three typical tasks of {subject} without looking",
            "Write down where you got stuck, and why",
        ),
        0.25,
    ),
    (
        "self-test",
        "A test of yourself in {subject}",
        "Ten questions written by yourself, or past ones, show which parts of {subject} hold and "
        "which do not.",
        ("Answer ten questions from memory", "Return to the two weakest parts"),
        0.12,
    ),
    (
        "teach-back",
        "Teaching {subject} back",
        "Where an explanation to somebody else breaks off, there is the next gap to close.",
        ("Explain {subject} to somebody in five minutes, without notes",),
        0.08,
    ),
)


def generic_steps(topic: str, budget_minutes: int | None, *, near: Sequence[str]) -> LearningPath:
    """Six steps that hold for any subject, scaled to the minutes; fewer where these are few."""
    subject = _subject(topic)
    budget = budget_minutes or _DEFAULT_MINUTES
    steps = _STEPS[: max(1, min(len(_STEPS), budget // _LEAST_MINUTES))]
    shares = sum(share for *_texts, share in steps)
    made: list[PathStep] = []
    for name, title, why, objectives, share in steps:
        made.append(
            PathStep(
                concept=f"generic/{name}",
                title=title.format(subject=subject),
                why_now=why.format(subject=subject),
                prerequisites=[made[-1].concept] if made else [],
                mastery=MasteryNow(p=0.3, n=0, interval=[0.04, 0.83]),
                minutes=_minutes(budget * share / shares),
                objectives=[objective.format(subject=subject) for objective in objectives],
                resources=[],
                weight=round(share, 2),
                kind="learn",
            )
        )
    minutes = sum(step.minutes for step in made)
    while minutes > budget and (longest := max(made, key=lambda step: step.minutes)).minutes > 1:
        longest.minutes -= min(minutes - budget, longest.minutes - 1, _LEAST_MINUTES)
        minutes = sum(step.minutes for step in made)
    return LearningPath(
        topic=subject,
        coverage="generic",
        path=made,
        left_out=[],
        cut=[],
        minutes=minutes,
        needed_minutes=minutes,
        fits=budget_minutes is None or minutes <= budget_minutes,
        alternatives=list(near),
        questions=_questions(subject, near),
        note=f"No topic pack covers {subject}: these steps hold for any subject, and their minutes "
        "are shares of the time there is, not knowledge of how long it takes.",
    )


def _subject(topic: str) -> str:
    flat = re.sub(r"[\s{}]+", " ", topic).strip(" .,;:!?\"'") or "your subject"
    if len(flat) <= _SHORT_SUBJECT:
        return flat
    return flat[:_SHORT_SUBJECT].rsplit(" ", 1)[0] + " …"


def _questions(subject: str, near: Sequence[str]) -> list[Question]:
    parts = Question(
        id="parts",
        text=f"Which parts does {subject} have, and which of them matter to you?",
        default="The first step makes the list",
    )
    if not near:
        return [parts]
    meant = Question(id="topic", text=f"Did you mean {' or '.join(near)}?", default=subject)
    return [meant, parts]


def _minutes(share: float) -> int:
    return max(_LEAST_MINUTES, 5 * round(share / 5))
