"""What every kind of file offers once it is open, and how opening or reading it fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from agent_runner.documents.raw import Bookmark, RawPage


class OpenFile(Protocol):
    """An open file of `count` pages, numbered from 1."""

    @property
    def kind(self) -> str: ...

    @property
    def count(self) -> int: ...

    def page(self, number: int) -> RawPage:
        """Never raises for what is wrong with the file: the page's status says it."""
        ...

    def title(self) -> str | None:
        """The title that the file itself states, if it does."""
        ...

    def bookmarks(self) -> Sequence[Bookmark]: ...


class Refused(Exception):
    """The file cannot be read at all; the message is for the user."""
