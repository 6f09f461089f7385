"""How long the next block of a part should be."""

from __future__ import annotations

from agent_runner.core.timetable.model import GRID_MINUTES


def block_minutes(
    left: int, *, room: int, shortest: int, longest: int, whole_fits_another_day: bool
) -> int:
    """Minutes of the next block when `left` remain of a part and `room` is free; 0 for none.

    Parts are cut evenly (60 = 30 + 30), never into a long block and a scrap. A rest shorter than
    `shortest` is taken whole, and halved only if no day has room for the whole.
    """
    limit = min(longest, room // GRID_MINUTES * GRID_MINUTES)
    if limit < GRID_MINUTES:
        return 0
    if left <= limit:
        return left
    even = on_grid(-(-left // (-(-left // longest))))
    if even <= limit:
        return even
    if limit < shortest:
        return 0
    if left - limit >= shortest:
        return limit
    if left - shortest >= shortest:
        return left - shortest
    half = on_grid(-(-left // 2))
    return half if half <= limit and not whole_fits_another_day else 0


def on_grid(minutes: int) -> int:
    """Rounded up to the grid."""
    return -(-minutes // GRID_MINUTES) * GRID_MINUTES
