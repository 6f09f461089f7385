"""What a model may add to an encouragement: a warmer sentence, with the core's numbers alone."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from agent_runner import RunContext
from agent_runner.agents.enrichment import Addition, Checked, Facts, Rejected, enrich, shared
from agent_runner.agents.enrichment.models import Kind
from agent_runner.agents.motivation.models import Encouragement, WarmerWords
from agent_runner.json_types import JsonValue

GROUNDED: Final = 0.25
_SYSTEM: Final = """\
The data is what a learner's own numbers show, and one small next step. Write in `text` one or \
two warm, plain sentences in English that connect the numbers with the step. Use the numbers \
exactly as given, each with the words it has there. Where there are no numbers, do not judge how \
it goes.
"""


class Warmer(BaseModel):
    """The form of the answer."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=15, max_length=400)]


async def warmer(
    ctx: RunContext,
    core: Encouragement,
    *,
    topic: str | None,
    mood: int | None,
    message: str | None,
) -> Encouragement:
    """The encouragement with a warmer sentence; as it is without a model, or where help is first.

    Mood and message say how somebody is: without consent to share that, neither is sent.
    """
    if core.guard >= 2 or not ctx.llm.available:
        return core
    facts = [fact.text for fact in core.facts]
    data: dict[str, JsonValue] = {"numbers": [*facts], "next_step": core.next_step.text}
    said, kinds = [topic or ""], list[Kind](["core"])
    if topic is not None:
        data["topic"] = topic
        kinds.append("learner")
    if (mood is not None or message) and (await shared(ctx.store)).wellness:
        data |= {"mood_of_5": mood, "message": message}
        said.append(message or "")
        kinds.append("wellness")
    given = Facts.of([*facts, core.next_step.text], subject=topic)
    found = await enrich(
        ctx,
        Addition(
            purpose="motivation.encourage",
            system=_SYSTEM,
            data=data,
            form=Warmer,
            check=lambda form: _checked(form, given),
            kinds=tuple(kinds),
            said=tuple(said),
            max_output_tokens=256,
        ),
    )
    if found is None:
        return core
    added = WarmerWords(text=found.value, sent=[*found.sent])
    return core.model_copy(update={"enrichment": added, "degraded": [*found.degraded]})


def _checked(form: Warmer, given: Facts) -> Checked[str]:
    text = " ".join(form.text.split())
    problem = given.problem(text, grounded=GROUNDED, names=True)
    if problem is not None:
        raise Rejected(problem)
    return Checked(value=text)
