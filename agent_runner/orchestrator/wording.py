"""What a model may add to a conversation: the reply in its words, with the facts as they were.

Only what is prose is reworded. Lists (questions, days, grades), what is known of the learner, what
was cited and whatever speaks of how somebody is stay as the core says them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from agent_runner.agents.enrichment import (
    Addition,
    Checked,
    Enriched,
    Facts,
    Rejected,
    enrich,
    shared,
)
from agent_runner.agents.enrichment.models import Kind
from agent_runner.agents.enrichment.numbers import numbers_of
from agent_runner.agents.material import is_of_document
from agent_runner.context import RunContext
from agent_runner.json_types import JsonObject, JsonValue

PROSE: Final = frozenset(
    {
        "learning.explain",
        "motivation.encourage",
        "personalization.next_best_action",
        "orchestrator.study_plan",
    }
)
ASK_THEMSELVES: Final = frozenset({"learning.ask", "learning.summarize"})
"""Skills that check a model's words themselves, so that they get one also within a conversation."""
_IMPERSONAL: Final = frozenset(PROSE - {"motivation.encourage"})
_MAY_LEAVE_OUT: Final = frozenset({"learning.explain"})
GROUNDED: Final = 0.3
_SYSTEM: Final = """\
The data is an answer of a study program, and, where there is one, the learner's message that it \
answers. Write the same answer in `text`, in English, as you would say it to the learner: \
friendly, plain and no longer than it is. Keep every fact, number, day and question of it, and \
add none.
"""


class Wording(BaseModel):
    """The form of the answer."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=10, max_length=4000)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One part of a reply, and the skill it comes from; None: our own words.

    `is_of_documents`: it names parts of the learner's documents.
    """

    method: str | None
    text: str
    is_of_documents: bool = False


def said_of(answer: JsonObject, text: str) -> Said:
    """The part of a reply that tells a skill's answer."""
    if answer["reason"] is not None:
        return Said(method=None, text=text)
    return Said(
        method=str(answer["method"]),
        text=text,
        is_of_documents=_is_of_documents(answer["result"]),
    )


def joined(parts: Sequence[Said]) -> str:
    """The whole reply."""
    return "\n\n".join(part.text for part in parts)


async def worded(ctx: RunContext, message: str, parts: Sequence[Said]) -> Enriched[str] | None:
    """The whole reply with its prose in other words; None without a model, or without prose."""
    if not ctx.llm.available:
        return None
    agreed = await shared(ctx.store)
    prose = [
        part
        for part in parts
        if part.method in PROSE and (agreed.documents or not part.is_of_documents)
    ]
    if not prose:
        return None
    core = joined(prose)
    data: dict[str, JsonValue] = {"answer": core}
    kinds, said = list[Kind](["core"]), list[str]()
    is_personal = any(part.method not in _IMPERSONAL for part in parts)
    if any(part.is_of_documents for part in prose):
        kinds.append("documents")
    if not is_personal or agreed.wellness:
        data["message"] = message
        said.append(message)
        kinds.append("learner")
        if is_personal:
            kinds.append("wellness")
    must_keep = any(part.method not in _MAY_LEAVE_OUT for part in prose)
    found = await enrich(
        ctx,
        Addition(
            purpose="orchestrator.chat",
            system=_SYSTEM,
            data=data,
            form=Wording,
            check=lambda form: _checked(form, core, must_keep=must_keep),
            kinds=tuple(kinds),
            said=(*said, core),
            streams=("text",),
            problem=lambda sentence: Facts.of([core]).problem(sentence, names=True),
        ),
    )
    if found is None or found.value is None:
        return found and Enriched(sent=found.sent, degraded=found.degraded)
    text = found.value
    new = [
        Said(method=part.method, text=text) if part is prose[0] else part
        for part in parts
        if part is prose[0] or part not in prose
    ]
    return Enriched(value=joined(new), sent=found.sent, degraded=found.degraded)


def _is_of_documents(result: JsonValue) -> bool:
    """Whether a plan, or something to do next, is made of a document's parts."""
    found = result if isinstance(result, dict) else {}
    actions = found.get("actions")
    concepts = (
        [one.get("concept") for one in actions if isinstance(one, dict)]
        if isinstance(actions, list)
        else []
    )
    return found.get("coverage") == "documents" or any(
        isinstance(concept, str) and is_of_document(concept) for concept in concepts
    )


def missing_of(results: Sequence[JsonValue]) -> list[str]:
    """Why a model did not help with a result, as the results say themselves."""
    told = [one.get("degraded") for one in results if isinstance(one, dict)]
    words = [word for words in told if isinstance(words, list) for word in words]
    return [word for word in words if isinstance(word, str) and word.startswith("llm:")]


def is_enriched(result: JsonValue) -> bool:
    """Whether there is anything in a skill's result that a model added."""
    added = result.get("enrichment") if isinstance(result, dict) else None
    return isinstance(added, dict) and any(
        value not in (None, []) for name, value in added.items() if name != "sent"
    )


def _checked(form: Wording, core: str, *, must_keep: bool) -> Checked[str]:
    text = form.text.strip()
    problem = Facts.of([core]).problem(text, grounded=GROUNDED, names=True)
    if problem is None and must_keep and _leaves_out(text, core):
        problem = "a fact is missing"
    if problem is not None:
        raise Rejected(problem)
    return Checked(value=text)


def _leaves_out(text: str, core: str) -> bool:
    here, there = numbers_of(text), numbers_of(core)
    return (
        not there.values <= here.values
        or not there.days <= here.days
        or core.count("?") > text.count("?")
    )
