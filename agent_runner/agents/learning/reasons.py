"""Why a concept stands where it stands in a path, from what was computed and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from agent_runner.agents.learner_model import MasteryNow
from agent_runner.core.mastery import LearnerLevel
from agent_runner.core.path import LeftOut, Step
from agent_runner.curriculum.library import Curriculum

_NAMED = 2


def why_now(
    curriculum: Curriculum,
    step: Step,
    masteries: Mapping[str, MasteryNow],
    *,
    focus: AbstractSet[str],
) -> str:
    """What the concept needs, what it opens, and the evidence there is about the learner."""
    parts = [_refresher(curriculum, step)] if step.is_refresher else _place(curriculum, step)
    if step.concept in focus:
        parts.append("You asked for it by name.")
    now = masteries[step.concept]
    if now.n:
        low, high = (round(100 * bound) for bound in now.interval)
        answers = "1 answer" if now.n == 1 else f"{now.n} answers"
        parts.append(f"{answers} of yours put it at {round(100 * now.p)} % ({low}–{high} %).")
    return " ".join(parts)


def why_left_out(
    one: LeftOut, mastery: MasteryNow, said: str | None, level: LearnerLevel | None
) -> str:
    """One sentence on why the concept is not in the path."""
    if one.reason == "excluded":
        return "You asked to leave it out."
    if one.reason == "budget":
        return f"Its {one.minutes} minutes do not fit; of what could go, it is worth least."
    if mastery.n:
        return f"Your answers put it at {round(100 * mastery.p)} %."
    if said is not None:
        return f"You know {said}."
    if level is not None:
        return f"It is introductory, and you are {level}; a placement question checks it."
    return f"What you answered on related concepts puts it at {round(100 * mastery.p)} %."


def _refresher(curriculum: Curriculum, step: Step) -> str:
    pack = curriculum.concepts[step.concept].pack.title
    verb = "rests" if len(step.unlocks) == 1 else "rest"
    users = _titles(curriculum, step.unlocks)
    return f"A short refresher from {pack}: {users} {verb} on it."


def _place(curriculum: Curriculum, step: Step) -> list[str]:
    needs = _titles(curriculum, step.needs)
    builds = f"It builds on {needs}" if needs else "It needs nothing else from this path"
    if step.opens > 1:
        first = _titles(curriculum, step.unlocks)
        return [f"{builds} and opens {step.opens} later steps, first {first}."]
    aim = curriculum.concepts[step.concept].concept.objectives[0].rstrip(".")
    gain = f"its own gain is to {aim[0].lower()}{aim[1:]}."
    if step.opens:
        after = _titles(curriculum, step.unlocks)
        return [f"{builds} and opens 1 later step, {after}; {gain}"]
    return [f"{builds}. Nothing later needs it: {gain}"]


def _titles(curriculum: Curriculum, refs: Sequence[str]) -> str:
    titles = [curriculum.title(ref) for ref in refs]
    if len(titles) > _NAMED + 1:
        return f"{', '.join(titles[:_NAMED])} and {len(titles) - _NAMED} more"
    return " and ".join([", ".join(titles[:-1]), titles[-1]] if len(titles) > 1 else titles)
