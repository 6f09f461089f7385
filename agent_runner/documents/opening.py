"""Which kind a file is, told by what is in it before its name, and its opening."""

from __future__ import annotations

from pathlib import Path

from agent_runner.documents.reading import OpenFile, Refused
from agent_runner.documents.wire import Job

_HEAD_BYTES = 1024
"""A PDF's header may stand anywhere in these."""
_MARKDOWN = frozenset((".md", ".markdown", ".mdown", ".mkd"))


def open_file(job: Job) -> OpenFile:
    """The file, open. Raises `Refused` where it is none of those that can be read."""
    with job.path.open("rb") as opened:
        head = opened.read(_HEAD_BYTES)
    suffix = Path(job.name).suffix.lower()
    if not head:
        raise Refused("The file is empty.")
    if b"%PDF-" in head:
        from agent_runner.documents.pdf import PdfFile

        return PdfFile(job.path, limits=job.limits, password=job.password)
    if suffix == ".pdf":
        raise Refused("It is called a PDF, but it is none: the header %PDF- is missing.")
    from agent_runner.documents.text_file import TextFile

    return TextFile(job.path, kind="markdown" if suffix in _MARKDOWN else "text", limits=job.limits)
