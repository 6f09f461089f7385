"""Which planned blocks were kept, as far as logged minutes tell.

A block counts as kept when at least half of its minutes were logged for it: first those logged on
its concept that day, then those on its concept on a later day (caught up), then those of that day
that name no concept. Every logged minute counts once. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

ENOUGH_SHARE = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """A block of a plan, on its local date."""

    day: date
    minutes: int
    concept: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Logged:
    """Minutes that were studied on a local date."""

    day: date
    minutes: int
    concept: str | None


def kept(blocks: Sequence[Planned], logged: Sequence[Logged]) -> list[bool]:
    """For each block, in order of time, whether it was kept."""
    left = [one.minutes for one in logged]
    found = [False] * len(blocks)
    fits: tuple[Callable[[Planned, Logged], bool], ...] = (
        lambda block, one: one.concept == block.concept is not None and one.day == block.day,
        lambda block, one: one.concept == block.concept is not None and one.day > block.day,
        lambda block, one: one.concept is None and one.day == block.day,
    )
    for fit in fits:
        for number, block in enumerate(blocks):
            if found[number]:
                continue
            own = [place for place, one in enumerate(logged) if fit(block, one) and left[place] > 0]
            if sum(left[place] for place in own) < ENOUGH_SHARE * block.minutes:
                continue
            found[number] = True
            wanted = block.minutes
            for place in own:
                taken = min(left[place], wanted)
                left[place] -= taken
                wanted -= taken
    return found
