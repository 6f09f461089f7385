"""What a document holds, out of the algorithms over its pages and the topic packs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from agent_runner import RunContext
from agent_runner.agents.document.adding import states_of
from agent_runner.agents.document.models import (
    Analysis,
    CoveredConcept,
    Level,
    MissingPrerequisite,
    OutlineSection,
    PartShown,
)
from agent_runner.agents.material import Material, Part, parts_for, terms_of
from agent_runner.core.materials import (
    Coverage,
    KnownConcept,
    ReadingLevel,
    coverage_of,
    minutes_to_read,
    outline_of,
    reading_level,
)
from agent_runner.curriculum.library import Curriculum

_TERMS = 20
_SHOWN = 30
_NEEDED_BY = 3
_SAMPLE_LETTERS = 200_000


async def analysis_of(ctx: RunContext, curriculum: Curriculum, material: Material) -> Analysis:
    """The whole analysis; computed in a thread, for a book takes seconds."""
    parts = await parts_for(ctx, material)
    return await asyncio.to_thread(_analysis, curriculum, material, parts)


def _analysis(curriculum: Curriculum, material: Material, parts: Sequence[Part]) -> Analysis:
    document, pages = material.document, material.pages
    text = "\n\n".join(page.text for page in pages)
    level = reading_level(text[:_SAMPLE_LETTERS], document.language)
    covered = coverage_of(pages, document.headings, _concepts(curriculum))
    unread = [state for state in states_of(pages) if state.status != "ok"]
    return Analysis(
        document_id=material.id,
        title=material.title,
        language=document.language,
        pages=len(pages),
        words=level.words if len(text) <= _SAMPLE_LETTERS else reading_level(text, "").words,
        minutes_to_read=minutes_to_read(text),
        minutes_to_learn=sum(part.minutes for part in parts),
        reading_level=_level(level),
        structure=[
            OutlineSection(
                title=one.title,
                level=one.level,
                first_page=one.first_page,
                last_page=one.last_page,
                words=one.words,
                minutes=one.minutes,
            )
            for one in outline_of(pages, document.headings)
        ],
        parts=[
            PartShown(
                concept=part.ref,
                title=part.title,
                first_page=part.first_page,
                last_page=part.last_page,
                minutes=part.minutes,
                prerequisites=[*part.needs],
            )
            for part in parts
        ],
        key_terms=terms_of(material, _TERMS),
        coverage=_covered(curriculum, covered),
        missing_prerequisites=_missing(curriculum, covered),
        unread_pages=unread,
        note=_note(len(parts), len(unread), covered),
    )


def _level(found: ReadingLevel) -> Level:
    return Level(
        flesch_ease=found.flesch_ease,
        grade=found.grade,
        band=found.band,
        source=found.source,
        why_none=found.why_none,
    )


def _concepts(curriculum: Curriculum) -> list[KnownConcept]:
    return [
        KnownConcept(
            id=ref,
            names=(entry.concept.title, *entry.concept.terms),
            prerequisites=curriculum.graph.prerequisites[ref],
        )
        for ref, entry in curriculum.concepts.items()
    ]


def _covered(curriculum: Curriculum, found: Coverage) -> list[CoveredConcept]:
    return [
        CoveredConcept(
            concept=one.concept,
            title=curriculum.title(one.concept),
            mentions=one.mentions,
            page=one.first.page,
        )
        for one in found.covered[:_SHOWN]
    ]


def _missing(curriculum: Curriculum, found: Coverage) -> list[MissingPrerequisite]:
    return [
        MissingPrerequisite(
            concept=one.concept,
            title=curriculum.title(one.concept),
            needed_by=[*one.needed_by],
            mentions=one.mentions,
            text=f"{_titles(curriculum, one.needed_by)} "
            f"{'rests' if len(one.needed_by) == 1 else 'rest'} on {curriculum.title(one.concept)}, "
            f"which the document {'names but does not treat' if one.mentions else 'leaves out'}.",
        )
        for one in found.missing[:_SHOWN]
    ]


def _titles(curriculum: Curriculum, refs: Sequence[str]) -> str:
    titles = [curriculum.title(ref) for ref in refs]
    if len(titles) > _NEEDED_BY:
        return f"{', '.join(titles[:_NEEDED_BY])} and {len(titles) - _NEEDED_BY} more"
    return " and ".join(filter(None, (", ".join(titles[:-1]), titles[-1])))


def _note(parts: int, unread: int, found: Coverage) -> str:
    said = [f"{parts} parts to learn one by one."]
    if found.covered:
        said.append(f"It treats {len(found.covered)} concepts that topic packs know.")
    else:
        said.append("No topic pack knows what it treats; questions come from its own text.")
    if unread:
        said.append(f"{unread} pages without text are not part of this.")
    return " ".join(said)
