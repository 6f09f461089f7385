"""What a model may add to an explanation: the same in other words, and an example of its own."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from agent_runner import RunContext
from agent_runner.agents.enrichment import Addition, Checked, Facts, Rejected, enrich
from agent_runner.agents.enrichment.arithmetic import wrong_sum
from agent_runner.agents.enrichment.numbers import numbers_of
from agent_runner.agents.learning.models import AddedExplanation, Depth, Explanation

GROUNDED: Final = 0.2
"""So much of the explanation's words come from the topic pack's."""
_SYSTEM: Final = """\
The data is a concept as a textbook of ours explains it. Explain the same to the reader named in \
`reader`, in `text`: 60 to 160 words that stay with what the data says and add no fact to it. In \
`example` give one example of your own, other than the one in the data, worked out step by step in \
at most 90 words; its numbers are made up, so choose small ones and check every sum.
"""
_READERS: Final[dict[Depth, str]] = {
    "novice": "somebody who never heard of it: everyday words, one picture, no formula",
    "student": "a student of the subject: how it works, in the subject's own terms",
    "expert": "somebody who knows the subject well: precise and short, with what it rests on",
}


class OwnWords(BaseModel):
    """The form of the answer."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=40, max_length=2500)]
    example: Annotated[str, Field(min_length=20, max_length=1500)]


async def in_own_words(ctx: RunContext, core: Explanation) -> Explanation:
    """The explanation with what a model adds to it; as it is where there is none.

    Nothing of the learner is sent: the concept and its texts are the topic pack's.
    """
    needs = [neighbour.title for neighbour in core.prerequisites]
    opens = [neighbour.title for neighbour in core.next]
    texts = [core.title, core.text, core.example, core.pitfall, *core.objectives, *needs, *opens]
    found = await enrich(
        ctx,
        Addition(
            purpose="learning.explain",
            system=_SYSTEM,
            data={
                "reader": _READERS[core.level],
                "concept": core.title,
                "explanation": core.text,
                "example": core.example,
                "common_mistake": core.pitfall,
                "aims": [*core.objectives],
                "rests_on": [*needs],
            },
            form=OwnWords,
            check=lambda form: _checked(form, Facts.of(texts)),
            kinds=("core",),
            streams=("text", "example"),
            problem=lambda sentence: _example_problem(sentence, Facts.of(texts)),
            is_public=True,
        ),
    )
    if found is None:
        return core
    words = found.value
    added = AddedExplanation(
        text=None if words is None else words.text,
        example=None if words is None else words.example,
        sent=[*found.sent],
    )
    return core.model_copy(update={"enrichment": added, "degraded": [*found.degraded]})


def _checked(form: OwnWords, facts: Facts) -> Checked[OwnWords]:
    problem = facts.problem(form.text, grounded=GROUNDED) or _example_problem(form.example, facts)
    if problem is not None:
        raise Rejected(problem)
    return Checked(value=form)


def _example_problem(text: str, facts: Facts) -> str | None:
    """An example may have numbers of its own, but no dates, and its sums have to come out."""
    wrong = facts.speech_problem(text)
    if wrong is not None:
        return wrong
    if not numbers_of(text).days <= facts.numbers.days:
        return "a day that was not given"
    if any(
        len(value) == 4 and value[:2] in ("17", "18", "19", "20") for value in _own(text, facts)
    ):
        return "a year that was not given"
    return None if wrong_sum(text) is None else "a sum that does not come out"


def _own(text: str, facts: Facts) -> frozenset[str]:
    return numbers_of(text).values - facts.allowed
