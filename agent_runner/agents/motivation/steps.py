"""A first step small enough to be taken now, out of what is to be learned."""

from __future__ import annotations

from collections.abc import Sequence

from agent_runner.agents.motivation.models import SmallStep

# What the verb of an objective asks for, and how to begin it within minutes.
_BEGINNINGS: tuple[tuple[tuple[str, ...], str, int], ...] = (
    (
        ("calculate", "compute", "solve", "evaluate", "find", "determine", "derive", "convert",
         "estimate", "balance", "integrate", "differentiate", "simplify", "factor", "predict"),
        "take one example of it and write the first line of the solution, no more", 10,
    ),
    (
        ("explain", "describe", "define", "state", "outline", "summarise", "summarize", "name",
         "list", "recall", "identify", "recognise", "recognize", "trace"),
        "write two sentences from memory, then open the material and mark what was missing", 8,
    ),
    (
        ("compare", "distinguish", "contrast", "classify", "tell", "choose", "judge", "decide"),
        "draw two columns and write one difference into them, then look for a second", 8,
    ),
    (
        ("write", "implement", "build", "design", "construct", "create", "code", "program", "use",
         "apply", "draw", "sketch", "plot", "set", "model"),
        "make the smallest version that could work, even if it is wrong", 10,
    ),
    (
        ("prove", "show", "justify", "argue", "analyse", "analyze", "interpret", "critique"),
        "write down what is given and what is to be shown, in your own words", 8,
    ),
)  # fmt: skip
_GENERAL = "open the material and write down three things you expect to need", 8


def first_step(title: str, objectives: Sequence[str] = (), *, most: int = 10) -> SmallStep:
    """The beginning of a concept's first objective, of at most `most` minutes.

    Without an objective it is a general beginning, still on this concept.
    """
    objective = next((one.strip().rstrip(".") for one in objectives if one.strip()), "")
    if not objective:
        do, minutes = _GENERAL[0], min(most, _GENERAL[1])
        return SmallStep(text=f"{title}: {do}. Stop after {minutes} minutes.", minutes=minutes)
    verb = objective.split(maxsplit=1)[0].lower().strip(",:")
    do, minutes = next(
        ((do, minutes) for verbs, do, minutes in _BEGINNINGS if verb in verbs), _GENERAL
    )
    minutes = min(most, minutes)
    text = f"{title} — “{objective}”: {do}. Stop after {minutes} minutes."
    return SmallStep(text=text, minutes=minutes)


def step_on_topic(topic: str | None, *, tiny: bool) -> SmallStep:
    """A beginning where only the topic is known, or nothing at all."""
    minutes = 3 if tiny else 8
    if topic is None:
        text = f"Write down the one thing you want to be able to do next. {minutes} minutes."
        return SmallStep(text=text, minutes=minutes)
    count = "one thing" if tiny else "three things"
    text = f"{topic}: write {count} from memory, then check it in your notes. {minutes} minutes."
    return SmallStep(text=text, minutes=minutes)
