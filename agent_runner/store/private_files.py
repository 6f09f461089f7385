"""Files and folders that are the user's alone, whatever the umask says.

Those of earlier versions, which anybody could read, are mended when they are opened.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

FILE_MODE: Final = 0o600
FOLDER_MODE: Final = 0o700

_DATABASE: Final = ".sqlite3"
_FOLDERS: Final = frozenset({"documents"})
_BESIDE: Final = ("-wal", "-shm", "-journal")
"""What SQLite puts beside a database; a new one gets the database's mode."""


def make_private_folder(folder: Path) -> None:
    """Make it, if it is not there. One that holds other things than ours keeps its mode.

    Raises `OSError` where it cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    if _is_open(folder, FOLDER_MODE) and all(map(_is_ours, folder.iterdir())):
        _set_mode(folder, FOLDER_MODE)


def make_private_database(path: Path) -> None:
    """Make an empty file for SQLite, if it is not there. Raises `OSError`."""
    make_private_folder(path.parent)
    path.touch(mode=FILE_MODE)
    for file in (path, *(path.with_name(path.name + end) for end in _BESIDE)):
        _set_mode(file, FILE_MODE)


def _is_ours(entry: Path) -> bool:
    return _DATABASE in entry.name or entry.name in _FOLDERS


def _is_open(path: Path, mode: int) -> bool:
    return path.stat().st_mode & 0o777 & ~mode != 0


def _set_mode(path: Path, mode: int) -> None:
    # Not there, somebody else's, or on a disk without modes: whoever may open it may go on.
    with suppress(OSError):
        if _is_open(path, mode):
            path.chmod(mode)
