"""Which files a caller may name by their path: those below folders that were allowed at the start.

What lies elsewhere is refused in the same words whether it exists or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent_runner.errors import InvalidInput

ALLOW_WITH = "--document-root DIR or AGENT_RUNNER_DOCUMENT_ROOTS"


@dataclass(frozen=True, slots=True)
class AllowedFiles:
    """Files below `roots`; with none, no file at all. `ctx.files` in a skill."""

    roots: tuple[Path, ...] = ()

    def find(self, given: str, *, field: str = "path") -> Path:
        """The regular file that `given` names, with every symbolic link resolved.

        Raises `InvalidInput`, naming `field`: also where a link leads out of the roots.
        """
        file = _resolved(given)
        if file is None or not any(file.is_relative_to(root) for root in self._folders()):
            raise InvalidInput(field=field, expected=self._allowed, got=repr(given))
        if not _is_file(file):
            raise InvalidInput(field=field, expected="a file that is there", got=repr(given))
        return file

    @property
    def _allowed(self) -> str:
        if self.roots:
            return f"a file below a folder that may be read from (more with {ALLOW_WITH})"
        return f"no path, since no folder may be read from (allow one with {ALLOW_WITH})"

    def _folders(self) -> Iterator[Path]:
        """The roots as they lead now: what was no link at the start may have become one."""
        for root in self.roots:
            folder = _resolved(str(root))
            if folder is not None:
                yield folder


def _resolved(given: str) -> Path | None:
    try:
        return Path(given).resolve()
    except (OSError, RuntimeError, ValueError):  # too long, a loop of links, a null character
        return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long, a folder that may not be looked into
        return False
