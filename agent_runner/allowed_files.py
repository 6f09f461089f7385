"""Which files a caller may name by their path: those below folders that were allowed at the start.

What lies elsewhere is refused in the same words whether it exists or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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

        A relative path is looked for below each root in turn, then below the working folder; `~` is
        the home of whoever runs the process. Raises `InvalidInput`, naming `field`: also where a
        link leads out of the roots.
        """
        folders = tuple(self._folders())
        meant = [file for file in _meant(given, folders) if _is_below(file, folders)]
        for file in meant:
            if _holds(Path.is_file, file):
                return file
        expected = self._allowed
        if meant:
            is_there = any(_holds(Path.exists, file) for file in meant)
            expected = "a regular file" if is_there else "a file that is there"
        raise InvalidInput(field=field, expected=expected, got=repr(given))

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


def _meant(given: str, folders: Sequence[Path]) -> Iterator[Path]:
    """What a path may mean, the likeliest first."""
    is_relative = not given.startswith("~") and not Path(given).is_absolute()
    for start in (*(folders if is_relative else ()), Path()):
        file = _resolved(given, below=start)
        if file is not None:
            yield file


def _is_below(file: Path, folders: Sequence[Path]) -> bool:
    return any(file.is_relative_to(folder) for folder in folders)


def _resolved(given: str, *, below: Path = Path()) -> Path | None:  # never changed
    try:
        return (below / Path(given).expanduser()).resolve()
    except (OSError, RuntimeError, ValueError):  # too long, a loop of links, a null character
        return None


def _holds(asked: Callable[[Path], bool], path: Path) -> bool:
    try:
        return asked(path)
    except OSError:  # a name too long, a folder that may not be looked into
        return False
