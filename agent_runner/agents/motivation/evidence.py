"""The research that the Motivation agent leans on, said modestly, with what speaks against it."""

from __future__ import annotations

from datetime import date

from agent_runner.agents.motivation.models import Source

REVIEWED = date(2026, 11, 22)

IF_THEN = Source(
    claim=(
        "Over 94 tests, people who made if-then plans reached goals of many kinds more often, "
        "by a medium to large margin (d = 0.65)."
    ),
    reference=(
        "Gollwitzer & Sheeran (2006), Advances in Experimental Social Psychology 38, 69–119"
    ),
    limits=(
        "A 2020 experiment on learning from illustrated texts found no gain from if-then plans "
        "(Frontiers in Psychology 11:46). Expect help with starting, not with understanding."
    ),
    reviewed=REVIEWED,
)
PRACTICE = Source(
    claim=(
        "Testing yourself and spreading study over days were the two of ten common techniques "
        "that were rated as of high utility."
    ),
    reference=("Dunlosky et al. (2013), Psychological Science in the Public Interest 14(1), 4–58"),
    limits="Most of the studies are on remembering; gains for long, complex tasks vary.",
    reviewed=REVIEWED,
)
HABIT = Source(
    claim=(
        "In a study of 96 people, one missed day hardly changed how a habit grew; it took from 18 "
        "to 254 days until it felt automatic."
    ),
    reference="Lally et al. (2010), European Journal of Social Psychology 40, 998–1009",
    limits="The habits were about eating, drinking and moving, not about studying.",
    reviewed=REVIEWED,
)
