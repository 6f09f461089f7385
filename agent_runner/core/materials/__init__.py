"""What can be made of a document without a model: terms, summaries, questions, cards.

Pure and deterministic; every sentence it takes is a span of a page.
"""

from agent_runner.core.materials.anki import Card, anki_text, cloze_of
from agent_runner.core.materials.checks import Flaw, Item, ItemKind, check_item
from agent_runner.core.materials.coverage import (
    Coverage,
    Covered,
    KnownConcept,
    Missing,
    coverage_of,
)
from agent_runner.core.materials.items import item_sets, items
from agent_runner.core.materials.key_terms import KeyTerm, key_terms
from agent_runner.core.materials.outline import Section, outline_of
from agent_runner.core.materials.reading_level import (
    ReadingLevel,
    minutes_to_read,
    reading_level,
)
from agent_runner.core.materials.short_answers import ShortGrade, Verdict, grade_short
from agent_runner.core.materials.spans import (
    HeadingPlace,
    PageText,
    Span,
    in_one_line,
    quote,
)
from agent_runner.core.materials.summary import summary

__all__ = [
    "Card",
    "Coverage",
    "Covered",
    "Flaw",
    "HeadingPlace",
    "Item",
    "ItemKind",
    "KeyTerm",
    "KnownConcept",
    "Missing",
    "PageText",
    "ReadingLevel",
    "Section",
    "ShortGrade",
    "Span",
    "Verdict",
    "anki_text",
    "check_item",
    "cloze_of",
    "coverage_of",
    "grade_short",
    "in_one_line",
    "item_sets",
    "items",
    "key_terms",
    "minutes_to_read",
    "outline_of",
    "quote",
    "reading_level",
    "summary",
]
