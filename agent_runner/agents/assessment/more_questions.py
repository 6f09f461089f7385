"""What a model may add to a quiz: questions whose answers were checked against the topic pack.

A question is taken only with a sentence of the pack's own text that holds its answer and none of
its other options. So the key comes from the core, also where the words do not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from agent_runner import RunContext
from agent_runner.agents.assessment.bank import Question
from agent_runner.agents.enrichment import Addition, Checked, Enriched, Facts, Rejected, enrich
from agent_runner.core.tokens import stems
from agent_runner.curriculum.library import Curriculum
from agent_runner.documents.citing import find_quote
from agent_runner.json_types import JsonValue

MOST: Final = 3
"""So many questions a model may add to a quiz."""
_CONCEPTS: Final = 4
_GROUNDED: Final = 0.3
_SAME_PROMPT: Final = 0.7
_CONTENT_LETTERS: Final = 4
_DIFFICULTY: Final = -0.5
_SYSTEM: Final = """\
The data holds texts on some concepts, and questions that are asked already. Write `count` new \
multiple-choice questions in English, other than those. Each has the `n` of its concept; a \
`prompt` that does not hold the answer; 4 short `options`; the one right `answer`, copied from the \
options; and as `evidence` one sentence copied letter by letter from the concept's text, which \
holds the words of the answer and those of no other option.
"""


class Drafted(BaseModel):
    """One question, as a model proposes it."""

    model_config = ConfigDict(extra="forbid")

    n: Annotated[int, Field(ge=1, le=_CONCEPTS)]
    prompt: Annotated[str, Field(min_length=15, max_length=300)]
    options: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=120)]],
        Field(min_length=3, max_length=5),
    ]
    answer: Annotated[str, Field(min_length=1, max_length=120)]
    evidence: Annotated[str, Field(min_length=20, max_length=500)]


class Drafts(BaseModel):
    """The form of the answer."""

    model_config = ConfigDict(extra="forbid")

    questions: Annotated[list[Drafted], Field(max_length=2 * MOST)]


async def more_questions(
    ctx: RunContext, curriculum: Curriculum, questions: Sequence[Question], count: int
) -> Enriched[list[Question]] | None:
    """At most `MOST` questions on the concepts that the quiz asks about; None without a model.

    Nothing of the learner is sent: texts and questions are the topic pack's.
    """
    refs = list(dict.fromkeys(question.concept for question in questions))[:_CONCEPTS]
    if not refs or not ctx.llm.available:
        return None
    texts = [_Text(ref, curriculum.title(ref), _text_on(curriculum, ref)) for ref in refs]
    asked = [question.prompt for question in questions if question.concept in refs]
    wanted = min(MOST, count)
    concepts: list[JsonValue] = [
        {"n": n, "title": one.title, "text": one.text} for n, one in enumerate(texts, start=1)
    ]
    return await enrich(
        ctx,
        Addition(
            purpose="assessment.quiz",
            system=_SYSTEM,
            data={"count": wanted, "concepts": concepts, "asked_already": [*asked]},
            form=Drafts,
            check=lambda form: _checked(form, texts, asked, wanted),
            kinds=("core",),
            max_output_tokens=1500,
            is_public=True,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Text:
    ref: str
    title: str
    text: str


def _text_on(curriculum: Curriculum, ref: str) -> str:
    concept = curriculum.concepts[ref].concept
    return "\n".join((concept.summary, concept.detail, concept.example, concept.pitfall))


def _checked(
    form: Drafts, texts: Sequence[_Text], asked: Sequence[str], wanted: int
) -> Checked[list[Question]]:
    taken: list[Question] = []
    prompts = [*asked]
    for draft in form.questions:
        if draft.n > len(texts) or len(taken) == wanted:
            continue
        about = texts[draft.n - 1]
        if _problem(draft, about) is None and not _is_asked(draft.prompt, prompts):
            prompts.append(draft.prompt)
            taken.append(_question(draft, about))
    if not taken:
        raise Rejected("no question holds")
    return Checked(value=taken, is_whole=len(taken) == min(wanted, len(form.questions)))


def _problem(draft: Drafted, about: _Text) -> str | None:
    """Why the question cannot be asked, or its answer not be relied on; None: it can."""
    facts = Facts.of([about.title, about.text])
    wrong = facts.problem(draft.prompt, grounded=_GROUNDED, names=True)
    if wrong is not None:
        return wrong
    if any(Facts.speech_problem(option) for option in draft.options):
        return "an option that nobody may write"
    options = [stems(option) for option in draft.options]
    answer = stems(draft.answer)
    if not answer or not all(options) or len(set(options)) < len(options):
        return "options that are the same"
    if options.count(answer) != 1:
        return "an answer that is not among the options once"
    if _holds(stems(draft.prompt), answer) or _leaks(draft.prompt, answer):
        return "a prompt that gives the answer away"
    if find_quote(about.text, draft.evidence) is None:
        return "evidence that is not in the text"
    evidence = stems(draft.evidence)
    if not _holds(evidence, answer):
        return "evidence that does not hold the answer"
    if any(_holds(evidence, option) for option in options if option != answer):
        return "evidence that holds another option"
    return None


def _holds(words: tuple[str, ...], sought: tuple[str, ...]) -> bool:
    length = len(sought)
    return any(words[start : start + length] == sought for start in range(len(words) - length + 1))


def _leaks(prompt: str, answer: tuple[str, ...]) -> bool:
    telling = {word for word in answer if len(word) >= _CONTENT_LETTERS}
    return bool(telling) and telling <= set(stems(prompt))


def _is_asked(prompt: str, prompts: Sequence[str]) -> bool:
    words = set(stems(prompt))
    others = (set(stems(other)) for other in prompts)
    return any(len(words & other) >= _SAME_PROMPT * len(words | other) for other in others)


def _question(draft: Drafted, about: _Text) -> Question:
    chosen: Mapping[tuple[str, ...], str] = {stems(one): one for one in draft.options}
    start, end = find_quote(about.text, draft.evidence) or (0, 0)
    digest = hashlib.sha256(f"{about.ref}\n{draft.prompt}".encode()).hexdigest()
    return Question(
        item_id=f"model-{digest[:12]}",
        concept=about.ref,
        kind="mcq",
        prompt=draft.prompt,
        options=tuple(draft.options),
        answer=chosen[stems(draft.answer)],
        accept=(),
        why=" ".join(about.text[start:end].split()),
        difficulty=_DIFFICULTY,
        by_hand=False,
    )
