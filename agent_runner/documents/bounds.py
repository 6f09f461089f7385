"""What keeps a worker from harming the machine, whatever is in its file.

Where POSIX has them, limits of the kernel: on memory, on CPU time, on files (none may be written).
Elsewhere, or where they are switched off, a thread watches the memory; the time is watched by the
parent in any case.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable

from agent_runner.documents.limits import ExtractionLimits
from agent_runner.documents.memory_in_use import memory_in_use

_LOOK_S = 0.05
_TOO_MUCH = "it needs more memory than a file may"
_OPEN_FILES = 64


def apply(
    limits: ExtractionLimits,
    *,
    size_bytes: int,
    is_portable: bool,
    on_excess: Callable[[str], None],
) -> None:
    """Bound this process from here on, for a file of so many bytes.

    `on_excess` is called with the reason, in a thread, once.
    """
    if sys.platform == "win32" or is_portable:
        _watch_memory(limits.memory_bytes, on_excess)
        return
    _limit(limits, size_bytes)
    if sys.platform != "linux":  # RLIMIT_AS is there, but not kept, on macOS.
        _watch_memory(limits.memory_bytes, on_excess)


if sys.platform != "win32":
    import resource

    def _limit(limits: ExtractionLimits, size_bytes: int) -> None:
        # The parent watches the clock; this is for a parent that cannot.
        cpu_s = int(limits.open_s + 2 * limits.total_s(size_bytes)) + 1
        for which, most in (
            (resource.RLIMIT_AS, limits.memory_bytes),
            (resource.RLIMIT_CPU, cpu_s),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_NOFILE, _OPEN_FILES),
            (resource.RLIMIT_CORE, 0),
        ):
            _soft, hard = resource.getrlimit(which)
            bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(which, (bound, bound))


def _watch_memory(most: int, on_excess: Callable[[str], None]) -> None:
    def watch() -> None:
        while (memory_in_use() or 0) <= most:
            time.sleep(_LOOK_S)
        on_excess(_TOO_MUCH)

    threading.Thread(target=watch, daemon=True).start()
