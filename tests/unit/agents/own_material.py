"""A learner with material of her own: small texts, and a context that may read them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent_runner import RunContext
from agent_runner.agents.document import agent
from agent_runner.allowed_files import AllowedFiles
from agent_runner.clock import FixedClock

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

CELL = """\
# The living cell

A cell is the smallest unit of life. Every organism is made of one cell or of many cells. This
text is about what happens inside of it.

## The membrane

The cell membrane is a thin layer of lipids that separates the inside of a cell from its
surroundings. Osmosis is the movement of water through a membrane towards the side with more
dissolved matter. A membrane lets small molecules pass and keeps large molecules back. When a cell
lies in salt water, osmosis draws water out of it. The membrane holds proteins that carry sugar
into the cell.

## Mitochondria

A mitochondrion is an organelle that releases energy from sugar. Cellular respiration is the
process by which a mitochondrion turns sugar and oxygen into carbon dioxide and water. The energy
is stored in adenosine triphosphate. Muscle cells hold thousands of mitochondria. Without a
membrane around it, a mitochondrion could not build up the difference in charge that it needs.

## Chloroplasts

A chloroplast is an organelle of plants that turns light into sugar. Photosynthesis is the process
by which a chloroplast makes sugar from carbon dioxide and water. Chlorophyll is the green pigment
that takes up the light. What photosynthesis makes, cellular respiration uses up. Chlorophyll takes
up red light and blue light, and gives back green light.
"""

BREAD = """\
# Bread

## Dough

Gluten is the protein of wheat that makes dough elastic. Kneading is the work of folding dough until
its gluten forms a net. A dry dough needs more water.

## Fermentation

Yeast is a fungus that turns sugar into carbon dioxide and alcohol. Fermentation is the time in
which yeast fills the dough with gas. Cold dough ferments slowly.
"""


def context(folder: Path, **given: Any) -> RunContext:
    """A context in which files below `folder` may be read; its events are kept on `on_event`."""
    return RunContext(clock=FixedClock(NOW), files=AllowedFiles((folder,)), **given)


async def add(ctx: RunContext, folder: Path, text: str, name: str = "cell.md", **given: Any) -> Any:
    """Write a file and add it; the answer of `document.add`."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return await call("add", ctx, path=str(file), **given)


async def call(skill: str, ctx: RunContext, **params: Any) -> Any:
    """A skill of the Document agent, from JSON to JSON."""
    return await agent.skills[skill].run(ctx, params)
