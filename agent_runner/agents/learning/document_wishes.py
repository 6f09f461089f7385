"""Which parts of a document a learner's words mean: chapters, titles, terms, or its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from agent_runner.agents.material import Material, Part, part_at
from agent_runner.core.materials import Span, outline_of
from agent_runner.core.tokens import fold, stems

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "ein": 1, "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
}  # fmt: skip
_NUMBER = rf"(?:\d{{1,2}}(?:\.\d{{1,2}})*|{'|'.join(_WORDS)})\b"
_CHAPTER = r"(?:chapters?|kapiteln?|chapitres?|capitulos?|sections?|abschnitten?|parts?|teile?n?)"
_FIRST = re.compile(
    rf"\b(?:first|ersten?|premiers?|primer[ao]?s?) (?:(?P<count>{_NUMBER}) )?{_CHAPTER}\b|"
    rf"\b(?P<count2>{_NUMBER}) (?:first|ersten|premiers|primeros) {_CHAPTER}\b"
)
_NAMED = re.compile(
    rf"\b{_CHAPTER} (?P<list>{_NUMBER}(?:(?: ?(?:,|&|-|–|to|through|bis|and|und|et|y|a) ?)+"
    rf"{_NUMBER})*)"
)
_RANGE = re.compile(rf"({_NUMBER}) ?(?:-|–|to|through|bis|a) ?({_NUMBER})")
_LEADING = re.compile(rf"(?:{_CHAPTER} )?(\d{{1,2}}(?:\.\d{{1,2}})*)(?![\d%])")
_ONLY = re.compile(r"only ")
_JOINTS = re.compile(r"\s*,\s*|\s+(?:and|und|et|y)\s+")
_OFTEN = 2
_SHARE = 0.5
"""Where no title and no term says it, the parts that speak of it at least half as often as the
part that does most, and twice."""


def is_only(topic: str) -> bool:
    """Whether nothing but the topic is wished for: "only recursion and inheritance"."""
    return _ONLY.match(topic) is not None


def parts_meant(material: Material, parts: Sequence[Part], topic: str) -> tuple[list[str], str]:
    """The parts that a topic means, in the document's order, and the topic as it was read.

    None where it means all of the document, or nothing in it. Reads all of the text.
    """
    named = _ONLY.sub("", topic, count=1).strip()
    if not named or set(stems(named)) <= set(stems(material.title)):
        return [], named
    whole = _by_words(material, parts, named)
    pieces = [piece for piece in _JOINTS.split(named) if piece.strip()]
    found = whole or {ref for piece in pieces for ref in _by_words(material, parts, piece)}
    found |= set(by_chapter(parts, named))
    return [part.ref for part in parts if part.ref in found], named


def by_chapter(parts: Sequence[Part], words: str) -> list[str]:
    """The parts of "the first three chapters", "chapter 2", "Kapitel 1 bis 3", "sections 1.1, 1.2".

    Chapters go by the numbers in the titles; where there are none, by their order.
    """
    text = " ".join(fold(words).replace("–", "-").split())
    chapters = _chapters(parts)
    found: set[str] = set()
    for match in _FIRST.finditer(text):
        count = _value(match["count"] or match["count2"] or "one")
        found |= set(_first(parts, chapters, count))
    for match in _NAMED.finditer(text):
        for number in _numbers(match["list"]):
            found |= set(_numbered(parts, chapters, number))
    return [part.ref for part in parts if part.ref in found]


def _chapters(parts: Sequence[Part]) -> dict[str, list[str]]:
    """The parts by their chapter: its number where the titles have one, else its section."""
    chapters: dict[str, list[str]] = {}
    for part in parts:
        number = _number_of(part)
        groups = {one.group for one in parts}
        own = part.group if len(groups) > 1 and part.group else part.ref
        chapters.setdefault(number.partition(".")[0] if number else own, []).append(part.ref)
    return chapters


def _first(parts: Sequence[Part], chapters: dict[str, list[str]], count: int) -> list[str]:
    """Where titles have numbers, those up to the count, with what has none in between."""
    numbers = {str(number) for number in range(1, count + 1)}
    if "1" not in chapters:
        return [ref for refs in [*chapters.values()][:count] for ref in refs]
    own = [_number_of(part).partition(".")[0] for part in parts]
    last = max(place for place, number in enumerate(own) if number in numbers)
    return [
        part.ref
        for part, number in zip(parts[: last + 1], own, strict=False)
        if number in numbers or not number
    ]


def _number_of(part: Part) -> str:
    match = _LEADING.match(fold(part.title)) or _LEADING.match(fold(part.group))
    return match[1] if match else ""


def _numbered(parts: Sequence[Part], chapters: dict[str, list[str]], number: str) -> Iterator[str]:
    numbered = {part.ref: _number_of(part) for part in parts}
    if any(numbered.values()):
        for ref, own in numbered.items():
            if own == number or own.startswith(f"{number}."):
                yield ref
    elif "." not in number and 1 <= int(number) <= len(chapters):
        yield from [*chapters.values()][int(number) - 1]


def _numbers(listed: str) -> Iterator[str]:
    rest = listed
    for match in _RANGE.finditer(listed):
        first, last = match[1], match[2]
        if "." not in first and "." not in last:
            yield from map(str, range(_value(first), _value(last) + 1))
            rest = rest.replace(match[0], " ")
    for number in re.findall(_NUMBER, rest):
        yield number if "." in number else str(_value(number))


def _value(number: str) -> int:
    return _WORDS.get(number) or int(number.partition(".")[0])


def _by_words(material: Material, parts: Sequence[Part], words: str) -> set[str]:
    wanted = set(stems(words))
    if not wanted:
        return set()
    pages = [page for page in material.pages if page.text.strip()]
    found = {part.ref for part in parts if wanted <= set(stems(part.title))}
    for section in outline_of(pages, material.document.headings):
        if wanted <= set(stems(section.title)):
            home = part_at(parts, section.spans[0]) if section.spans else None
            found |= {home.ref} if home else set()
    found |= _defining(parts, wanted, exactly=True)
    return found or _defining(parts, wanted, exactly=False) or _by_text(parts, material, words)


def _defining(parts: Sequence[Part], wanted: set[str], *, exactly: bool) -> set[str]:
    """The parts that define it, or at least something that has it in its name."""
    return {
        part.ref
        for part in parts
        if any(
            one.is_defined
            and (wanted == (words := set(stems(one.term))) or (not exactly and wanted <= words))
            for one in part.terms
        )
    }


def _by_text(parts: Sequence[Part], material: Material, words: str) -> set[str]:
    said = re.compile(rf"(?<!\w){re.escape(words.strip())}", re.IGNORECASE)
    counts: Counter[str] = Counter()
    for page in material.pages:
        for match in said.finditer(page.text):
            home = part_at(parts, Span(page.number, match.start(), match.end()))
            if home is not None:
                counts[home.ref] += 1
    most = max(counts.values(), default=0)
    return {ref for ref, count in counts.items() if count >= max(_OFTEN, _SHARE * most)}
