"""What to say: the learner's own numbers first, then one thing to do. No number, no praise."""

from __future__ import annotations

from collections.abc import Sequence

from agent_runner.agents.motivation.evidence import HABIT, IF_THEN, PRACTICE
from agent_runner.agents.motivation.models import Encouragement, Fact, SmallStep, Source, Technique
from agent_runner.agents.motivation.setbacks import Setback, setbacks_of, taken_up
from agent_runner.agents.motivation.steps import step_on_topic
from agent_runner.core.guard import Verdict
from agent_runner.core.guard.help import help_for

_SMALLER = Technique(
    name="smaller step",
    text="Make the next step so small that you can do it as you are, and let yourself stop then.",
)
_IF_THEN = Technique(
    name="if-then plan",
    text="Write one sentence: “If it is … o'clock, then I open …”, with a real time and place.",
)
_SELF_TEST = Technique(
    name="self-test",
    text="Close the notes and answer a question from memory; check only afterwards.",
)
_FIXED_TIME = Technique(
    name="fixed time",
    text="Keep the same hour tomorrow; the time of day is the cue that carries a habit.",
)
_CANNOT_BEGIN = ("start", "begin", "procrastinat", "motivat", "put off", "lazy", "can't", "cannot")
_UNSURE = ("exam", "test", "forget", "remember", "fail", "understand", "anxious", "nervous")


def encouragement(
    facts: Sequence[Fact], *, topic: str | None, mood: int | None, message: str | None
) -> Encouragement:
    """Words out of `facts`, a next step of at most 10 minutes, one technique and its source."""
    low = mood is not None and mood <= 2
    setbacks = setbacks_of(message or "")
    technique, source = _technique(
        low=low, message=(message or "").lower(), setbacks=setbacks, facts=facts
    )
    step = step_on_topic(topic, tiny=low)
    parts = [
        _opening(mood),
        taken_up(setbacks),
        _numbers(facts, is_taken_up=bool(setbacks)),
        f"Next: {step.text}",
    ]
    return Encouragement(
        text=" ".join(part for part in parts if part),
        facts=list(facts),
        next_step=step,
        technique=technique,
        source=source,
        guard=0,
    )


def help_first(verdict: Verdict, *, locale: str) -> Encouragement:
    """What is said when a message tells of danger: help comes before any study."""
    return Encouragement(
        text=help_text(verdict, locale=locale),
        facts=[],
        next_step=SmallStep(text="Call or write to one person you trust.", minutes=10),
        technique=None,
        source=None,
        guard=verdict.level,
    )


def help_text(verdict: Verdict, *, locale: str) -> str:
    """The guard's fixed words with the lines to call."""
    found = help_for(verdict, locale=locale)
    if found is None:
        return ""
    lines = [f"{one.name}: {one.number or one.text or one.url}" for one in found.helplines]
    return " ".join([found.message, *lines])


def _opening(mood: int | None) -> str:
    if mood is None or mood > 2:
        return ""
    return f"You gave your mood {mood} of 5, so today's step is a small one."


def _numbers(facts: Sequence[Fact], *, is_taken_up: bool) -> str:
    """Whoever told of a setback is not told on top of it that there are no numbers."""
    if not facts and is_taken_up:
        return ""
    if not facts:
        return (
            "I have no numbers of yours yet, so I cannot say how it is going. "
            "Log a session or answer a few questions, and I will tell you what they show."
        )
    first, *rest = [fact.text for fact in facts[:2]]
    return f"Your own numbers: {first}{f'; {rest[0]}' if rest else ''}."


def _technique(
    *, low: bool, message: str, setbacks: Sequence[Setback], facts: Sequence[Fact]
) -> tuple[Technique, Source]:
    kinds = {one.kind for one in setbacks}
    if low:
        return _SMALLER, IF_THEN
    if "lazy" in kinds or any(word in message for word in _CANNOT_BEGIN):
        return _IF_THEN, IF_THEN
    if "failed" in kinds or any(word in message for word in _UNSURE):
        return _SELF_TEST, PRACTICE
    if any(fact.name in ("days", "habit") for fact in facts):
        return _FIXED_TIME, HABIT
    return _SELF_TEST, PRACTICE
