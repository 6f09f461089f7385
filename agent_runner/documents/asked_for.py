"""What a question is about, without the words in which it is put.

"Could you please explain what a caldera is?" is about a caldera; "how does osmosis differ from
diffusion" about both. Words of asking are no words of the material, and that it lacks them tells
nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from agent_runner.documents.frames import (
    DEFINITIONS,
    DETERMINER,
    GREETING,
    LIGHT,
    OTHER_FRAMES,
    POLITE,
    QUESTION_WORD,
    REQUEST,
    THANKS,
    TRAILING,
    UNSPACED_DEFINITIONS,
    WITHIN,
)
from agent_runner.documents.question_kinds import kind_of

_LONGEST: Final = 600
"""Characters of a question; what is longer is a text, and taken as it is."""
_MOST_LAYERS: Final = 6
"""Of courtesy about one question."""
_LONGEST_TOPIC: Final = 6
"""Words of a bare topic that is to be explained; more are a statement."""
_PARTS: Final = re.compile(r"[?!？！。]+|\.(?=\s|$)")
_MARKS: Final = ' \t,.:;!?¿¡…-–—"“”„«»？！。，、：；「」'


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedFor:
    """`content`: the words to be found. `aside`: words that help where they stand and miss nothing
    where they do not. `subjects`: what a definition would answer, without articles."""

    content: str
    aside: str = ""
    subjects: tuple[str, ...] = ()


def asked_for(question: str) -> AskedFor:
    """What the question asks for; the question itself where it is of words of asking alone.

    >>> asked_for("Hi! What is a caldera, please? Thanks").content
    'caldera'
    """
    if len(question) > _LONGEST:
        return AskedFor(content=question)
    parts = [_of_part(part) for part in _PARTS.split(" ".join(question.split()))]
    parts = [part for part in dict.fromkeys(parts) if part.content]
    if not parts:
        return AskedFor(content=question)
    return AskedFor(
        content=" ".join(part.content for part in parts),
        aside=" ".join(part.aside for part in parts if part.aside),
        subjects=tuple(dict.fromkeys(one for part in parts for one in part.subjects)),
    )


def _of_part(part: str) -> AskedFor:
    text, is_request = _without_courtesy(part)
    for frame in (*OTHER_FRAMES, *UNSPACED_DEFINITIONS, *DEFINITIONS):
        found = frame.match(text)
        if found is None:
            continue
        named = found.groupdict()
        asked = [one for name in ("a", "b") if (one := _bare(named.get(name) or ""))]
        if not asked:
            continue
        if kind_of(text) not in (None, "definition"):
            break
        return AskedFor(
            content=" ".join(asked),
            aside=named.get("aside") or "",
            subjects=tuple(WITHIN.sub("", one) for one in asked),
        )
    light = " ".join(LIGHT.findall(text))
    content = _bare(LIGHT.sub(" ", text))
    is_topic = is_request and QUESTION_WORD.match(content) is None
    if is_topic and len(content.split()) <= _LONGEST_TOPIC:
        return AskedFor(content=content, aside=light, subjects=(WITHIN.sub("", content),))
    return AskedFor(content=content, aside=light)


def _without_courtesy(part: str) -> tuple[str, bool]:
    """The question in it, and whether it was put as a request to explain."""
    text, is_request = POLITE.sub(" ", part).strip(_MARKS), False
    for _layer in range(_MOST_LAYERS):
        before = text
        for courtesy in (GREETING, THANKS):
            text = courtesy.sub("", text).strip(_MARKS)
        without = REQUEST.sub("", text).strip(_MARKS)
        is_request |= without != text
        text = without
        if is_request:
            text = TRAILING.sub("", text).strip(_MARKS)
        if text == before:
            break
    return " ".join(text.split()), is_request


def _bare(text: str) -> str:
    """Without quotation marks about it and the article before it."""
    text = " ".join(text.strip(_MARKS).split())
    return DETERMINER.sub("", text).strip(_MARKS)
