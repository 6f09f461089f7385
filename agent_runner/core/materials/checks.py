"""What may be wrong with an item: its sentence has gone, or it gives its answer away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz.distance import OSA

from agent_runner.core.materials.distractors import Form, form_of
from agent_runner.core.materials.phrases import Key, phrase_key
from agent_runner.core.materials.spans import Span, in_one_line
from agent_runner.core.text import language as language_of
from agent_runner.core.tokens import fold, stems

ItemKind = Literal["card", "cloze", "mcq", "short"]
Flaw = Literal[
    "not in the source", "answer leaks", "not exactly one gap", "too few options", "ambiguous"
]

GAP: Final = "_____"
_FEWEST_OPTIONS = 3
_ROOT = 5
"""Letters that two words have in common at their beginning from which on one tells the other."""
_ARTICLE: Final = re.compile(r"\b(?:an?) $", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A question with its key and the sentence it was made of.

    `accept` holds other right spellings. For `short` and `card` the answer is the defining
    sentence: judge the one with `grade_short`, show the other. `id` depends on kind, prompt and
    answer alone.
    """

    id: str
    kind: ItemKind
    prompt: str
    options: tuple[str, ...] | None
    answer: str
    accept: tuple[str, ...]
    source: Span
    concept_term: str


def check_item(item: Item, page_text: str) -> list[Flaw]:
    """What is wrong with an item, given the text its page has now; nothing: it still stands."""
    sentence = in_one_line(page_text[item.source.start : item.source.end])
    if item.kind in ("short", "card"):
        return _flaws_of_asking(item, sentence)
    flaws: list[Flaw] = []
    if item.prompt.count(GAP) != 1:
        return ["not exactly one gap"]
    if not any(item.prompt.endswith(one) for one in _gapped(sentence, item)):
        flaws.append("not in the source")
    if leaks(item.answer, item.prompt):
        flaws.append("answer leaks")
    if item.kind == "mcq":
        options = item.options or ()
        distinct = {in_one_line(fold(option)) for option in options}
        if len(distinct) < max(_FEWEST_OPTIONS, len(options)) or item.answer not in options:
            flaws.append("too few options")
        elif _is_ambiguous(item.answer, options, item.prompt):
            flaws.append("ambiguous")
    return flaws


def with_gap(sentence: str, start: int, end: int) -> str:
    """The sentence with a gap in place of its characters from `start` to `end`.

    "a" or "an" right before it would tell the first letter: it becomes "a(n)".
    """
    before = sentence[:start]
    article = _ARTICLE.search(before)
    if article is not None:
        before = f"{before[: article.start()]}{before[article.start()]}(n) "
    return f"{before}{GAP}{sentence[end:]}"


def leaks(answer: str, prompt: str) -> bool:
    """Whether the prompt holds a word of the answer, one of the same root, or its initials."""
    words = [word for word in stems(answer) if len(word) > 2] or [*stems(answer)]
    rest = stems(prompt.replace(GAP, " "))
    if any(_share_a_root(word, other) for word in words for other in rest):
        return True
    initials = "".join(word[0] for word in stems(answer))
    if len(initials) > 1 and initials in rest:
        return True
    return not words or (not answer.isascii() and fold(answer) in fold(prompt))


def _flaws_of_asking(item: Item, sentence: str) -> list[Flaw]:
    if sentence != item.answer or fold(item.concept_term) not in fold(sentence):
        # The term may stand in the sentence in the plural.
        words = stems(sentence)
        if sentence != item.answer or not set(stems(item.concept_term)) <= set(words):
            return ["not in the source"]
    return ["answer leaks"] if fold(item.answer) in fold(item.prompt) else []


def _gapped(sentence: str, item: Item) -> list[str]:
    """The sentence with a gap at each place of the answer or of another spelling of it."""
    found: list[str] = []
    for name in (item.answer, *item.accept):
        for match in re.finditer(re.escape(name), sentence, re.IGNORECASE):
            found.append(with_gap(sentence, match.start(), match.end()))
    return found


def _share_a_root(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter = min(len(one), len(other))
    root = min(_ROOT, shorter)
    return root >= 4 and one[:root] == other[:root]


def _is_ambiguous(answer: str, options: Sequence[str], prompt: str) -> bool:
    language = language_of(prompt)
    keys = {option: phrase_key(option, language) or (fold(option),) for option in options}
    wrong = [option for option in options if option != answer]
    if any(_could_be_one(keys[answer], keys[option]) for option in wrong):
        return True
    if any(_stands_in(option, prompt) for option in wrong):
        return True
    own = form_of(answer, keys[answer])
    forms = [form_of(option, keys[option]) for option in wrong]
    return _is_alone(own, forms)


def _is_alone(own: Form, forms: Sequence[Form]) -> bool:
    """Whether the answer shows by its form: it alone is plural, or capital, or marked."""
    return (
        all(form.plural != own.plural for form in forms)
        or all(form.capital != own.capital for form in forms)
        or all(form.marked != own.marked for form in forms)
    )


def _could_be_one(answer: Key, option: Key) -> bool:
    first, second = " ".join(answer), " ".join(option)
    return first in second or second in first or OSA.distance(first, second, score_cutoff=2) <= 2


def _stands_in(option: str, prompt: str) -> bool:
    words, rest = stems(option), stems(prompt.replace(GAP, " "))
    return any(rest[at : at + len(words)] == words for at in range(len(rest) - len(words) + 1))
