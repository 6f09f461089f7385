"""The process that reads one file: `python -m agent_runner.documents.worker`, see `wire`.

It holds nothing but the file: no descriptor, variable or secret of the process that started it. It
bounds itself before the file is opened, and ends with its stdin.
"""

from __future__ import annotations

import gc
import importlib
import logging
import os
import queue
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import BinaryIO

from agent_runner.documents import bounds
from agent_runner.documents.finishing import finish
from agent_runner.documents.opening import open_file
from agent_runner.documents.raw import RawPage, page_from_json, page_to_json
from agent_runner.documents.reading import OpenFile, Refused
from agent_runner.documents.wire import Job, Message, decoded, encoded, job_from_json

_PAGES_BETWEEN_COLLECTIONS = 128
_SOON_S = 0.02
"""Within which a worker that was started for a file has its job."""


def main() -> None:
    """Serve one file until stdin ends."""
    logging.disable()
    warnings.simplefilter("ignore")
    says = _private_stdout()
    heard = _listen()
    job = job_from_json(_first(heard))
    try:
        bounds.apply(
            job.limits,
            size_bytes=job.path.stat().st_size,
            is_portable=job.is_portable,
            on_excess=_Excess(says),
        )
        _serve(job, heard, says)
    except MemoryError:
        _say(says, {"failed": "it needs more memory than a file may"})
    except Refused as refused:
        _say(says, {"refused": str(refused)})


def _serve(job: Job, heard: queue.SimpleQueue[Message], says: BinaryIO) -> None:
    # What pypdf makes of a page holds many small objects and few cycles.
    gc.disable()
    file = open_file(job)
    _say(says, {"opened": {"kind": file.kind, "pages": file.count}})
    held: dict[int, RawPage] = {}
    while True:
        asked = heard.get()
        if "read" in asked:
            first, last = asked["read"]
            for page in _read(file, first, last):
                held[page.number] = page
                _say(says, page_to_json(page))
        else:
            held.update((page["page"], page_from_json(page)) for page in asked["finish"])
            finished = finish(job, file, [held[number] for number in sorted(held)])
            for page in finished.pages:
                _say(says, {"text": page})
            _say(says, {"finished": finished.rest})


def _first(heard: queue.SimpleQueue[Message]) -> Message:
    """The job. Where none is there yet, what most jobs need is imported meanwhile."""
    try:
        return heard.get(timeout=_SOON_S)
    except queue.Empty:
        importlib.import_module("agent_runner.documents.pdf")
        return heard.get()


def _read(file: OpenFile, first: int, last: int) -> Iterator[RawPage]:
    for number in range(first, last + 1):
        yield file.page(number)
        if number % _PAGES_BETWEEN_COLLECTIONS == 0:
            gc.collect(1)


def _private_stdout() -> BinaryIO:
    """The pipe to the parent; what libraries print goes nowhere."""
    says = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return says


def _listen() -> queue.SimpleQueue[Message]:
    """Read stdin in a thread, so that its end is seen while a page is read."""
    heard: queue.SimpleQueue[Message] = queue.SimpleQueue()

    def listen() -> None:
        for line in sys.stdin.buffer:
            heard.put(decoded(line))
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    return heard


def _say(says: BinaryIO, message: Message) -> None:
    try:
        says.write(encoded(message))
        says.flush()
    except BrokenPipeError:
        os._exit(0)


class _Excess:
    """Ends the process where a bound is passed that raises no exception."""

    def __init__(self, says: BinaryIO) -> None:
        self._says = says

    def __call__(self, reason: str) -> None:
        os.write(self._says.fileno(), encoded({"failed": reason}))
        os._exit(1)


if __name__ == "__main__":
    main()
