"""What this process takes of the machine."""

from __future__ import annotations

import os
from pathlib import Path

_STATM = Path("/proc/self/statm")


def rss_bytes() -> int | None:
    """The memory this process holds now, in bytes; None where the system does not tell cheaply."""
    try:
        pages = int(_STATM.read_bytes().split()[1])
    except (OSError, IndexError, ValueError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
