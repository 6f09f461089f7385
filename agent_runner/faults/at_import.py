"""Faults of the start: what `AGENT_RUNNER_FAULTS_AT_IMPORT` says is done when the kit is loaded.

sleep:2.5        take so many seconds
exit:3           end the process with this status
raise:some text  fail to be imported
print:some text  print before anything else is said
segfault         die of SIGSEGV
file:/some/path  do what stands in this file, if it is there: it may change from start to start
"""

from __future__ import annotations

import ctypes
import os
import time
from pathlib import Path

VARIABLE = "AGENT_RUNNER_FAULTS_AT_IMPORT"


def obey() -> None:
    """Do what the environment says. Raises `ValueError` for what it does not know."""
    _do(os.environ.get(VARIABLE, ""))


def _do(order: str) -> None:
    what, _, detail = order.partition(":")
    match what:
        case "":
            return
        case "sleep":
            time.sleep(float(detail))
        case "exit":
            os._exit(int(detail))
        case "raise":
            raise RuntimeError(detail)
        case "print":
            print(detail)  # noqa: T201
        case "segfault":
            ctypes.string_at(0)
        case "file":
            path = Path(detail)
            _do(path.read_text("utf-8").strip() if path.exists() else "")
        case _:
            raise ValueError(f"{VARIABLE}: expected sleep:, exit:, raise: …, got {order!r}")
