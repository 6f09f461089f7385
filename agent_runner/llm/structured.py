"""Answers that have to keep to a form: how they are asked for, read, and asked for once more."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pydantic import BaseModel, ValidationError

from agent_runner.llm.port import Form, Prompt

MOST_PROBLEMS = 5
"""How many of the problems of an answer the model is told."""
MOST_OF_ANSWER = 4_000
"""Characters of its own answer that the model is shown again."""

_FENCED = re.compile(r"\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unfit:
    """What is wrong with an answer: places and kinds of problems, never the text itself."""

    problems: str


def asked_for(prompt: Prompt, form: type[BaseModel]) -> Prompt:
    """The prompt with the JSON Schema of the form."""
    return replace(prompt, schema=form.model_json_schema())


def read_form(text: str, form: type[Form]) -> Form | Unfit:
    """What the answer holds, or what is wrong with it."""
    fenced = _FENCED.fullmatch(text)
    try:
        return form.model_validate_json(fenced.group(1) if fenced else text)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        told = [
            f"{'.'.join(map(str, problem['loc'])) or 'the whole'}: {problem['type']}"
            for problem in problems[:MOST_PROBLEMS]
        ]
        return Unfit("; ".join(told))


def repair_of(asked: Prompt, answer: str, unfit: Unfit) -> Prompt:
    """The same question with what was wrong with the first answer."""
    told = (
        f"{asked.user}\n\nYour first answer did not keep to the schema ({unfit.problems})."
        "\nIt was:\n"
        f"{answer[:MOST_OF_ANSWER]}\n\nAnswer again with the corrected JSON object alone."
    )
    return replace(asked, user=told)
