"""What this process takes of the machine."""

from __future__ import annotations

import os
from functools import cache

_STATM = "/proc/self/statm"


def rss_bytes() -> int | None:
    """The memory this process holds now, in bytes; None where the system does not tell cheaply."""
    opened = _statm()
    if opened is None:
        return None
    descriptor, page_bytes = opened
    return int(os.pread(descriptor, 100, 0).split()[1]) * page_bytes


@cache
def _statm() -> tuple[int, int] | None:
    """The file that tells, kept open, and the bytes of a page; None where there is none."""
    try:
        return os.open(_STATM, os.O_RDONLY | os.O_CLOEXEC), os.sysconf("SC_PAGE_SIZE")
    except (OSError, AttributeError, ValueError):
        return None
